"""Assessments: what people are asked, how long, how often, and what is enough."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessments.models.questions import Difficulty, Question, Tier, Topic


class Assessment(models.Model):
    """A test people take: which questions, how long, how often, and what is enough. All of it is data."""

    class Form(models.TextChoices):
        DRAWN = "drawn", _("Drawn for each attempt")
        FIXED = "fixed", _("The same questions for everyone")

    class Policy(models.TextChoices):
        BEST = "best", _("The best attempt counts")
        FIRST = "first", _("The first attempt counts")
        LAST = "last", _("The last attempt counts")

    class Review(models.TextChoices):
        """What a person sees of the own answers afterwards."""

        NEVER = "never", _("Only the score")
        RIGHT_OR_WRONG = "marks", _("Which answers were right, without the key")
        WHEN_DONE = "done", _("Everything, once passed or out of attempts")
        AT_ONCE = "at_once", _("Everything, at once")

    slug = models.SlugField(_("slug"), unique=True)
    title = models.CharField(_("title"), max_length=200)
    introduction = models.TextField(_("introduction"), blank=True, help_text=_("Markdown."))
    form = models.CharField(_("questions"), max_length=5, choices=Form, default=Form.DRAWN)
    draws_by_hand = models.BooleanField(
        _("may draw what is marked by hand"),
        default=False,
        help_text=_(
            "Results then wait until somebody has marked. Fixed questions may always be of that kind."
        ),
    )
    shuffle_questions = models.BooleanField(_("questions in another order each time"), default=True)
    shuffle_options = models.BooleanField(_("options in another order each time"), default=True)
    minutes = models.PositiveSmallIntegerField(
        _("time limit in minutes"), null=True, blank=True, help_text=_("Empty: no limit.")
    )
    grace_seconds = models.PositiveSmallIntegerField(
        _("seconds of grace"),
        default=120,
        help_text=_("How long after the end answers given in time may still arrive."),
    )
    attempts_allowed = models.PositiveSmallIntegerField(
        _("attempts"), null=True, blank=True, default=3, help_text=_("Empty: as many as wanted.")
    )
    cooldown_hours = models.PositiveSmallIntegerField(_("hours between attempts"), default=24)
    pass_mark = models.PositiveIntegerField(
        _("pass mark"),
        default=7500,
        help_text=_("In hundredths of a percent: 7500 is 75 %. EBAP asks for 75 %."),
    )
    policy = models.CharField(_("which attempt counts"), max_length=5, choices=Policy, default=Policy.BEST)
    review = models.CharField(
        _("what people see afterwards"), max_length=8, choices=Review, default=Review.WHEN_DONE
    )
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    is_published = models.BooleanField(_("published"), default=False)

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(pass_mark__lte=10000),
                name="assessments_pass_mark_at_most_100",
                violation_error_message=_("A pass mark is at most 100 %."),
            ),
            models.CheckConstraint(
                condition=Q(minutes=None) | Q(minutes__gt=0),
                name="assessments_minutes_positive",
                violation_error_message=_("A time limit has at least one minute; leave it empty for none."),
            ),
            models.CheckConstraint(
                condition=Q(attempts_allowed=None) | Q(attempts_allowed__gt=0),
                name="assessments_attempts_positive",
                violation_error_message=_("Allow at least one attempt; leave it empty for no limit."),
            ),
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(opens_at=None) | Q(closes_at__gt=F("opens_at")),
                name="assessments_closes_after_opening",
                violation_error_message=_("It closes before it opens."),
            ),
        ]

    def __str__(self):
        return self.title


class BlueprintLine(models.Model):
    """So many questions of this topic, tier and difficulty; an empty field means any."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="blueprint", verbose_name=_("assessment")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    topic = models.ForeignKey(
        Topic, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("topic")
    )
    tier = models.CharField(_("tier"), max_length=12, choices=Tier, blank=True)
    difficulty = models.CharField(_("meant to be"), max_length=8, choices=Difficulty, blank=True)
    count = models.PositiveSmallIntegerField(_("questions"), default=1)

    class Meta:
        verbose_name = _("line of the blueprint")
        verbose_name_plural = _("blueprint")
        ordering = ["assessment", "order", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(count__gt=0), name="assessments_blueprint_counts"),
        ]

    def __str__(self):
        return f"{self.count} × {self.topic or ''} {self.tier} {self.difficulty}".strip()


class FixedQuestion(models.Model):
    """One question of an assessment that asks everyone the same."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="fixed", verbose_name=_("assessment")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, related_name="+", verbose_name=_("question")
    )

    class Meta:
        verbose_name = _("question of the assessment")
        verbose_name_plural = _("questions of the assessment")
        ordering = ["assessment", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "question"], name="assessments_fixed_question_once"
            ),
        ]

    def __str__(self):
        return self.question.code
