from django.urls import path

from fellowships import views

app_name = "fellowships"

urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:slug>/tell-me/", views.tell_me, name="tell_me"),
    path("<slug:slug>/no-longer/", views.no_longer, name="no_longer"),
]
