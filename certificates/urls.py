from django.urls import path

from certificates.views import files, verifying

app_name = "certificates"
urlpatterns = [
    path("verify/", verifying.verify, name="verify"),
    path("verify/<str:number>/", verifying.verified, name="verified"),
    path("me/certificates/<str:number>.pdf", files.pdf, name="pdf"),
]
