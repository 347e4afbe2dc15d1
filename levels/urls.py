from django.urls import path

from levels.views import enrolments, packages

app_name = "levels"

urlpatterns = [
    path("enrol/", enrolments.enrol, name="enrol"),
    path("levels/<int:number>/evaluation/", enrolments.evaluation, name="evaluation"),
    path("packages/<str:token>/", packages.player, name="player"),
    path("packages/<str:token>/launch/", packages.launch, name="package_launch"),
    path("packages/<str:token>/commit/", packages.commit, name="package_commit"),
    path("packages/<str:token>/content/<path:path>", packages.content, name="package_content"),
]
