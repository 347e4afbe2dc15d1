"""Attempts: on the server from the first click, each answer kept as it was given."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models.assessments import Assessment
from assessments.models.questions import QuestionVersion


class AttemptState(models.TextChoices):
    OPEN = "open", _("Under way")
    MARKING = "marking", _("Handed in, waits to be marked")
    SCORED = "scored", _("Scored")


class EndedBy(models.TextChoices):
    PERSON = "person", _("Handed in")
    TIME = "time", _("The time was over")


class AttemptQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(person=user)

    def overdue(self, now=None):
        """Open, and past the last moment at which an answer could still arrive."""
        now = now or timezone.now()
        return self.filter(state=AttemptState.OPEN, accepts_until__lt=now)


class Attempt(models.Model):
    """One person takes one assessment once. Times are UTC; scores are hundredths of a percent."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="attempts", verbose_name=_("assessment")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="attempts",
        verbose_name=_("person"),
    )
    number = models.PositiveSmallIntegerField(_("attempt"))
    state = models.CharField(_("state"), max_length=8, choices=AttemptState, default=AttemptState.OPEN)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    # Both empty where there is no time limit.
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    accepts_until = models.DateTimeField(_("answers arrive until"), null=True, blank=True)
    ended_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    ended_by = models.CharField(_("how it ended"), max_length=6, choices=EndedBy, blank=True)
    score = models.PositiveIntegerField(_("score"), null=True, blank=True)
    is_passed = models.BooleanField(_("passed"), null=True, blank=True)
    # As they were when it began: changing an assessment later changes nothing here.
    pass_mark = models.PositiveIntegerField(_("pass mark"))
    extra_percent = models.PositiveSmallIntegerField(_("more time, in percent"), default=0)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["assessment", "person", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "person", "number"], name="assessments_attempt_number_once"
            ),
            models.UniqueConstraint(
                fields=["assessment", "person"],
                condition=Q(state="open"),
                name="assessments_one_open_attempt",
                violation_error_message=_("You have an attempt under way."),
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | ~Q(state="open") & Q(ended_at__isnull=False),
                name="assessments_ended_has_end",
            ),
            models.CheckConstraint(
                condition=Q(state="scored", score__isnull=False, is_passed__isnull=False)
                | ~Q(state="scored") & Q(score=None),
                name="assessments_scored_has_score",
            ),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__lte=10000), name="assessments_score_at_most_100"
            ),
            models.CheckConstraint(
                # Said in full: a comparison with nothing is neither true nor false, and would pass.
                condition=Q(ends_at=None, accepts_until=None)
                | Q(ends_at__isnull=False, accepts_until__isnull=False, accepts_until__gte=F("ends_at")),
                name="assessments_grace_after_end",
            ),
        ]
        indexes = [
            models.Index(
                fields=["accepts_until"], condition=Q(state="open"), name="assessments_attempt_overdue"
            ),
            models.Index(
                fields=["assessment"], condition=Q(state="marking"), name="assessments_attempt_to_mark"
            ),
        ]

    def __str__(self):
        return f"{self.assessment} · {self.person} · {self.number}"

    @property
    def is_open(self):
        return self.state == AttemptState.OPEN

    def seconds_left(self, now=None):
        """Seconds until the end, never below zero; None without a limit."""
        if self.ends_at is None:
            return None
        return max(timedelta(0), self.ends_at - (now or timezone.now())).total_seconds()


