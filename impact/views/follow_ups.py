"""Where a person says what has become of good intentions."""

from functools import partial

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from evaluations import actions as evaluations
from evaluations.pages import answer_page
from impact import following_up
from impact.models import FollowUp


def follow_up(request, level):
    """For whoever was asked; for others there is no such page."""
    mine = FollowUp.objects.filter(asked__person=request.user).exclude(survey__state="draft")
    found = get_object_or_404(mine.select_related("survey"), level__number=level)
    give = partial(evaluations.answer, survey=found.survey, person=request.user)
    occasion = following_up.occasion_of(found.survey)
    return answer_page(request, found.survey, occasion, give, heading=_("What has become of your plans?"))
