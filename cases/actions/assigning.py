"""Asking reviewers, taking reviews back, and what ends them."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from cases import reviewers, stakes, states
from cases.emails import reviews as emails
from cases.models import (
    LIVE,
    OPEN,
    TO_DO,
    Author,
    Case,
    Repository,
    Review,
    ReviewState,
    Revision,
    RevisionState,
    Stake,
    StakeKind,
)

# What is not handed in so long after its day goes to somebody else.
GRACE = timedelta(days=14)


@transaction.atomic
def ask(*, revision, people, by, seen=None):
    """Ask these people, by mail. With the first of them the review begins.

    seen: how many reviews were under way when the editor chose, so that two editors do not ask twice as many.
    """
    case, revision = _lock(revision, by)
    if revision.state not in (RevisionState.PASSED, RevisionState.IN_REVIEW):
        raise ValidationError(
            _("This has been settled meanwhile: it is “%(state)s” now."),
            params={"state": revision.get_state_display()},
            code="transition",
        )
    if seen is not None and seen != revision.reviews.live().count():
        raise ValidationError(
            _("Somebody else has changed the reviewers meanwhile. Look again."), code="changed"
        )
    look_for_stakes(case)
    _check_they_could(revision, people, by)
    if revision.state == RevisionState.PASSED:
        states.change(revision, RevisionState.IN_REVIEW, by=by, person=case.author)
    rows = [_give(revision, person, by) for person in people]
    for review in rows:
        emails.queue_asked(review)
    return rows


def _lock(revision, by):
    """The case, locked, and the revision as it is now: for somebody who may decide about it."""
    case = states.lock(revision.case)
    if not Case.objects.edited_by(by).filter(pk=case.pk).exists():
        raise ValidationError(_("This is for an editor without a stake in the case."), code="stake")
    return case, Revision.objects.select_related("case__author").get(pk=revision.pk)


def _check_they_could(revision, people, by):
    if not people:
        raise ValidationError(_("Choose at least one person."), code="required")
    could = {one.person.pk: one for one in reviewers.candidates(revision, by=by)}
    for person in people:
        found = could.get(person.pk)
        if found is None or not found.could:
            raise ValidationError(
                _("%(person)s cannot be asked: %(why)s."),
                params={
                    "person": person.name,
                    "why": found.why_not if found else _("is no reviewer today"),
                },
                code="cannot",
            )


def _give(revision, person, by):
    review = Review(
        revision=revision,
        reviewer=person,
        label=_label(revision, person),
        due_at=timezone.now() + timedelta(days=Repository.current().days_to_review),
    )
    review.full_clean()
    review.save()
    audit.record("case_review.asked", review, by=by, person=person, label=review.label)
    return review


def _label(revision, person):
    """What the author has called this reviewer before, or the next number."""
    rows = Review.objects.filter(revision__case=revision.case)
    before = rows.filter(reviewer=person).order_by("pk").last()
    return before.label if before else (rows.aggregate(most=Max("label"))["most"] or 0) + 1


@transaction.atomic
def take_back(*, review, by, because):
    """An editor takes a review from somebody who does not get to it; the reviewer reads why."""
    _case, revision = _lock(review.revision, by)
    if not because.strip():
        raise ValidationError(_("Say why: the reviewer reads it."), code="required")
    review = Review.objects.select_related("reviewer").get(pk=review.pk, revision=revision)
    if review.state not in TO_DO:
        raise ValidationError(
            _("This has been settled meanwhile: it is “%(state)s” now."),
            params={"state": review.get_state_display()},
            code="transition",
        )
    states.change(review, ReviewState.EXPIRED, by=by, person=review.reviewer, because=because.strip())
    emails.queue_taken_back(review)
    return review


@transaction.atomic
def lift_stake(*, stake, by, because):
    """An editor finds that what the records seem to show is no stake. What somebody has said stays."""
    case = states.lock(stake.case)
    if not Case.objects.edited_by(by).filter(pk=case.pk).exists():
        raise ValidationError(_("This is for an editor without a stake in the case."), code="stake")
    stake = Stake.objects.get(pk=stake.pk)
    if stake.kind == StakeKind.DECLARED:
        raise ValidationError(_("What somebody has said about a stake stays."), code="declared")
    if not stake.is_active:
        raise ValidationError(_("This has been settled meanwhile."), code="transition")
    if not because.strip():
        raise ValidationError(_("Say why this is no stake."), code="required")
    stake.is_active, stake.note = False, because.strip()
    stake.full_clean()
    stake.save()
    audit.record("case.stake_lifted", case, by=by, person=stake.person, kind=stake.kind)
    return stake


def end_open(revision, *, by=None, because=""):
    """Nobody needs these reviews any more: it is decided. Whoever holds the lock of the case calls this."""
    rows = revision.reviews.filter(state__in=TO_DO).select_related("reviewer", "revision__case")
    for review in rows:
        states.change(review, ReviewState.EXPIRED, by=by, person=review.reviewer, because=because)
        emails.queue_taken_back(review)


@transaction.atomic
def expire_overdue(*, case, now=None):
    """Take back what is long overdue, and tell the editors. How many?"""
    case = states.lock(case)
    now = now or timezone.now()
    rows = Review.objects.to_do().filter(revision__case=case, due_at__lt=now - GRACE)
    overdue = list(rows.select_related("reviewer", "revision__case"))
    for review in overdue:
        states.change(review, ReviewState.EXPIRED, person=review.reviewer)
        emails.queue_taken_back(review)
        emails.queue_lacking(review)
    return len(overdue)


def look_for_stakes(case):
    """Compare the records anew; who has a stake, or is an author meanwhile, stands back.

    Whoever holds the lock of the case calls this.
    """
    found = stakes.keep_current(case)
    about = {"case": case, "person": OuterRef("reviewer")}
    rows = Review.objects.filter(
        Exists(Stake.objects.filter(is_active=True, **about)) | Exists(Author.objects.filter(**about)),
        state__in=LIVE,
        revision__case=case,
        revision__state__in=[RevisionState.PASSED, RevisionState.IN_REVIEW],
    )
    for review in rows.select_related("reviewer", "revision__case"):
        stand_back(review)
    return found


def stand_back(review, *, by=None):
    """End a review for a stake, whatever its state; the editors are told. What was handed in counts no more."""
    states.change(review, ReviewState.RECUSED, by=by, person=review.reviewer)
    emails.queue_lacking(review)


def keep_up(now=None):
    """What the portal sees to by itself: stakes that show later, and reviewers who have fallen silent."""
    revisions = Revision.objects.filter(state__in=OPEN).exclude(state=RevisionState.DRAFT)
    for case in Case.objects.filter(pk__in=revisions.values("case")).order_by("pk"):
        _keep_up(case, now)


@transaction.atomic
def _keep_up(case, now):
    look_for_stakes(states.lock(case))
    expire_overdue(case=case, now=now)
