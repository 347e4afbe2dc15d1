"""What people say about an event, and the certificate that waits for it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from evaluations import actions as evaluations
from evaluations.models import Survey
from levels.actions import completion
from registrations.models import Event
from registrations.tasks import issue_event_certificates


@transaction.atomic
def answer_evaluation(*, registration, given):
    """Take in a person's answers; where the certificate waited for them, it is made at once, and so is a level completed.

    Raises what `evaluations.actions.answer` raises. A task that gets lost is made up for by the next beat.
    """
    event = Event.objects.select_related("evaluation").get(pk=registration.event_id)
    evaluations.answer(survey=event.evaluation, person=registration.user, given=given)
    completion.decide(person=registration.user)
    if event.evaluation_required and event.certificates_released_at:
        transaction.on_commit(lambda: issue_event_certificates.delay(event.pk), robust=True)


@transaction.atomic
def begin_evaluation(*, event, by):
    """A draft of the evaluation of an event, to which own questions can be added; the office opens it."""
    event = Event.objects.select_for_update().get(pk=event.pk)
    if event.cancelled_at:
        raise ValidationError(_("This event is cancelled."), code="cancelled")
    if event.evaluation_id:
        raise ValidationError(_("Somebody has begun the evaluation of this event already."), code="begun")
    event.evaluation = Survey.objects.create(title=(_("Evaluation: %(event)s") % {"event": event})[:200])
    event.save(update_fields=["evaluation"])
    audit.record("survey.begun", event.evaluation, by=by, event=event.slug)
    return event.evaluation
