from django.urls import path

from levels import views

app_name = "levels"

urlpatterns = [
    path("enrol/", views.enrol, name="enrol"),
    path("levels/<int:number>/evaluation/", views.evaluation, name="evaluation"),
]
