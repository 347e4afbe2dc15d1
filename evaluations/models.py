"""Surveys, and answers that are anonymous yet known to be given.

Who has answered (`Participation`) and what was answered (`AnswerSheet`, `Answer`) share nothing but the survey:
no key, no moment and no order leads from one to the other. See docs/architecture.md.
"""

import math
import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Avg, Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField

from evaluations.suppression import SMALLEST

LONGEST_TEXT = 2000
LAST_TIME_ZONE = timedelta(hours=12)


class QuestionKind(models.TextChoices):
    SCALE = "scale", _("scale from 1 to 5")
    SINGLE = "single", _("one of several")
    MULTIPLE = "multiple", _("any of several")
    TEXT = "text", _("free text")


SECONDS_TO_ANSWER = {
    QuestionKind.SCALE: 10,
    QuestionKind.SINGLE: 12,
    QuestionKind.MULTIPLE: 18,
    QuestionKind.TEXT: 40,
}


class State(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("survey", "Draft")
    OPEN = "open", pgettext_lazy("survey", "Open")
    CLOSED = "closed", pgettext_lazy("survey", "Closed")


class QuestionQuerySet(models.QuerySet):
    def core(self):
        """Questions that every survey asks, so that answers can be compared."""
        return self.filter(survey=None)

    def in_use(self):
        return self.filter(is_retired=False)

    def locked(self):
        """Core questions that a survey has been opened with: the database refuses to change them."""
        return self.core().filter(
            Exists(Survey.core_questions.through.objects.filter(question=OuterRef("pk")))
        )


class SurveyQuerySet(models.QuerySet):
    def open(self, now=None):
        """Can be answered now. The last day lasts until it has ended everywhere on earth."""
        last = _last_day_that_lasts(now)
        return self.filter(Q(closes_on=None) | Q(closes_on__gte=last), state=State.OPEN)

    def due_to_close(self, now=None):
        return self.filter(state=State.OPEN, closes_on__lt=_last_day_that_lasts(now))

    def asked_since(self, moment):
        """Open ones, and those that were first closed after that."""
        return self.filter(Q(state=State.OPEN) | Q(closed_at__gte=moment))

    def low(self, below):
        """Those whose core questions have a lower mean than that, in hundredths of a point. Never of fewer than five."""
        said = Answer.objects.filter(
            sheet__survey=OuterRef("pk"),
            sheet__is_counted=True,
            question__survey=None,
            number__isnull=False,
        )
        means = (
            said.order_by()
            .values("sheet__survey")
            .annotate(people=Count("sheet", distinct=True), mean=Avg("number") * 100)
            .filter(people__gte=SMALLEST, mean__lt=below)
        )
        return self.alias(low=Subquery(means.values("mean"))).filter(low__isnull=False)

    def few(self, below):
        """Those that fewer people than that have answered."""
        people = Participation.objects.filter(survey=OuterRef("pk")).order_by().values("survey")
        number = Subquery(people.annotate(number=Count("pk")).values("number"))
        return self.alias(answered=Coalesce(number, 0)).filter(answered__lt=below)


def _last_day_that_lasts(now=None):
    return ((now or timezone.now()) - LAST_TIME_ZONE).date()


class Survey(models.Model):
    """What is asked about one occasion; the app above knows which one.

    The core questions of the day come first and are fixed when it is opened; its own questions are fixed by the
    first answer. It never becomes a draft again. Triggers see to all three.
    """

    title = models.CharField(
        _("title"), max_length=200, help_text=_("For staff: people see the occasion’s title.")
    )
    introduction = models.TextField(_("introduction"), max_length=1000, blank=True)
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.DRAFT, editable=False)
    closes_on = models.DateField(
        _("last day"),
        null=True,
        blank=True,
        help_text=_(
            "Empty: it stays open until somebody closes it. The day lasts until it has ended everywhere."
        ),
    )
    closed_at = models.DateTimeField(_("first closed"), null=True, blank=True, editable=False)
    core_questions = models.ManyToManyField(
        "Question", related_name="asked_by", editable=False, verbose_name=_("core questions")
    )

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="evaluations_survey_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CLOSED) | Q(closed_at__isnull=False),
                name="evaluations_survey_closed_has_time",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_open(self):
        return self.state == State.OPEN and (
            self.closes_on is None or self.closes_on >= _last_day_that_lasts()
        )

    @property
    def is_draft(self):
        return self.state == State.DRAFT

    @cached_property
    def asked(self):
        """All its questions in their order. A draft asks the core questions of today."""
        core = Question.objects.core().in_use() if self.is_draft else self.core_questions.all()
        return [*core.order_by("order", "pk"), *self.questions.order_by("order", "pk")]

    @property
    def minutes(self):
        """How long it takes to answer."""
        return math.ceil(sum(SECONDS_TO_ANSWER[question.kind] for question in self.asked) / 60)


