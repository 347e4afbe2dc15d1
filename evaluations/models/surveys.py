"""What is asked: surveys, their questions, and the questions in other languages."""

import math
from datetime import timedelta

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


class Measure(models.TextChoices):
    """What answers to a question tell of, so that they can be put together where the words differ."""

    SATISFACTION = "satisfaction", _("satisfaction")
    RELEVANCE = "relevance", _("relevance to the work")
    BIAS = "bias", _("freedom from bias")
    INTENTION = "intention", _("intention to change something")
    ACTION = "action", _("something was changed")
    BARRIER = "barrier", _("what stood in the way")


RATED = [Measure.SATISFACTION, Measure.RELEVANCE]
AGREED = [Measure.BIAS, Measure.INTENTION, Measure.ACTION]


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
        from evaluations.models.answers import Answer  # answers stand on surveys

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
        from evaluations.models.answers import Participation

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
    asks_core = models.BooleanField(
        _("asks the core questions"),
        default=True,
        db_default=True,
        help_text=_("Not where people are asked again months later: they have said how the teaching was."),
    )
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

    def core(self):
        """The core questions it asks; a draft those of today."""
        if not self.is_draft:
            return self.core_questions.all()
        return Question.objects.core().in_use() if self.asks_core else Question.objects.none()

    @cached_property
    def asked(self):
        """All its questions in their order, those that only one country is asked among them."""
        return [*self.core().order_by("order", "pk"), *self.questions.order_by("order", "pk")]

    def asked_in(self, country):
        """What people of this country are asked. Once the comparison is fixed, sheets know no country any more."""
        mine = country if self.closed_at is None else ""
        return [question for question in self.asked if question.country in ("", mine)]

    @property
    def minutes(self):
        """How long it takes to answer what everybody is asked."""
        return minutes_for(self.asked_in(""))


def minutes_for(questions):
    return math.ceil(sum(SECONDS_TO_ANSWER[question.kind] for question in questions) / 60)


class Question(models.Model):
    """A core question belongs to no survey. `options` are what choices choose from; answers keep their numbers.

    `country` is that of the hub that asks it of its own people, in a survey of people from everywhere. `agreeing` are
    the numbers of the options that mean yes to what the question `measures`.
    """

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
    country = CountryField(
        _("asked in"), blank=True, default="", db_default="", help_text=_("Empty: everybody is asked.")
    )
    measures = models.CharField(
        _("measures"), max_length=12, choices=Measure, blank=True, default="", db_default=""
    )
    agreeing = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name=_("options that mean yes"),
        default=list,
        db_default=[],
        blank=True,
        help_text=_("Their numbers from 0, separated by commas."),
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
            models.CheckConstraint(
                condition=Q(survey__isnull=False) | Q(country=""), name="evaluations_question_core_everywhere"
            ),
            models.CheckConstraint(
                condition=Q(measures="", agreeing=[])
                | Q(measures__in=RATED, kind=QuestionKind.SCALE, agreeing=[])
                | Q(
                    measures__in=AGREED,
                    kind__in=[QuestionKind.SINGLE, QuestionKind.MULTIPLE],
                    agreeing__len__gte=1,
                )
                | Q(measures=Measure.BARRIER, agreeing=[]) & ~Q(kind=QuestionKind.SCALE),
                name="evaluations_question_measures_what_it_can",
                violation_error_message=_(
                    "Satisfaction and relevance are measured by a scale. Bias, intention and action by a choice, with "
                    "the options that mean yes."
                ),
            ),
        ]

    def __str__(self):
        return self.text

    def clean(self):
        if any(number >= len(self.options) for number in self.agreeing):
            raise ValidationError({"agreeing": _("There is no option with this number: they count from 0.")})

    @property
    def is_core(self):
        return self.survey_id is None

    @property
    def is_choice(self):
        return self.kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE)


class QuestionWording(models.Model):
    """The same question in another language. Answers belong to the question, so they stay comparable."""

    question = models.ForeignKey(
        Question, on_delete=models.CASCADE, related_name="wordings", verbose_name=_("question")
    )
    language = models.CharField(_("language"), max_length=5)
    text = models.CharField(_("question"), max_length=300)
    low = models.CharField(_("what 1 means"), max_length=60, blank=True)
    high = models.CharField(_("what 5 means"), max_length=60, blank=True)
    options = ArrayField(
        models.CharField(max_length=120), verbose_name=_("options"), default=list, blank=True, size=12
    )

    class Meta:
        verbose_name = _("question in another language")
        verbose_name_plural = _("questions in other languages")
        ordering = ["question", "language"]
        constraints = [
            models.UniqueConstraint(fields=["question", "language"], name="evaluations_wording_once"),
            models.CheckConstraint(
                condition=~Q(language="") & ~Q(text=""), name="evaluations_wording_says_something"
            ),
        ]

    def __str__(self):
        return f"{self.language}: {self.text}"

    @property
    def fits(self):
        """As many options, and ends where the question has ends: else the question's own words are shown."""
        question = self.question
        ends = [bool(end) for end in (question.low, question.high)]
        return len(self.options) == len(question.options) and [bool(self.low), bool(self.high)] == ends

    def clean(self):
        if self.question_id and not self.fits:
            raise ValidationError(
                _(
                    "It needs as many options as the question, in the same order, and ends of the scale if any."
                )
            )
