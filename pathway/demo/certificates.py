"""Certificates in each state that the public check and the office know: valid, replaced, revoked, no longer earned."""

from certificates import actions
from registrations import certification
from registrations.actions import record_attendance
from registrations.models import Event


def in_each_state(people):
    """Of the level 1 live event: one was revoked, one lapsed and waits for the office, one has a second edition."""
    office = people["staff"]
    event = Event.objects.filter(slug="level-1-live").exclude(certificates_released_at=None).first()
    if event is None:
        return
    certification.award_for(event)
    revoked = _issued(event, people["ewa.s"])
    _issued(event, people["joao.a"])
    corrected = _issued(event, people["zofia.j"])
    actions.revoke(
        certificate=revoked, by=office, reason="Issued by mistake: this person had not taken part."
    )
    _correct_attendance(event, people["joao.a"], office)
    actions.replace(certificate=corrected, by=office, reason="Its holder corrected the name.")


def _correct_attendance(event, person, office):
    """The list was wrong: this person was not there. The next look at the event withdraws the award."""
    registration = event.registrations.get(user=person)
    for session in event.sessions.all():
        record_attendance(session=session, minutes={registration.pk: None}, by=office)
    certification.award_for(event)


def _issued(event, person):
    """The certificate of this person, made at once."""
    return actions.issue_now(award=certification.awards_of(event).get(holder=person))
