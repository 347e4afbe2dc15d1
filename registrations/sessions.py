"""The sessions of an event that nobody has divided up yet: one for each of its days."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from registrations.models import Session


def make_sessions(event):
    """A session for each day, at the hours of the event on the clock where it takes place. None without a date."""
    if event.starts_at is None:
        return
    start, end = (moment.astimezone(event.zone) for moment in (event.starts_at, event.ends_at))
    number_of_days = (end.date() - start.date()).days + 1
    if number_of_days == 1 or end.time() <= start.time():
        # One day, or one night: it ends on the clock before the hour at which it began.
        spans = [(event.starts_at, event.ends_at)]
    else:
        days = [start.date() + timedelta(days=number) for number in range(number_of_days)]
        spans = [
            tuple(datetime.combine(day, moment.time(), event.zone) for moment in (start, end)) for day in days
        ]
    Session.objects.bulk_create(
        Session(event=event, title=_title(event, number, len(spans)), starts_at=starts_at, ends_at=ends_at)
        for number, (starts_at, ends_at) in enumerate(spans, 1)
    )


def _title(event, number, of):
    return event.title[:120] if of == 1 else _("Day %(number)s") % {"number": number}
