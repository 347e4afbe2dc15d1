"""The page on which a person answers: the same for each kind of occasion."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from evaluations import actions
from evaluations.asking import asked_of
from evaluations.forms import AnswerForm
from evaluations.models import Participation, minutes_for
from evaluations.suppression import SMALLEST
from evaluations.wordings import in_words


def answer_page(request, survey, occasion, give, *, heading=""):
    """`give(given=…)` takes what was answered, as `actions.answer` does, and raises what that raises.

    `heading` is what is asked above all questions, where it is not how it was.
    """
    questions = in_words(asked_of(survey, request.user))
    form = AnswerForm(request.POST or None, questions=questions)
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
    context = {"has_answered": has_answered, "occasion": occasion, "heading": heading}
    return render(request, "evaluations/survey.html", context | _survey(survey, form))


def preview_page(request, survey, occasion, *, country=None, back=""):
    """What people will see, those of one country where it is named; nothing can be sent from here."""
    questions = survey.asked if country is None else survey.asked_in(country)
    form = AnswerForm(questions=in_words(questions))
    back = back or reverse("admin:evaluations_survey_change", args=[survey.pk])
    context = {"is_preview": True, "occasion": occasion, "back": back} | _survey(survey, form)
    return render(request, "evaluations/survey.html", context)


def _survey(survey, form):
    return {
        "survey": survey,
        "form": form,
        "smallest": SMALLEST,
        "number": len(form.questions),
        "minutes": minutes_for(form.questions),
    }
