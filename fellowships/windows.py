"""Until when an offer is answered, and when a person is reminded of it."""

from datetime import datetime, time, timedelta

from django.utils import timezone

LAST_MINUTE = time(23, 59)
REMIND_BEFORE = timedelta(hours=48)


def days_to_answer(call, number):
    """In the first round, the second, and all later ones."""
    return {1: call.offer_days, 2: call.later_offer_days}.get(number, call.last_offer_days)


def answer_until(call, number, now=None):
    """The last minute of a day on the clock of the call: the same for everybody of a round."""
    today = (now or timezone.now()).astimezone(call.zone).date()
    return end_of(call, today + timedelta(days=days_to_answer(call, number)))


def end_of(call, day):
    return datetime.combine(day, LAST_MINUTE, tzinfo=call.zone)


def reminders(offer):
    """When a person is reminded: at half time, and 48 hours before the end, names first."""
    since, end = offer.sent_at, offer.expires_at
    moments = {"half": since + (end - since) / 2, "48h": end - REMIND_BEFORE}
    return {name: at for name, at in moments.items() if at > since}


def has_reserve_ended(call, now=None):
    """Whether the day has come from which nobody is moved up any more, on the clock of the call."""
    if call.reserve_ends_on is None:
        return False
    return (now or timezone.now()).astimezone(call.zone).date() >= call.reserve_ends_on
