from django.urls import path

from hubs.views import own, roster, team

app_name = "hubs"
urlpatterns = [
    path("hubs/<slug:code>/manage/ambassadors/", roster.ambassadors, name="ambassadors"),
    path("hubs/<slug:code>/manage/ambassadors.csv", roster.export, name="ambassadors_export"),
    path("hubs/<slug:code>/manage/ambassadors/<int:pk>/", roster.ambassador, name="ambassador"),
    path("hubs/<slug:code>/manage/ambassadors/<int:pk>/step/", roster.step, name="ambassador_step"),
    path("hubs/<slug:code>/manage/ambassadors/<int:pk>/renew/", roster.renew, name="ambassador_renew"),
    path("hubs/<slug:code>/manage/ambassadors/<int:pk>/end/", roster.end, name="ambassador_end"),
    path(
        "hubs/<slug:code>/manage/invitations/<int:pk>/withdraw/",
        roster.withdraw_invitation,
        name="invitation_withdraw",
    ),
    # Who runs the hub
    path("hubs/<slug:code>/manage/team/", team.team, name="team"),
    path("hubs/<slug:code>/manage/team/<int:pk>/hand-over/", team.hand_over, name="hand_over"),
    path("hubs/<slug:code>/manage/team/<int:pk>/end/", team.end_term, name="end_term"),
    path(
        "hubs/<slug:code>/manage/team/invitations/<int:pk>/withdraw/",
        team.withdraw,
        name="appointment_withdraw",
    ),
    path("hub-invitations/<str:token>/", team.accept, name="appointment"),
    path("me/ambassador/", own.ambassador, name="own_ambassador"),
    path("me/ambassador/<int:pk>/show/", own.show, name="own_show"),
    path("me/ambassador/<int:pk>/resign/", own.resign, name="own_resign"),
    path("me/hub/", own.terms, name="own_terms"),
    path("me/hub/<int:pk>/named/", own.name_me, name="own_named"),
    path("invitations/<str:token>/", own.accept, name="accept"),
]
