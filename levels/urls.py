from django.urls import path

from levels.views import enrolments

app_name = "levels"

urlpatterns = [
    path("enrol/", enrolments.enrol, name="enrol"),
    path("levels/<int:number>/evaluation/", enrolments.evaluation, name="evaluation"),
]
