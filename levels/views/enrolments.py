from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.decorators import profile_required
from evaluations.pages import answer_page
from levels.actions import enrolments
from levels.actions.evaluating import answer_evaluation
from levels.evaluating import occasion_of, to_answer
from levels.models import Pathway


@require_POST
@profile_required
def enrol(request):
    """One click: who cannot be enrolled yet is taken to where that can be mended."""
    pathway = get_object_or_404(Pathway)
    try:
        enrolments.enrol(user=request.user, pathway=pathway, by=request.user)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return redirect("account_email")
    messages.success(request, _("You are on the pathway. Your first level is open."))
    return redirect("me")


def evaluation(request, number):
    """Where a person says how a level was; for those to whom it is not open there is no such page."""
    level = get_object_or_404(to_answer(request.user), number=number)
    give = partial(answer_evaluation, level=level, person=request.user)
    return answer_page(request, level.evaluation, occasion_of(level.evaluation), give)
