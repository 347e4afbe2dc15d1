from django.urls import path

from fellowships.views import calls, centres

app_name = "fellowships"

urlpatterns = [
    path("", calls.index, name="index"),
    path("centres/", centres.centres, name="centres"),
    path("centres/<slug:slug>/", centres.centre, name="centre"),
    path("<slug:slug>/tell-me/", calls.tell_me, name="tell_me"),
    path("<slug:slug>/no-longer/", calls.no_longer, name="no_longer"),
]
