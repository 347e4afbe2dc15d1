"""Who is on the pathway, and which levels are open to them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from levels.models.classroom import Resource, ResourceKind, attempt_under_way
from levels.models.programme import Level, Pathway
from levels.models.requirements import Requirement, RequirementKind, RequirementSet


class EnrolmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.all() if user.is_staff else self.filter(user=user)


class Enrolment(models.Model):
    """A person on the pathway, and from it on its levels."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="enrolments",
        verbose_name=_("person"),
    )
    pathway = models.ForeignKey(
        Pathway, on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("pathway")
    )
    enrolled_at = models.DateTimeField(_("enrolled"), default=timezone.now)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "pathway"],
                name="levels_enrolment_once",
                violation_error_message=_("You are on this pathway already."),
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.pathway}"


# Lines of a standing that are not met, in groups that are not met either.
_UNMET = "$.groups[*] ? (@.is_met == false).lines[*] ? (@.at == null && @.exempt == false)"


def _path_exists(path):
    """Whether a JSON path leads anywhere in the standing."""
    return Func(
        F("standing"),
        Value(path),
        template="jsonb_path_exists(%(expressions)s::jsonpath)",
        output_field=models.BooleanField(),
    )


class LevelEnrolmentQuerySet(models.QuerySet):
    def with_left_off(self):
        """Annotate `left_off`: what the person was last at and has not done, as title and slugs, in the same query.

        An attempt under way goes first; an assessment that was tried, and is not passed, waits for its turn.
        """
        rows = (
            Resource.objects.published()
            .filter(
                module__level=OuterRef("level"),
                module__publish_on__lte=timezone.localdate(),
                progress__person=OuterRef("enrolment__user"),
                progress__done_at=None,
            )
            .annotate(is_under_way=attempt_under_way(OuterRef("assessment"), OuterRef("progress__person")))
        )
        rows = rows.exclude(kind=ResourceKind.ASSESSMENT, is_under_way=False)
        facts = JSONObject(title="title", module="module__slug", resource="slug")
        return self.annotate(
            left_off=Subquery(rows.order_by("-is_under_way", "-progress__last_at").values(facts=facts)[:1])
        )

    def no_longer_met(self):
        """Completed, though the evidence as it is today would not do: for staff to look at."""
        return self.exclude(completed_at=None).filter(standing__is_met=False)

    def to_sign_off(self):
        """Under way, and nothing is missing but what staff sign off."""
        asked = Requirement.objects.filter(kind=RequirementKind.SIGN_OFF).values("group__set")
        return self.filter(
            _path_exists(f'{_UNMET} ? (@.kind == "sign_off")'),
            ~_path_exists(f'{_UNMET} ? (@.kind != "sign_off")'),
            completed_at=None,
            requirements__in=asked,
        )


class LevelEnrolment(models.Model):
    """A level that is open to a person, since when, and how far the person is.

    `requirements` is the version the person started under. `standing` is what the evidence comes to, in the shape
    that `levels.standing` describes; it can be thrown away and rebuilt. `score` is in hundredths of a percent.
    """

    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.CASCADE, related_name="levels", verbose_name=_("enrolment")
    )
    level = models.ForeignKey(
        Level, on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("level")
    )
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    requirements = models.ForeignKey(
        RequirementSet,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="enrolments",
        verbose_name=_("requirements"),
    )
    standing = models.JSONField(_("standing"), default=dict)
    score = models.PositiveIntegerField(_("score"), null=True, blank=True)
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)
    taken_back_at = models.DateTimeField(_("completion taken back"), null=True, blank=True)
    taken_back_because = models.CharField(_("why it was taken back"), max_length=500, blank=True)

    objects = LevelEnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("open level")
        verbose_name_plural = _("open levels")
        ordering = ["level__number"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "level"], name="levels_level_enrolment_once"),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_because="")
                | Q(taken_back_at__isnull=False) & ~Q(taken_back_because=""),
                name="levels_taken_back_with_reason",
                violation_error_message=_("Say why it is taken back: the person reads it."),
            ),
        ]
        indexes = [
            # Few among all who have completed a level, and staff ask for them every morning.
            models.Index(
                fields=["completed_at"],
                condition=Q(completed_at__isnull=False, standing__is_met=False),
                name="levels_no_longer_met",
            ),
        ]

    def __str__(self):
        return f"{self.enrolment.user}: {self.level}"


class Completion(models.Model):
    """A level was completed: when, under which version of the requirements, on which grounds. Never changed (trigger).

    `score` is in hundredths of a percent; `grounds` tells for each requirement what met it, and when.
    """

    level_enrolment = models.OneToOneField(
        LevelEnrolment, on_delete=models.CASCADE, related_name="completion", verbose_name=_("open level")
    )
    requirements = models.ForeignKey(
        RequirementSet, on_delete=models.PROTECT, related_name="completions", verbose_name=_("requirements")
    )
    completed_at = models.DateTimeField(_("completed"), default=timezone.now)
    score = models.PositiveIntegerField(_("score"), null=True, blank=True)
    grounds = models.JSONField(_("grounds"), default=dict)
    by_staff = models.BooleanField(
        _("by one of the staff"),
        default=False,
        db_default=False,
        help_text=_("Who then worked for the portal gets a certificate only if somebody decides so."),
    )

    class Meta:
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        constraints = [
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__lte=10000), name="levels_completion_score_at_most_100"
            ),
        ]

    def __str__(self):
        return str(self.level_enrolment)


class Exemption(models.Model):
    """A requirement is taken as met for one person: asked for by one of the staff, decided by another."""

    level_enrolment = models.ForeignKey(
        LevelEnrolment, on_delete=models.CASCADE, related_name="exemptions", verbose_name=_("open level")
    )
    key = models.SlugField(_("requirement"), max_length=60)
    reason = models.CharField(_("reason"), max_length=500)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("asked for by"),
    )
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    is_granted = models.BooleanField(_("granted"), null=True, blank=True)

    class Meta:
        verbose_name = _("exemption")
        verbose_name_plural = _("exemptions")
        constraints = [
            models.UniqueConstraint(
                fields=["level_enrolment", "key"],
                condition=~Q(is_granted=False),
                name="levels_exemption_once",
                violation_error_message=_("An exemption from this was asked for or granted already."),
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, is_granted=None)
                | Q(decided_at__isnull=False, is_granted__isnull=False),
                name="levels_exemption_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(asked_by=None) | ~Q(decided_by=F("asked_by")),
                name="levels_exemption_by_two",
                violation_error_message=_("Somebody else has to decide this."),
            ),
        ]

    def __str__(self):
        return f"{self.level_enrolment}: {self.key}"
