"""From attendance to certificate."""

from django.utils import translation

from certificates.models import Certificate, Kind
from registrations.dates import days


def issue_for(event):
    """Issue what is still missing of an event's certificates of attendance. Safe to run twice.

    Returns the number of new certificates.
    """
    earned = list(event.registrations.certifiable().select_related("user"))
    sources = {f"attendance:{registration.pk}": registration for registration in earned}
    issued = Certificate.objects.filter(source__in=sources).values_list("source", flat=True)
    for source in sources.keys() - set(issued):
        _issue(event, sources[source], source)
    return len(sources) - len(issued)


def _issue(event, registration, source):
    """Certificates are in English, whatever the language of the worker or the person (programme-facts A7)."""
    from certificates import actions as certificates

    with translation.override("en"):
        certificates.issue(
            kind=Kind.ATTENDANCE,
            source=source,
            holder=registration.user,
            holder_name=registration.user.name,
            title=event.title,
            programme=str(event.level.pathway) if event.level else "",
            dates=days(event),
            place=event.place,
            minutes=registration.minutes,
            signatory_name=event.signatory_name,
            signatory_post=event.signatory_post,
        )
