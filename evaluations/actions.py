"""What is done with surveys. Each function is one transaction.

Opening, closing and counting lock the survey's row; answering shares a lock on it. So no answer falls between a
survey and its closing, and many people can answer at once.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts import audit
from evaluations.asking import asked_of, country_to_keep
from evaluations.mixing import mix
from evaluations.models import (
    Answer,
    AnswerSheet,
    Participation,
    Question,
    QuestionKind,
    QuestionWording,
    State,
    Survey,
)
from evaluations.suppression import SMALLEST


class AlreadyAnswered(ValidationError):
    def __init__(self):
        super().__init__(_("You have answered already: nothing was sent a second time."), code="answered")


@transaction.atomic
def answer(*, survey, person, given):
    """Take in a person's answers. `given` maps ids of questions to a number, option numbers or a text.

    Raises AlreadyAnswered for a second time, by a double click or in two tabs; ValidationError where the survey
    has closed or changed since it was looked at. A second click waits at the participation until the first is done.
    """
    _participation, is_new = Participation.objects.get_or_create(survey=survey, person=person)
    if not is_new:
        raise AlreadyAnswered
    survey = _hold(survey)
    if not survey.is_open:
        raise ValidationError(_("This evaluation is closed."), code="closed")
    answers = _fitting(asked_of(survey, person), given)
    is_late = survey.closed_at is not None
    country = "" if is_late else country_to_keep(person)
    sheet = AnswerSheet.objects.create(survey=survey, country=country, is_late=is_late)
    for row in answers:
        row.sheet = sheet
    Answer.objects.bulk_create(answers)


def _fitting(questions, given):
    """The answers as rows without a sheet. Nothing that was not asked, and everything that has to be answered."""
    asked = {question.pk: question for question in questions}
    missing = [question for question in questions if question.is_required and question.pk not in given]
    changed = ValidationError(
        _("The questions have changed since you opened this page. Please look at them again."), code="changed"
    )
    if missing or given.keys() - asked.keys():
        raise changed
    rows = [_row(asked[pk], value) for pk, value in given.items()]
    try:
        for row in rows:
            row.clean()
    except ValidationError as error:
        raise changed from error
    return rows


def _row(question, value):
    name = {QuestionKind.SCALE: "number", QuestionKind.TEXT: "text"}.get(question.kind, "choices")
    return Answer(question=question, **{name: value})


@transaction.atomic
def open_survey(*, survey, by):
    """Open a draft with the core questions of today, or open a closed survey again for those who come late."""
    # Held, so that nobody edits a core question in this moment; the trigger of the question waits and then refuses.
    core = list(Question.objects.core().in_use().select_for_update())
    survey = _lock(survey)
    if survey.state == State.OPEN:
        raise ValidationError(_("This survey is open already."), code="open")
    before, survey.state = survey.state, State.OPEN
    if not survey.is_open:
        raise ValidationError(_("Its last day is past. Move that first, or leave it empty."), code="past")
    if before == State.DRAFT:
        core = core if survey.asks_core else []
        if not core and not survey.questions.exists():
            raise ValidationError(_("There is no question to answer yet."), code="empty")
        survey.core_questions.set(core)
    survey.save(update_fields=["state"])
    audit.record("survey.opened", survey, by=by, before=before)


@transaction.atomic
def close_survey(*, survey, by=None):
    """Take no more answers, and bring the results up to date. `by` is empty where the last day is past.

    The comparison of countries is what is counted in at the first closing, for good: fewer than five sheets that
    are left over then are late, since a country that grew by one would give that one away.
    """
    survey = _lock(survey)
    if survey.state != State.OPEN:
        raise ValidationError(_("This survey is not open."), code="not_open")
    survey.state, survey.closed_at = State.CLOSED, survey.closed_at or timezone.now()
    survey.save(update_fields=["state", "closed_at"])
    if _uncounted(survey).count() >= SMALLEST:
        mix(survey, count_in=True)
    else:
        _uncounted(survey).update(country="", is_late=True)
    audit.record("survey.closed", survey, by=by)


@transaction.atomic
def count_in(*, survey, by):
    """Take the answers that have come into the results: at least five at a time, or two looks would tell one answer."""
    survey = _lock(survey)
    number = _uncounted(survey).count()
    if number < SMALLEST:
        raise ValidationError(
            ngettext_lazy(
                "There is %(count)s new answer. The results change when there are five.",
                "There are %(count)s new answers. The results change when there are five.",
                number,
            ),
            params={"count": number},
            code="few",
        )
    mix(survey, count_in=True)
    audit.record("survey.counted", survey, by=by, sheets=number)
    return number


@transaction.atomic
def mix_sheets(*, survey):
    mix(_lock(survey))


@transaction.atomic
def copy_survey(*, survey, by):
    """A new draft with the same words and own questions, in all languages, for the next occasion."""
    copy = Survey.objects.create(
        title=(_("Copy of %(title)s") % {"title": survey.title})[:200],
        introduction=survey.introduction,
        asks_core=survey.asks_core,
    )
    for question in survey.questions.prefetch_related("wordings"):
        wordings = list(question.wordings.all())
        question.pk, question.survey = None, copy
        question._state.adding = True
        question.save()
        for wording in wordings:
            wording.pk, wording.question = None, question
            wording._state.adding = True
        QuestionWording.objects.bulk_create(wordings)
    audit.record("survey.copied", copy, by=by, original=survey.pk)
    return copy


def _lock(survey):
    return Survey.objects.select_for_update().get(pk=survey.pk)


def _hold(survey):
    """The survey as it is now; it and its questions stay so until the end of the transaction, for all who hold it."""
    return Survey.objects.raw("SELECT * FROM evaluations_survey WHERE id = %s FOR SHARE", [survey.pk])[0]


def _uncounted(survey):
    return AnswerSheet.objects.filter(survey=survey, is_counted=False)
