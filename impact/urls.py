from django.urls import path

from impact.views import today

app_name = "impact"

urlpatterns = [
    # What waits for staff
    path("impact/today/", today.today, name="today"),
]
