"""Own questions of a hub: in the evaluation of its event, or asked only of its country in the survey of a level.

Each function is one transaction that locks the survey's row first, as opening and answering do.
"""

from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from evaluations.models import Question, State, Survey

MOST = 10
SAID = ("kind", "text", "low", "high", "options", "is_required")


def of(survey, country):
    """Those of the country; without one those of the survey itself."""
    return survey.questions.filter(country=country).order_by("order", "pk")


def are_open(survey, country):
    """An event's until the office opens the survey; a country's until the first answer."""
    if survey.is_draft or not country:
        return survey.is_draft
    is_untouched = survey.state == State.OPEN and survey.closed_at is None
    return is_untouched and not survey.sheets.exists()


def seen(question):
    """What somebody had before the eyes, so that nobody writes over what another has just written."""
    return sha256(repr([getattr(question, name) for name in SAID]).encode()).hexdigest()[:16]


@transaction.atomic
def add(*, survey, country, by, said):
    survey = _lock(survey, country)
    there = list(of(survey, country))
    if len(there) >= MOST:
        raise ValidationError(
            _("These are %(most)s own questions already: a long survey is answered by few."),
            params={"most": MOST},
            code="many",
        )
    order = max((question.order for question in there), default=0) + 1
    question = _save(Question(survey=survey, country=country, order=order), said)
    audit.record("question.added", survey, by=by, question=question.pk, country=country)
    return question


@transaction.atomic
def change(*, question, country, by, said, before):
    """`before` is what `seen` told of the question when the form was shown."""
    survey = _lock(question.survey, country)
    question = _there(survey, country, question.pk)
    if seen(question) != before:
        raise ValidationError(
            _("Somebody else has just changed this question. Look at it again before you change it."),
            code="changed",
        )
    _save(question, said)
    audit.record("question.changed", survey, by=by, question=question.pk, country=country)


@transaction.atomic
def remove(*, question, country, by):
    survey = _lock(question.survey, country)
    pk = question.pk
    _there(survey, country, pk).delete()
    audit.record("question.removed", survey, by=by, question=pk, country=country)


@transaction.atomic
def move(*, question, country, by, up):
    """One place up or down. At the end of the list nothing happens."""
    survey = _lock(question.survey, country)
    _there(survey, country, question.pk)
    rows = list(of(survey, country))
    place = next(number for number, row in enumerate(rows) if row.pk == question.pk)
    other = place - 1 if up else place + 1
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
    for order, row in enumerate(rows, 1):
        row.order = order
    Question.objects.bulk_update(rows, ["order"])
    audit.record("question.moved", survey, by=by, question=question.pk, country=country)


def _lock(survey, country):
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    if not are_open(survey, country):
        raise ValidationError(
            _("The evaluation has been opened or answered in the meantime: its questions are fixed."),
            code="fixed",
        )
    return survey


def _there(survey, country, pk):
    question = of(survey, country).filter(pk=pk).first()
    if question is None:
        raise ValidationError(_("Somebody else has removed this question."), code="gone")
    return question


def _save(question, said):
    for name in SAID:
        setattr(question, name, said[name])
    question.full_clean()
    question.save()
    return question
