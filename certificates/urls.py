from django.urls import path

from certificates.views import badges, credits, dropped, files, marks, mine, verifying

app_name = "certificates"
urlpatterns = [
    path("me/credits/", credits.credits, name="credits"),
    path("me/credits/transcript.<slug:form>", credits.transcript, name="transcript"),
    path("marks/<slug:sha256>.png", marks.mark, name="mark"),
    path("verify/", verifying.verify, name="verify"),
    path("verify/file/", dropped.verify_file, name="verify_file"),
    path("verify/<str:number>/", verifying.verified, name="verified"),
    path("me/certificates/", mine.mine, name="mine"),
    path("me/certificates/earned/<int:pk>/confirm/", mine.confirm_name, name="confirm_name"),
    path("me/certificates/<str:number>/correct-name/", mine.correct_name, name="correct_name"),
    path("me/certificates/<str:number>/replace/", mine.accept_replacement, name="accept_replacement"),
    path("me/certificates/<str:number>.pdf", files.pdf, name="pdf"),
    path("me/certificates/<str:number>/badge.<str:form>", badges.badge, name="badge"),
    path("credentials/pictures/<slug:kind>.png", badges.picture, name="badge_picture"),
    path("credentials/status/<int:number>/", badges.status_list, name="status_list"),
    path(".well-known/did.json", badges.did, name="did"),
    path(".well-known/jwks.json", badges.key_set, name="key_set"),
]
