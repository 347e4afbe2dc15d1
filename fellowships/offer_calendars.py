"""Until when to answer, as an entry for the person's own calendar."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

LENGTH = timedelta(minutes=30)
RING_BEFORE = timedelta(hours=24)


def deadline_file(offer):
    """The last half hour of an offer, with a bell the day before. Bytes; with a later deadline the entry moves."""
    calendar = Calendar()
    calendar.add("prodid", "-//Sepsis pathway//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_entry(offer))
    return calendar.to_ical()


def _entry(offer):
    call = offer.application.call
    entry = Event()
    entry.add("uid", f"offer-{offer.pk}@{urlsplit(settings.SITE_URL).netloc}")
    entry.add("dtstamp", offer.sent_at)
    # Deadlines only ever become later: minutes since the offer make a number that only rises.
    entry.add("sequence", int((offer.expires_at - offer.sent_at).total_seconds() // 60))
    entry.add("dtstart", offer.expires_at - LENGTH)
    entry.add("dtend", offer.expires_at)
    entry.add("summary", _("Last moment to answer: %(call)s") % {"call": call.title})
    entry.add("url", settings.SITE_URL + reverse("fellowships:offer", args=[call.slug]))
    entry.add_component(_bell())
    return entry


def _bell():
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _("Answer the offer of your fellowship"))
    alarm.add("trigger", -RING_BEFORE)
    return alarm
