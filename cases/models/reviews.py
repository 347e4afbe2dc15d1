"""Who reviews which revision, and what they say of it."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from cases.models.cases import CaseState, Stake
from cases.models.revisions import Revision, RevisionState


class ReviewState(models.TextChoices):
    """A reviewer says first that there is no stake; nothing of the case is shown before the answer."""

    ASKED = "asked", pgettext_lazy("review", "Asked")
    OPEN = "open", pgettext_lazy("review", "Open")
    SUBMITTED = "submitted", pgettext_lazy("review", "Handed in")
    RECUSED = "recused", pgettext_lazy("review", "Stood back")
    DECLINED = "declined", pgettext_lazy("review", "Given back")
    EXPIRED = "expired", pgettext_lazy("review", "Taken back")


LIVE = [ReviewState.ASKED, ReviewState.OPEN, ReviewState.SUBMITTED]
TO_DO = [ReviewState.ASKED, ReviewState.OPEN]


class Advice(models.TextChoices):
    ACCEPT = "accept", pgettext_lazy("review", "Publish as it is")
    MINOR = "minor", pgettext_lazy("review", "Publish after small changes")
    MAJOR = "major", pgettext_lazy("review", "Needs work, then another look")
    REJECT = "reject", pgettext_lazy("review", "Not for this repository")


class ReviewQuerySet(models.QuerySet):
    def live(self):
        return self.filter(state__in=LIVE)

    def handed_in(self):
        return self.filter(state=ReviewState.SUBMITTED)

    def on_desks(self):
        """What reviewers have to do or have done. Nothing with a stake, and nothing that did not pass the check.

        Nor what is hidden or whose consent is withdrawn: that is offline for them as for everybody.
        """
        stakes = Stake.objects.filter(
            case=OuterRef("revision__case"), person=OuterRef("reviewer"), is_active=True
        )
        return (
            self.live()
            .filter(
                ~Exists(stakes),
                revision__passed_at__isnull=False,
                revision__wiped_at=None,
            )
            .exclude(revision__case__state__in=[CaseState.HIDDEN, CaseState.WITHDRAWN])
        )

    def queue_of(self, user):
        """What lies on this reviewer's own desk."""
        return self.on_desks().filter(reviewer=user.pk)

    def to_do(self):
        """What still has to be answered or written."""
        return self.filter(state__in=TO_DO, revision__state=RevisionState.IN_REVIEW)


class Review(models.Model):
    """One revision for one reviewer. What was handed in stays as it is, whatever becomes of the revision.

    label: what the author calls the reviewer ("Reviewer 1"); the same through all revisions of the case.
    """

    revision = models.ForeignKey(
        Revision, on_delete=models.CASCADE, related_name="reviews", verbose_name=_("revision")
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="case_reviews",
        verbose_name=_("reviewer"),
    )
    label = models.PositiveSmallIntegerField(_("number of the reviewer"), default=1)
    state = models.CharField(_("state"), max_length=9, choices=ReviewState, default=ReviewState.ASKED)
    state_since = models.DateTimeField(_("since"), default=timezone.now)
    because = models.CharField(_("reason"), max_length=300, blank=True)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    due_at = models.DateTimeField(_("due"))
    advice = models.CharField(_("advice"), max_length=6, choices=Advice, blank=True)
    for_author = models.TextField(_("for the author"), max_length=5000, blank=True)
    for_editor = models.TextField(_("for the editor only"), max_length=3000, blank=True)
    saved_at = models.DateTimeField(_("saved"), default=timezone.now)
    submitted_at = models.DateTimeField(_("handed in"), null=True, blank=True)

    objects = ReviewQuerySet.as_manager()
    history = HistoricalRecords(cascade_delete_history=True)

    class Meta:
        verbose_name = _("review of a case")
        verbose_name_plural = _("reviews of cases")
        ordering = ["revision", "label"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "reviewer"], name="cases_review_once"),
            models.UniqueConstraint(
                fields=["revision", "label"],
                condition=Q(state__in=LIVE),
                name="cases_review_label_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ReviewState.values), name="cases_review_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=ReviewState.SUBMITTED)
                | Q(submitted_at__isnull=False, advice__in=Advice.values),
                name="cases_review_handed_in_advises",
            ),
        ]
        indexes = [models.Index(fields=["reviewer", "state"], name="cases_review_desk")]

    def __str__(self):
        return f"{self.revision}: {self.label}"


class Comment(models.Model):
    """A remark on one place of the text (`cases.content.texts_of`), for the author."""

    review = models.ForeignKey(
        Review, on_delete=models.CASCADE, related_name="comments", verbose_name=_("review")
    )
    where = models.CharField(_("place in the text"), max_length=60)
    text = models.TextField(_("comment"), max_length=2000)

    class Meta:
        verbose_name = _("comment on a case")
        verbose_name_plural = _("comments on cases")
        constraints = [
            models.UniqueConstraint(fields=["review", "where"], name="cases_comment_once"),
            models.CheckConstraint(condition=~Q(text=""), name="cases_comment_says_something"),
        ]

    def __str__(self):
        return f"{self.review}: {self.where}"


class Judgement(models.TextChoices):
    ACCEPTED = "accepted", pgettext_lazy("decision", "Accepted")
    CHANGES = "changes", pgettext_lazy("decision", "Changes asked for")
    REJECTED = "rejected", pgettext_lazy("decision", "Not accepted")


class Decision(models.Model):
    """What an editor decided about one revision. `because` says why with fewer reviews than the rules ask for."""

    revision = models.OneToOneField(
        Revision, on_delete=models.CASCADE, related_name="decision", verbose_name=_("revision")
    )
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="case_decisions",
        verbose_name=_("decided by"),
    )
    judgement = models.CharField(_("decision"), max_length=8, choices=Judgement)
    for_author = models.TextField(_("for the author"), max_length=5000, blank=True)
    reviews = models.PositiveSmallIntegerField(_("reviews it rests on"), default=0)
    because = models.CharField(_("why with fewer reviews"), max_length=500, blank=True)
    decided_at = models.DateTimeField(_("decided"), default=timezone.now)

    class Meta:
        verbose_name = _("decision on a case")
        verbose_name_plural = _("decisions on cases")
        constraints = [
            models.CheckConstraint(
                condition=Q(judgement__in=Judgement.values), name="cases_decision_judgement_known"
            ),
        ]

    def __str__(self):
        return f"{self.revision}: {self.get_judgement_display()}"
