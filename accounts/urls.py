from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("me/profile/", views.profile, name="profile"),
    path("me/privacy/", views.privacy, name="privacy"),
    path("me/privacy/consents/<slug:kind>/give/", views.consent_give, name="consent_give"),
    path("me/privacy/consents/<slug:kind>/withdraw/", views.consent_withdraw, name="consent_withdraw"),
    path("consents/stop/<str:token>/", views.consent_stop, name="consent_stop"),
    path("me/privacy/export/", views.export_request, name="export_request"),
    path("me/privacy/export/<int:pk>/", views.export_download, name="export_download"),
    path("me/privacy/erase/", views.erasure_request, name="erasure_request"),
    path("me/privacy/erase/withdraw/", views.erasure_withdraw, name="erasure_withdraw"),
]
