"""The question bank: what is asked, in which version, and how the right answer is known."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.storage import picture_path


class Topic(models.Model):
    """What a question or a resource is about, as the programme names its topics (programme-facts P28, P29)."""

    slug = models.SlugField(_("slug"), unique=True)
    title = models.CharField(_("title"), max_length=120)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["order", "title"]

    def __str__(self):
        return self.title


class Tier(models.TextChoices):
    """What a person has to do with what is known (programme-facts P29, P30)."""

    UNDERSTAND = "understand", _("Understand")
    APPLY = "apply", _("Apply")
    ANALYSE = "analyse", _("Analyse")
    EVALUATE = "evaluate", _("Evaluate")


class Difficulty(models.TextChoices):
    """How hard the author means a question to be; how hard it is, the figures tell."""

    EASY = "easy", _("Easy")
    MEDIUM = "medium", _("Medium")
    HARD = "hard", _("Hard")


class Kind(models.TextChoices):
    SINGLE = "single", _("Single best answer")
    MULTIPLE = "multiple", _("Several answers")
    TRUE_FALSE = "true_false", _("True or false, statement by statement")
    MATCHING = "matching", _("Extended matching")
    ORDERING = "ordering", _("Putting into order")
    NUMERIC = "numeric", _("A number")
    SHORT_TEXT = "short_text", _("Short text, marked by hand")


class QuestionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    LIVE = "live", _("In use")
    REVIEW = "review", _("Under review")
    RETIRED = "retired", pgettext_lazy("of a question", "Retired")


class QuestionQuerySet(models.QuerySet):
    def drawable(self):
        """Those a new attempt may be given: in use, or in use while somebody looks at them again."""
        usable = [QuestionState.LIVE, QuestionState.REVIEW]
        return self.filter(state__in=usable).exclude(current=None)


class Question(models.Model):
    """One question of the bank through all its versions."""

    code = models.SlugField(_("code"), max_length=80, unique=True)
    topic = models.ForeignKey(
        Topic, on_delete=models.PROTECT, related_name="questions", verbose_name=_("topic")
    )
    tier = models.CharField(_("tier"), max_length=12, choices=Tier)
    difficulty = models.CharField(_("meant to be"), max_length=8, choices=Difficulty)
    state = models.CharField(
        _("state"), max_length=8, choices=QuestionState, default=QuestionState.DRAFT, editable=False
    )
    current = models.ForeignKey(
        "QuestionVersion",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("version in use"),
    )
    because = models.CharField(
        _("why it is looked at again, or retired"), max_length=300, blank=True, editable=False
    )
    # Of the newest version, by code (lint.py): so that the list can be filtered by them.
    flaws = ArrayField(
        models.CharField(max_length=30), default=list, blank=True, editable=False, verbose_name=_("flaws")
    )
    is_sample = models.BooleanField(
        _("sample content"), default=False, help_text=_("Made for the demo, for the directors to replace.")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["topic__order", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | Q(current__isnull=False),
                name="assessments_question_in_use_has_version",
                violation_error_message=_("Publish a version first."),
            ),
        ]

    def __str__(self):
        return self.code


class QuestionVersion(models.Model):
    """The words of a question. From the first attempt that was given it, a version never changes (`frozen_at`).

    Which fields count depends on the kind: options for `single`, `multiple`, `true_false` (the statements),
    `matching` (the list to choose from) and `ordering` (in the right order); items for `matching`; number,
    tolerance and unit for `numeric`; guidance for `short_text`.
    """

    question = models.ForeignKey(
        Question, on_delete=models.CASCADE, related_name="versions", verbose_name=_("question")
    )
    number = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    vignette = models.TextField(_("vignette"), blank=True, help_text=_("Markdown."))
    prompt = models.TextField(
        _("question"), help_text=_("One closed question that can be answered with the options covered.")
    )
    image = models.ImageField(_("image"), blank=True, upload_to=picture_path)
    image_alt = models.CharField(_("what the image shows, for who cannot see it"), max_length=500, blank=True)
    target = models.DecimalField(
        _("number asked for"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    tolerance = models.DecimalField(
        _("tolerance, either way"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    guidance = models.TextField(
        _("what a good answer names"),
        blank=True,
        help_text=_("For who marks; learners see it in the review."),
    )
    explanation = models.TextField(_("explanation"), blank=True, help_text=_("Markdown. Needed to publish."))
    reference = models.TextField(_("reference"), blank=True, help_text=_("Needed to publish."))
    changed = models.CharField(_("what changed"), max_length=300, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("author"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    frozen_at = models.DateTimeField(_("first used"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("version of a question")
        verbose_name_plural = _("versions of questions")
        ordering = ["question", "number"]
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="assessments_version_number_once"),
            models.CheckConstraint(
                condition=~Q(kind="numeric") | Q(target__isnull=False, tolerance__gte=0),
                name="assessments_numeric_has_number",
                violation_error_message=_("A number is asked for: give it, and the tolerance (0 or more)."),
            ),
            models.CheckConstraint(
                condition=Q(image="") | ~Q(image_alt=""),
                name="assessments_image_has_alt",
                violation_error_message=_("Say what the image shows, for who cannot see it."),
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | ~Q(explanation="") & ~Q(reference=""),
                name="assessments_published_is_explained",
                violation_error_message=_("A published question has an explanation and a reference."),
            ),
            models.CheckConstraint(
                condition=Q(frozen_at=None) | Q(published_at__isnull=False),
                name="assessments_used_is_published",
            ),
        ]

    def __str__(self):
        return f"{self.question.code} v{self.number}"


class Option(models.Model):
    """One option, statement, or step, in the author's order."""

    version = models.ForeignKey(
        QuestionVersion, on_delete=models.CASCADE, related_name="options", verbose_name=_("version")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    text = models.CharField(_("text"), max_length=500)
    is_correct = models.BooleanField(_("right, or true"), default=False)
    stays_last = models.BooleanField(
        _("stays last"), default=False, help_text=_("Not shuffled away from the end of the list.")
    )

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        ordering = ["version", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "text"],
                name="assessments_option_once",
                violation_error_message=_("Two options say the same."),
            ),
        ]

    def __str__(self):
        return self.text


class MatchItem(models.Model):
    """One short story of an extended-matching question, and the option that fits it best."""

    version = models.ForeignKey(
        QuestionVersion, on_delete=models.CASCADE, related_name="items", verbose_name=_("version")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    text = models.TextField(_("text"))
    answer = models.ForeignKey(
        Option, on_delete=models.CASCADE, related_name="+", verbose_name=_("fits best")
    )

    class Meta:
        verbose_name = _("item to match")
        verbose_name_plural = _("items to match")
        ordering = ["version", "order", "pk"]

    def __str__(self):
        return self.text
