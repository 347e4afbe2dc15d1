from django.urls import path

from registrations.views import (
    asking,
    attendance,
    deciding,
    disputes,
    events,
    feeds,
    hub_events,
    offers,
    office,
    proposals,
    proposed,
)

app_name = "registrations"
urlpatterns = [
    path("events/", events.event_list, name="event_list"),
    # What hubs propose, at the office; before the pages of events.
    path("events/proposals/", proposed.proposals, name="office_proposals"),
    path("events/proposals/<int:pk>/", proposed.proposal, name="office_proposal"),
    path("events/proposals/<int:pk>/approve/", proposed.approve, name="approve_proposal"),
    path("events/proposals/<int:pk>/send-back/", proposed.send_back, name="send_back_proposal"),
    path("events/<slug:slug>/", events.event, name="event"),
    path("events/<slug:slug>/calendar.ics", events.calendar, name="calendar"),
    path("events/<slug:slug>/register/", asking.register, name="register"),
    path("registrations/<int:pk>/cancel/", asking.cancel, name="cancel"),
    path("offers/<str:token>/", offers.offer, name="offer"),
    path("calendar/<str:token>.ics", feeds.feed, name="feed"),
    path("me/calendar/renew/", feeds.renew, name="feed_renew"),
    path("me/calendar/stop/", feeds.stop, name="feed_stop"),
    path("me/attendance/", disputes.my_attendance, name="my_attendance"),
    path("me/attendance/<int:pk>/dispute/", disputes.dispute, name="dispute"),
    # Coordinators: the quota of a country, and the events of the hub.
    path("hubs/<slug:code>/manage/", deciding.quota, name="quota"),
    path("hubs/<slug:code>/manage/events/", proposals.hub_events, name="hub_events"),
    path("hubs/<slug:code>/manage/events/propose/", proposals.propose, name="propose"),
    path("hubs/<slug:code>/manage/events/proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("hubs/<slug:code>/manage/events/proposals/<int:pk>/withdraw/", proposals.withdraw, name="withdraw"),
    path("hubs/<slug:code>/manage/<slug:slug>/", deciding.quota, name="quota_event"),
    path("registrations/<int:pk>/approve/", deciding.approve, name="approve"),
    path("registrations/<int:pk>/decline/", deciding.decline, name="decline"),
    path("events/<slug:slug>/decide/", deciding.decide_several, name="decide_several"),
    # Staff, and coordinators for the events of their own hub.
    path("events/<slug:slug>/manage/", hub_events.manage, name="manage_event"),
    path("events/<slug:slug>/edit/", hub_events.edit, name="edit_event"),
    path("events/<slug:slug>/publish/", hub_events.publish, name="publish"),
    path("events/<slug:slug>/close/", hub_events.close, name="close_event"),
    path(
        "events/<slug:slug>/approve-certificates/",
        hub_events.approve_certificates,
        name="approve_certificates",
    ),
    path("events/<slug:slug>/attendance/", attendance.sheet, name="attendance"),
    path("disputes/<int:pk>/", disputes.answer, name="answer_dispute"),
    path("events/<slug:slug>/certificates/", attendance.release, name="release_certificates"),
    path("events/<slug:slug>/requests/", office.requests, name="office_requests"),
    path("events/<slug:slug>/seats/", office.seats, name="seats"),
    path("events/<slug:slug>/cancel-event/", office.cancel_event, name="cancel_event"),
]
