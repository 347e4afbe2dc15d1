"""Who reviews what, who has a stake in what, and what the reviewers gave."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from fellowships.models.applications import Application, ApplicationState
from fellowships.models.rules import Criterion


class ConflictSource(models.TextChoices):
    COMPUTED = "computed", _("found by the portal")
    REVIEWER = "reviewer", _("declared by the one who would decide")
    APPLICANT = "applicant", _("declared by the applicant")


class ConflictKind(models.TextChoices):
    SAME_PERSON = "self", _("the same person")
    WORKPLACE = "workplace", _("the same workplace")
    CENTRE = "centre", _("belongs to a centre that the applicant chose")
    REFEREE = "referee", _("supervisor or referee of the applicant")
    TAUGHT = "taught", _("mentor or examiner of the applicant")
    DECLARED = "declared", _("declared")


class ConflictQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def to_judge(self):
        """Where a reviewer is not sure and waits for the board."""
        waiting = Assignment.objects.filter(
            application=OuterRef("application"), reviewer=OuterRef("person"), state=AssignmentState.ASKED
        )
        return self.active().filter(Exists(waiting), source=ConflictSource.REVIEWER)


class Conflict(models.Model):
    """A person who has a stake in an application: sees it nowhere, and decides nothing about it. Binds chairs too."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="conflicts", verbose_name=_("application")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="fellowship_conflicts",
        verbose_name=_("person"),
    )
    source = models.CharField(_("source"), max_length=9, choices=ConflictSource)
    kind = models.CharField(_("kind"), max_length=9, choices=ConflictKind)
    note = models.CharField(_("note"), max_length=300, blank=True)
    is_active = models.BooleanField(_("holds"), default=True)
    found_at = models.DateTimeField(_("since"), default=timezone.now)

    objects = ConflictQuerySet.as_manager()
    history = HistoricalRecords(cascade_delete_history=True)

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "person", "source", "kind"], name="fellowships_conflict_once"
            ),
        ]
        indexes = [models.Index(fields=["person", "is_active"], name="fellowships_conflict_person")]

    def __str__(self):
        return f"{self.application}: {self.get_kind_display()}"


class AssignmentState(models.TextChoices):
    """A reviewer is asked about conflicts first; nothing of the content is shown before the answer."""

    ASKED = "asked", pgettext_lazy("review", "Conflict to be checked")
    OPEN = "open", pgettext_lazy("review", "Open")
    SUBMITTED = "submitted", pgettext_lazy("review", "Handed in")
    RECUSED = "recused", pgettext_lazy("review", "Stood back")
    DECLINED = "declined", pgettext_lazy("review", "Given back")
    EXPIRED = "expired", pgettext_lazy("review", "Taken back")


LIVE = [AssignmentState.ASKED, AssignmentState.OPEN, AssignmentState.SUBMITTED]


class AssignmentQuerySet(models.QuerySet):
    def live(self):
        return self.filter(state__in=LIVE)

    def on_desks(self):
        """What reviewers have to do or have done: nothing that was withdrawn, and nothing they have a stake in."""
        stakes = Conflict.objects.active().filter(
            application=OuterRef("application"), person=OuterRef("reviewer")
        )
        return self.live().filter(~Exists(stakes), application__state=ApplicationState.SUBMITTED)

    def queue_of(self, user):
        """What lies on this reviewer's own desk."""
        return self.on_desks().filter(reviewer=user.pk)


class Assignment(models.Model):
    """One application for one reviewer. `turn` tells a third review from the first two."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="assignments", verbose_name=_("application")
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="fellowship_assignments",
        verbose_name=_("reviewer"),
    )
    turn = models.PositiveSmallIntegerField(_("turn"), default=1)
    state = models.CharField(_("state"), max_length=9, choices=AssignmentState, default=AssignmentState.ASKED)
    state_since = models.DateTimeField(_("since"), default=timezone.now)
    because = models.CharField(_("reason"), max_length=300, blank=True)
    due_at = models.DateTimeField(_("due"))
    assigned_at = models.DateTimeField(_("assigned"), default=timezone.now)

    objects = AssignmentQuerySet.as_manager()
    history = HistoricalRecords(cascade_delete_history=True)

    class Meta:
        verbose_name = _("review to write")
        verbose_name_plural = _("reviews to write")
        constraints = [
            models.UniqueConstraint(fields=["application", "reviewer"], name="fellowships_assignment_once"),
            models.UniqueConstraint(
                fields=["application", "turn"],
                condition=Q(state__in=LIVE),
                name="fellowships_assignment_one_of_a_turn",
            ),
            models.CheckConstraint(
                condition=Q(state__in=AssignmentState.values), name="fellowships_assignment_state_known"
            ),
        ]

    def __str__(self):
        return f"{self.application}: {self.reviewer}"


class ReviewQuerySet(models.QuerySet):
    def counting(self):
        """Handed in, and not void: the merit list rests on these."""
        return self.filter(submitted_at__isnull=False, void_because="")


class Review(models.Model):
    """What a reviewer gave: `score` is the weighted mean on 0 to 100, in hundredths; empty while it is a draft.

    A review that was handed in and does not count any more (the reviewer found a stake late) stays, with the reason.
    """

    assignment = models.OneToOneField(
        Assignment, on_delete=models.CASCADE, related_name="review", verbose_name=_("review to write")
    )
    for_board = models.TextField(_("for the board"), max_length=3000, blank=True)
    for_applicant = models.TextField(_("for the applicant"), max_length=3000, blank=True)
    certainty = models.PositiveSmallIntegerField(
        _("how sure you are"),
        null=True,
        blank=True,
        choices=[(1, _("not very sure")), (2, _("fairly sure")), (3, _("very sure"))],
    )
    score = models.PositiveIntegerField(_("score"), null=True, blank=True)
    saved_at = models.DateTimeField(_("saved"), default=timezone.now)
    submitted_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    void_because = models.CharField(_("why it does not count"), max_length=300, blank=True)

    objects = ReviewQuerySet.as_manager()
    history = HistoricalRecords(cascade_delete_history=True)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.CheckConstraint(
                condition=Q(submitted_at=None, score=None)
                | Q(submitted_at__isnull=False, score__isnull=False, score__lte=10000),
                name="fellowships_review_handed_in_has_score",
            ),
        ]

    def __str__(self):
        return str(self.assignment)


class CriterionScore(models.Model):
    """The value a reviewer gave for one criterion; the value is one of its anchors'."""

    review = models.ForeignKey(
        Review, on_delete=models.CASCADE, related_name="scores", verbose_name=_("review")
    )
    criterion = models.ForeignKey(
        Criterion, on_delete=models.PROTECT, related_name="scores", verbose_name=_("criterion")
    )
    value = models.PositiveSmallIntegerField(_("value"))

    class Meta:
        verbose_name = _("value given")
        verbose_name_plural = _("values given")
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="fellowships_value_once"),
        ]

    def __str__(self):
        return f"{self.criterion}: {self.value}"
