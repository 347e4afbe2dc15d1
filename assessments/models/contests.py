"""A learner who says that a question, or its key, is not right; and what staff make of it."""

from django.conf import settings
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models.attempts import AttemptQuestion
from assessments.models.questions import QuestionVersion


class ContestState(models.TextChoices):
    OPEN = "open", pgettext_lazy("contest", "Open")
    UPHELD = "upheld", pgettext_lazy("contest", "Upheld")
    DISMISSED = "dismissed", pgettext_lazy("contest", "Dismissed")


class ContestQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=ContestState.OPEN)

    def visible_to(self, user):
        return self.filter(person=user)

    def manageable_by(self, user):
        """Staff answer. Nobody answers what they have written themselves."""
        return self.exclude(person=user) if user.is_staff else self.none()


class Contest(models.Model):
    """What one person says about one version of a question, seen in the review of an own attempt; and the answer."""

    question = models.ForeignKey(
        AttemptQuestion, on_delete=models.CASCADE, related_name="contests", verbose_name=_("question")
    )
    version = models.ForeignKey(
        QuestionVersion, on_delete=models.PROTECT, related_name="contests", verbose_name=_("version")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="contests",
        verbose_name=_("person"),
    )
    text = models.TextField(_("what is not right"), max_length=1000, validators=[MinLengthValidator(10)])
    made_at = models.DateTimeField(_("written"), default=timezone.now)
    state = models.CharField(_("state"), max_length=9, choices=ContestState, default=ContestState.OPEN)
    reply = models.TextField(_("answer"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("answered by"),
    )

    objects = ContestQuerySet.as_manager()

    class Meta:
        verbose_name = _("contested question")
        verbose_name_plural = _("contested questions")
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "version"],
                name="assessments_contest_once",
                violation_error_message=_("You have written to us about this question already."),
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None, reply="")
                | Q(state__in=["upheld", "dismissed"], answered_at__isnull=False) & ~Q(reply=""),
                name="assessments_contest_answered_or_open",
            ),
        ]
        indexes = [
            models.Index(fields=["version"], condition=Q(state="open"), name="assessments_contest_open"),
        ]

    def __str__(self):
        return f"{self.version} · {self.person}"