class AttemptQuestion(models.Model):
    """One question of an attempt: the version and the order of its options that this person sees.

    `answer` is the one that counts now (its shape: `assessments.answers`), `revision` its number; every answer
    ever received stands in `AnswerGiven`. `points` are hundredths of one question.
    """

    attempt = models.ForeignKey(
        Attempt, on_delete=models.CASCADE, related_name="questions", verbose_name=_("attempt")
    )
    order = models.PositiveSmallIntegerField(_("order"))
    version = models.ForeignKey(
        QuestionVersion, on_delete=models.PROTECT, related_name="uses", verbose_name=_("question")
    )
    option_order = ArrayField(models.BigIntegerField(), default=list, verbose_name=_("order of the options"))
    answer = models.JSONField(_("answer"), null=True, blank=True)
    revision = models.PositiveIntegerField(_("revision"), default=0)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    is_flagged = models.BooleanField(_("to look at again"), default=False)
    points = models.PositiveSmallIntegerField(_("points"), null=True, blank=True)
    # Rescoring may take a question out of the score of everyone who was given it.
    is_counted = models.BooleanField(_("counts"), default=True)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("marked by"),
    )
    marked_at = models.DateTimeField(_("marked"), null=True, blank=True)
    remark = models.TextField(_("remark of who marked it"), blank=True)

    class Meta:
        verbose_name = _("question of an attempt")
        verbose_name_plural = _("questions of an attempt")
        ordering = ["attempt", "order"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "order"], name="assessments_attempt_order_once"),
            models.UniqueConstraint(fields=["attempt", "version"], name="assessments_attempt_version_once"),
            models.CheckConstraint(
                condition=Q(points=None) | Q(points__lte=100), name="assessments_points_at_most_1"
            ),
        ]

    def __str__(self):
        return f"{self.attempt} · {self.order}"


class AnswerGiven(models.Model):
    """Every answer that ever arrived, also those that a later one replaced. Nothing here is changed (trigger).

    `device` and `sequence` name the sending once: the same one sent again is known. `given_at` is the moment of
    the click, by the device's clock set right by the server's; `received_at` is the server's own.
    """

    question = models.ForeignKey(
        AttemptQuestion, on_delete=models.CASCADE, related_name="given", verbose_name=_("question")
    )
    device = models.UUIDField(_("device"))
    sequence = models.PositiveIntegerField(_("number on the device"))
    revision = models.PositiveIntegerField(_("revision"))
    answer = models.JSONField(_("answer"), null=True)
    given_at = models.DateTimeField(_("given"))
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    is_late = models.BooleanField(_("given in time, arrived in the grace"), default=False)

    class Meta:
        verbose_name = _("answer as given")
        verbose_name_plural = _("answers as given")
        ordering = ["question", "revision", "given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "device", "sequence"], name="assessments_answer_received_once"
            ),
        ]

    def __str__(self):
        return f"{self.question} · {self.revision}"


class Result(models.Model):
    """What counts of a person's attempts at an assessment, by its policy. Computed anew after each scoring."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="results", verbose_name=_("assessment")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="results",
        verbose_name=_("person"),
    )
    attempt = models.ForeignKey(
        Attempt, on_delete=models.CASCADE, related_name="+", verbose_name=_("attempt that counts")
    )
    score = models.PositiveIntegerField(_("score"))
    is_passed = models.BooleanField(_("passed"))
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "person"], name="assessments_result_once"),
        ]

    def __str__(self):
        return f"{self.assessment} · {self.person}"


class Accommodation(models.Model):
    """More time for a person, in every assessment or in one. The reason is health data: only staff see it."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="accommodations",
        verbose_name=_("person"),
    )
    assessment = models.ForeignKey(
        Assessment,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="accommodations",
        verbose_name=_("assessment"),
        help_text=_("Empty: all of them."),
    )
    extra_percent = models.PositiveSmallIntegerField(_("more time, in percent"), default=25)
    reason = models.CharField(_("reason"), max_length=300)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("granted by"),
    )
    granted_at = models.DateTimeField(_("granted"), default=timezone.now)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("accommodation")
        verbose_name_plural = _("accommodations")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "assessment"],
                nulls_distinct=False,
                name="assessments_accommodation_once",
            ),
            models.CheckConstraint(
                condition=Q(extra_percent__gt=0, extra_percent__lte=300),
                name="assessments_accommodation_sensible",
                violation_error_message=_("Give between 1 and 300 percent more time."),
            ),
        ]

    def __str__(self):
        return f"{self.person} +{self.extra_percent} %"
