"""The evaluation of an event: who is asked, where a person stands with it, and what waits for it."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from evaluations.models import Participation, Survey
from evaluations.occasions import Occasion
from registrations.models import Attendance, Event, Registration, State


@dataclass(frozen=True)
class Standing:
    """Where a person stands with the evaluation of an event that is over.

    `holds_certificate`: a certificate that is earned otherwise waits for the answers.
    """

    event: Event
    survey: Survey
    has_answered: bool
    holds_certificate: bool

    @property
    def can_answer(self):
        return not self.has_answered and self.survey.is_open


def standing(registration, *, waits):
    """For a registration `with_answered` that `waits` or not; None where the person is not asked, or not yet."""
    event = registration.event
    is_asked = registration.state == State.CONFIRMED and event.is_over() and not event.cancelled_at
    if not is_asked or event.evaluation is None or event.evaluation.is_draft:
        return None
    return Standing(event, event.evaluation, registration.has_answered, waits)


def own_standing(registration):
    """The same for one registration as it comes; asks the database only where there is an evaluation."""
    if registration is None or registration.event.evaluation_id is None or not registration.event.is_over():
        return None
    answered = Participation.objects.filter(
        survey=registration.event.evaluation_id, person=registration.user_id
    )
    registration.has_answered = answered.exists()
    waits = Registration.objects.held_back().filter(pk=registration.pk).exists()
    return standing(registration, waits=waits)


def invited(event):
    """Who is asked to answer: who was there, or everybody with a place while no attendance is recorded."""
    people = event.registrations.confirmed()
    there = Attendance.objects.filter(registration=OuterRef("pk"), minutes__gt=0)
    recorded = Attendance.objects.filter(session__event=event).exists()
    return people.filter(Exists(there)) if recorded else people


def to_answer(user):
    """Registrations whose evaluation this person may open: confirmed, and the event is over and took place."""
    events = Event.objects.past().exclude(evaluation=None).exclude(evaluation__state="draft")
    return Registration.objects.confirmed().filter(user=user, event__in=events)


def occasion_of(survey):
    """The event that a survey is about."""
    event = Event.objects.filter(evaluation=survey).first()
    if event is None:
        return None
    return Occasion(
        about=event,
        invited=lambda: invited(event).count(),
        is_run_by=lambda user: Event.objects.manageable_by(user).filter(pk=event.pk).exists(),
    )
