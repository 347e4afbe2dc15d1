"""What people say about an event, and the certificate that waits for it."""

from django.db import transaction

from evaluations import actions as evaluations
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
