"""What readers do with a case: read it step by step, answer, ask, keep it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.models.cases import Case
from cases.models.versions import Version


class Reading(models.Model):
    """How far somebody has come in a case. `step` is the number of steps unfolded; done where all are.

    Each version is read anew, and what was done stays done.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="readings", verbose_name=_("case"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="readings", verbose_name=_("reader")
    )
    version = models.ForeignKey(
        Version, on_delete=models.PROTECT, related_name="readings", verbose_name=_("version")
    )
    step = models.PositiveSmallIntegerField(_("steps unfolded"), default=1)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    last_at = models.DateTimeField(_("last read"), default=timezone.now)
    done_at = models.DateTimeField(_("worked through"), null=True, blank=True)
    is_kept = models.BooleanField(_("bookmark"), default=False)

    class Meta:
        verbose_name = _("reading of a case")
        verbose_name_plural = _("readings of cases")
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="cases_reading_once")]
        indexes = [models.Index(fields=["person", "-last_at"], name="cases_reading_newest")]

    def __str__(self):
        return f"{self.case}: {self.step}"


class Answer(models.Model):
    """What somebody would have done at one question. The first answer stays: others are compared with it."""

    version = models.ForeignKey(
        Version, on_delete=models.CASCADE, related_name="answers", verbose_name=_("version")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="case_answers",
        verbose_name=_("reader"),
    )
    question = models.CharField(_("question"), max_length=20)
    choice = models.CharField(_("answer"), max_length=20)
    answered_at = models.DateTimeField(_("answered"), default=timezone.now)

    class Meta:
        verbose_name = _("answer to a question of a case")
        verbose_name_plural = _("answers to questions of cases")
        constraints = [
            models.UniqueConstraint(fields=["version", "person", "question"], name="cases_answer_once"),
        ]
        indexes = [models.Index(fields=["version", "question", "choice"], name="cases_answer_bars")]

    def __str__(self):
        return f"{self.version}: {self.question}"


class AskedState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("question to an author", "Waits for the editor")
    SHOWN = "shown", pgettext_lazy("question to an author", "Shown")
    DECLINED = "declined", pgettext_lazy("question to an author", "Not shown")


class AskedQuestionQuerySet(models.QuerySet):
    def seen_by(self, user):
        """What an editor has let through, and own ones in whatever state."""
        return self.filter(Q(state=AskedState.SHOWN) | Q(person=user.pk))

    def moderated_by(self, user):
        """Those about cases that an editor decides about: none of an own case, and none with a stake."""
        return self.filter(case__in=Case.objects.edited_by(user))


class AskedQuestion(models.Model):
    """A reader asks; an editor lets it through or not; the author answers; all readers read both."""

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="asked_questions", verbose_name=_("case")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="asked_questions",
        verbose_name=_("asked by"),
    )
    text = models.TextField(_("question"), max_length=1000)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    state = models.CharField(_("state"), max_length=8, choices=AskedState, default=AskedState.WAITING)
    state_since = models.DateTimeField(_("since"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("decided by"),
    )
    because = models.CharField(_("reason"), max_length=300, blank=True)
    reply = models.TextField(_("answer of the author"), max_length=2000, blank=True)
    replied_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = AskedQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question of a reader")
        verbose_name_plural = _("questions of readers")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AskedState.values), name="cases_asked_state_known"),
            models.CheckConstraint(
                condition=Q(reply="", replied_at=None) | Q(~Q(reply=""), replied_at__isnull=False),
                name="cases_asked_replied_when",
            ),
        ]

    def __str__(self):
        return f"{self.case}: {self.pk}"


class Part(models.TextChoices):
    AUTHORED = "authored", pgettext_lazy("case", "Published as an author")
    REVIEWED = "reviewed", pgettext_lazy("case", "Reviewed")
    READ = "read", pgettext_lazy("case", "Worked through")


class Contribution(models.Model):
    """What somebody did for a case or with it, and the points it gave on that day. One of each kind for a case."""

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="contributions", verbose_name=_("case")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="case_contributions",
        verbose_name=_("person"),
    )
    part = models.CharField(_("part"), max_length=8, choices=Part)
    points = models.PositiveSmallIntegerField(_("points"))
    earned_at = models.DateTimeField(_("earned"), default=timezone.now)
    taken_back_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            models.UniqueConstraint(fields=["case", "person", "part"], name="cases_contribution_once"),
            models.CheckConstraint(condition=Q(part__in=Part.values), name="cases_contribution_part_known"),
        ]
        indexes = [models.Index(fields=["person", "part"], name="cases_contribution_person")]

    def __str__(self):
        return f"{self.case}: {self.get_part_display()}"
