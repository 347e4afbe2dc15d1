"""Where a person says how an event was."""

from functools import partial

from django.shortcuts import get_object_or_404

from evaluations.pages import answer_page
from registrations import actions
from registrations.evaluating import occasion_of, to_answer


def evaluation(request, slug):
    """For whoever holds a place, once the event is over; for others there is no such page."""
    registration = get_object_or_404(
        to_answer(request.user).select_related("event__evaluation"), event__slug=slug
    )
    registration.user = request.user
    survey = registration.event.evaluation
    give = partial(actions.answer_evaluation, registration=registration)
    return answer_page(request, survey, occasion_of(survey), give)
