from django.urls import path

from certificates import views

app_name = "certificates"
urlpatterns = [
    path("verify/", views.verify, name="verify"),
    path("verify/<str:number>/", views.verified, name="verified"),
    path("me/certificates/<str:number>.pdf", views.pdf, name="pdf"),
]
