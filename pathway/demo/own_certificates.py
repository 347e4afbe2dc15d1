"""What people find on the page of their certificates: one, a replacement that is offered, another that was made."""

from certificates import actions
from registrations import certification
from registrations.actions import record_attendance
from registrations.models import Event


def own_certificates(people):
    """participant.pl has one; .pt had the name corrected; .ro is offered more time. The skills day waits for a look."""
    event = Event.objects.filter(slug="level-1-live").exclude(certificates_released_at=None).first()
    if event is None:
        return
    certification.award_for(event)
    _issued(event, people["participant.pl"])
    _correct_a_name(event, people["participant.pt"])
    _find_more_minutes(event, people["participant.ro"], people["staff"])


def _correct_a_name(event, person):
    """Signed up with the letters of a borrowed keyboard."""
    right, person.name = person.name, "Ines Conceicao"
    person.save(update_fields=["name"])
    certificate = _issued(event, person)
    person.name = right
    person.save(update_fields=["name"])
    actions.correct_name(certificate=certificate, by=person)


def _find_more_minutes(event, person, staff):
    """The report had lost him at the break; the office found out after the certificate was issued."""
    _issued(event, person)
    registration = event.registrations.get(user=person)
    for session in event.sessions.all():
        minutes = {registration.pk: session.minutes}
        record_attendance(session=session, minutes=minutes, by=staff)
    certification.award_for(event)


def _issued(event, person):
    """The certificate of this person, made at once."""
    return actions.issue_now(award=certification.awards_of(event).get(holder=person))
