"""From attendance to certificate."""

from datetime import timedelta

from django.utils import timezone, translation

from certificates.actions import Earned, award_many
from certificates.facts import Facts
from certificates.models import Kind
from registrations.dates import days


def source(registration):
    return f"attendance:{registration.pk}"


def award_for(event):
    """Note what is earned at an event whose certificates are released. Safe to repeat. Returns how many people earned it.

    Certificates are in English first, whatever the language of the worker or the person (programme-facts A7).
    """
    registrations = list(event.registrations.certifiable().select_related("user"))
    if not registrations:
        return 0
    with translation.override("en"):
        return len(award_many(_earned(event, registration) for registration in registrations))


def _earned(event, registration):
    return Earned(
        source=source(registration),
        kind=Kind.ATTENDANCE,
        holder=registration.user,
        facts=facts(event, minutes=registration.minutes),
        due_at=event.certificates_due_at,
    )


def facts(event, *, minutes):
    """What a certificate says about an event."""
    first = event.starts_at and timezone.localtime(event.starts_at, event.zone).date()
    last = event.ends_at and timezone.localtime(event.ends_at - timedelta(seconds=1), event.zone).date()
    return Facts(
        title=event.title,
        programme=str(event.level.pathway) if event.level else "",
        dates=days(event),
        first_day=first,
        last_day=last,
        place=event.place,
        is_online=event.is_online,
        minutes=minutes,
        signatory_name=event.signatory_name,
        signatory_post=event.signatory_post,
        address=event.get_absolute_url(),
    )