class Question(models.Model):
    """A core question belongs to no survey. `options` are what choices choose from; answers keep their numbers."""

    survey = models.ForeignKey(
        Survey,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.CASCADE,
        related_name="questions",
        verbose_name=_("survey"),
    )
    kind = models.CharField(_("kind"), max_length=8, choices=QuestionKind)
    text = models.CharField(_("question"), max_length=300)
    low = models.CharField(_("what 1 means"), max_length=60, blank=True)
    high = models.CharField(_("what 5 means"), max_length=60, blank=True)
    options = ArrayField(
        models.CharField(max_length=120), verbose_name=_("options"), default=list, blank=True, size=12
    )
    is_required = models.BooleanField(_("has to be answered"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_retired = models.BooleanField(
        _("no longer asked"), default=False, help_text=_("Surveys opened from now on leave it out.")
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=QuestionKind.values), name="evaluations_question_kind_known"
            ),
            models.CheckConstraint(
                condition=(Q(kind=QuestionKind.SCALE) & ~Q(low="") & ~Q(high=""))
                | (~Q(kind=QuestionKind.SCALE) & Q(low="", high="")),
                name="evaluations_question_scale_has_ends",
                violation_error_message=_("A scale says what 1 and 5 mean; nothing else has such ends."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[QuestionKind.SINGLE, QuestionKind.MULTIPLE], options__len__gte=2)
                | (~Q(kind__in=[QuestionKind.SINGLE, QuestionKind.MULTIPLE]) & Q(options=[])),
                name="evaluations_question_choice_has_options",
                violation_error_message=_("A choice has at least two options; nothing else has any."),
            ),
        ]

    def __str__(self):
        return self.text

    @property
    def is_core(self):
        return self.survey_id is None

    @property
    def is_choice(self):
        return self.kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE)


class Participation(models.Model):
    """That a person has answered, and on which day: not what, and not when on that day.

    There is deliberately no audit entry beside it, since that would hold the moment.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(
        Survey, on_delete=models.PROTECT, related_name="participations", verbose_name=_("survey")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="participations",
        verbose_name=_("person"),
    )
    answered_on = models.DateField(_("answered on"), default=timezone.localdate)

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [
            models.UniqueConstraint(fields=["survey", "person"], name="evaluations_participation_once"),
        ]

    def __str__(self):
        return f"{self.survey} {self.answered_on}"


class AnswerSheet(models.Model):
    """What one person answered, without the person. Its key is random; see `mixing.py` for the order of the rows.

    `country` is kept only where it has a hub (for the comparison of hubs), and empty for everywhere else. The
    comparison is fixed when the survey first closes: a later sheet `is_late`, keeps no country and is left out of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(
        Survey, on_delete=models.PROTECT, related_name="sheets", verbose_name=_("survey")
    )
    country = CountryField(_("country"), blank=True)
    is_counted = models.BooleanField(
        _("in the results"), default=False, help_text="Sheets enter the results at least five at a time."
    )

    is_late = models.BooleanField(_("came after the first closing"), default=False)

    class Meta:
        verbose_name = _("answer sheet")
        verbose_name_plural = _("answer sheets")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_late=False) | Q(country=""), name="evaluations_sheet_late_without_country"
            ),
        ]

    def __str__(self):
        return str(self.survey)


class Answer(models.Model):
    """The answer to one question. `choices` are numbers of options, from 0. What was left out has no row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sheet = models.ForeignKey(
        AnswerSheet, on_delete=models.CASCADE, related_name="answers", verbose_name=_("answer sheet")
    )
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, related_name="answers", verbose_name=_("question")
    )
    number = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)
    choices = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("choices"), default=list, blank=True
    )
    text = models.TextField(_("text"), max_length=LONGEST_TEXT, blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "question"], name="evaluations_answer_once"),
            models.CheckConstraint(
                condition=Q(number__isnull=False, number__range=(1, 5), choices=[], text="")
                | Q(number=None, choices__len__gte=1, text="")
                | (Q(number=None, choices=[]) & ~Q(text="")),
                name="evaluations_answer_of_one_kind",
            ),
        ]

    def __str__(self):
        return str(self.question)

    def clean(self):
        """Fits its question. The form has seen to it; this holds when the question has changed since."""
        fits = {
            QuestionKind.SCALE: self.number is not None,
            QuestionKind.SINGLE: len(self.choices) == 1,
            QuestionKind.MULTIPLE: len(self.choices) > 0,
            QuestionKind.TEXT: self.text != "",
        }[self.question.kind]
        options = range(len(self.question.options))
        if not fits or any(choice not in options for choice in self.choices):
            raise ValidationError(_("This answer does not fit its question."), code="unfit")
