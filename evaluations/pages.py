"""The page on which a person answers: the same for each kind of occasion."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from evaluations import actions
from evaluations.forms import AnswerForm
from evaluations.models import Participation
from evaluations.suppression import SMALLEST


def answer_page(request, survey, occasion, give):
    """`give(given=…)` takes what was answered, as `actions.answer` does, and raises what that raises."""
    form = AnswerForm(request.POST or None, questions=survey.asked)
    if request.method == "POST" and form.is_valid():
        try:
            give(given=form.given)
        except actions.AlreadyAnswered as error:
            messages.info(request, error.messages[0])
            return redirect(request.path)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, _("Thank you. Your answers are in, and nothing leads from them to you.")
            )
            return redirect(request.path)
    has_answered = Participation.objects.filter(survey=survey, person=request.user).exists()
    context = {"has_answered": has_answered, "occasion": occasion} | _survey(survey, form)
    return render(request, "evaluations/survey.html", context)


def preview_page(request, survey, occasion):
    """What people will see; nothing can be sent from here."""
    form = AnswerForm(questions=survey.asked)
    context = {"is_preview": True, "occasion": occasion} | _survey(survey, form)
    return render(request, "evaluations/survey.html", context)


def _survey(survey, form):
    return {"survey": survey, "form": form, "smallest": SMALLEST}
