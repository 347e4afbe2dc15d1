from django.urls import path

from registrations.views import asking, attendance, deciding, disputes, events, feeds, offers, office

app_name = "registrations"
urlpatterns = [
    path("events/", events.event_list, name="event_list"),
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
    # Coordinators: the quota of a country.
    path("hubs/<slug:code>/manage/", deciding.quota, name="quota"),
    path("hubs/<slug:code>/manage/<slug:slug>/", deciding.quota, name="quota_event"),
    path("registrations/<int:pk>/approve/", deciding.approve, name="approve"),
    path("registrations/<int:pk>/decline/", deciding.decline, name="decline"),
    path("events/<slug:slug>/decide/", deciding.decide_several, name="decide_several"),
    # Staff, and coordinators for the events of their own hub.
    path("events/<slug:slug>/attendance/", attendance.sheet, name="attendance"),
    path("disputes/<int:pk>/", disputes.answer, name="answer_dispute"),
    path("events/<slug:slug>/certificates/", attendance.release, name="release_certificates"),
    path("events/<slug:slug>/requests/", office.requests, name="office_requests"),
    path("events/<slug:slug>/seats/", office.seats, name="seats"),
    path("events/<slug:slug>/cancel-event/", office.cancel_event, name="cancel_event"),
]
