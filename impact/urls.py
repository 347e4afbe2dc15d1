from django.urls import path

from impact.views import today, tokens

app_name = "impact"

urlpatterns = [
    # What waits for staff
    path("impact/today/", today.today, name="today"),
    # For machines
    path("api/", tokens.api, name="api"),
    path("impact/api/tokens/", tokens.tokens, name="tokens"),
    path("impact/api/tokens/<int:pk>/revoke/", tokens.revoke, name="token_revoke"),
    path("hubs/<slug:code>/manage/api/", tokens.hub_tokens, name="hub_tokens"),
]
