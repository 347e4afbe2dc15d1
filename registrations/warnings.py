"""What staff should look at: dates that are possible, but hardly meant."""

from itertools import pairwise

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.models import Form
from registrations.dates import moment
from registrations.models import Lot


def of_event(event):
    """Texts for staff about the dates of an event; none where all is in order."""
    now = timezone.now()
    found = [*_registration(event), *of_ranking(event), *_sessions(event), *of_accreditations(event)]
    if event.cancelled_at is None and not event.is_over(now):
        found += _now_past(event, now)
    return found


def of_change(event, fields):
    """Texts about what staff have just changed."""
    if "minimum_attendance" in fields and event.certificates_released_at:
        yield _(
            "Certificates have been released already: those that are issued stay. The new minimum counts for the others."
        )


def of_ranking(event):
    """Texts about the ranking of an event whose seats are not given yet."""
    if not event.awaits_allocation or event.cancelled_at:
        return
    if not event.is_limited:
        yield _("This event is ranked, but has no places to give: set their number.")
    if event.release_at and event.requests_until > event.release_at:
        yield _(
            "Requests are ranked until after the release date: unused seats are not kept for any country."
        )
    if not Lot.objects.filter(event=event).exists():
        yield _("No lot has been sealed yet: save the event before people ask.")
    days = (timezone.now() - event.requests_until).days
    if days > 0 and not event.is_over():
        yield ngettext(
            "Requests closed %(count)s day ago, and the seats are not given yet.",
            "Requests closed %(count)s days ago, and the seats are not given yet.",
            days,
        ) % {"count": days}


def _registration(event):
    opens, closes, starts = event.registration_opens_at, event.registration_closes_at, event.starts_at
    if closes and starts and closes > starts:
        yield _("Registration closes after the event has started.")
    if event.release_at and event.closes_at and event.release_at >= event.closes_at:
        yield _("Unused seats are released when nobody can register any more.")
    if event.release_at and opens and event.release_at <= opens:
        yield _("Unused seats are released before registration opens: no country has them to itself.")
    if event.release_at and not event.homes:
        yield _("There is a release date, but no seats at home in any country to release.")
    if event.homes and not event.release_at:
        yield _("No release date is set: seats that a country does not use stay empty.")


def of_accreditations(event):
    """Texts about accreditations that credit nobody, or not all of it."""
    first, last = (when and when.astimezone(event.zone).date() for when in (event.starts_at, event.ends_at))
    for row in event.accreditations.select_related("accreditor"):
        facts = {"accreditation": row}
        if row.form == Form.E_LEARNING:
            yield _("“%(accreditation)s” is for e-learning: being at an event earns nothing by it.") % facts
        elif not row.is_said:
            yield (
                _("“%(accreditation)s” is not applied for: nothing is said of it, and nobody earns credits.")
                % facts
            )
        elif row.is_granted and first and not (row.is_valid_on(first) and row.is_valid_on(last)):
            yield (
                _("“%(accreditation)s” is not valid on all days of the event: those earn no credits.") % facts
            )
        elif event.certificates_released_at and not row.is_granted:
            yield _("Certificates have been released, and “%(accreditation)s” is not granted yet.") % facts


def _sessions(event):
    sessions = list(event.sessions.all())
    if event.starts_at and not sessions:
        yield _("There is no session yet: attendance is recorded by session.")
    for session in sessions:
        if event.starts_at is None:
            yield _("“%(session)s” has a date, but the event has none.") % {"session": session}
        elif session.starts_at < event.starts_at or session.ends_at > event.ends_at:
            yield _("“%(session)s” is not within the hours of the event.") % {"session": session}
    for before, after in pairwise(sessions):
        if after.starts_at < before.ends_at:
            yield _("“%(after)s” starts before “%(before)s” has ended.") % {"after": after, "before": before}


def _now_past(event, now):
    if event.starts_at and event.starts_at < now:
        yield _("It started on %(when)s, which is past.") % {"when": moment(event.starts_at, event.zone)}
    elif event.closes_at and event.closes_at < now:
        yield _("Registration closed on %(when)s, which is past.") % {
            "when": moment(event.closes_at, event.zone)
        }
    if event.release_at and event.release_at < now and event.released_at is None:
        yield _("The release date is past: unused seats are released within a minute.")
