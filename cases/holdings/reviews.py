"""What reviews hold about a person: as one who reviews, as one with a stake, and as one who wrote the case."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding
from cases.models import TO_DO, Comment, Decision, Review, ReviewState, Stake


def _export_reviews(user):
    """Of the own cases what the author reads too, once it is decided: never who wrote it, nor what is for the editor."""
    for row in _whole(Review.objects.filter(reviewer=user)):
        yield {
            "you_reviewed": row.revision.case.code,
            "revision": row.revision.number,
            "state": row.state,
            "reason": row.because,
            "asked_at": row.asked_at.isoformat(),
            "due_at": row.due_at.isoformat(),
            "advice": row.advice,
            "for_author": row.for_author,
            "for_editor": row.for_editor,
            "comments": _comments(row),
            "handed_in_at": row.submitted_at and row.submitted_at.isoformat(),
        }
    decided = Review.objects.handed_in().filter(
        revision__case__author=user, revision__in=Decision.objects.values("revision")
    )
    for row in _whole(decided):
        yield {
            "your_case": row.revision.case.code,
            "revision": row.revision.number,
            "reviewer": row.label,
            "for_you": row.for_author,
            "comments": _comments(row),
        }


def _whole(reviews):
    return reviews.select_related("revision__case").prefetch_related("comments").order_by("pk")


def _comments(review):
    return {comment.where: comment.text for comment in review.comments.all()}


def _erase_reviews(user):
    """What is not handed in is nobody's any more, words and all, and somebody else is asked."""
    Comment.objects.filter(review__reviewer=user, review__submitted_at=None).delete()
    drafts = Review.objects.filter(reviewer=user, submitted_at=None)
    drafts.update(for_author="", for_editor="", advice="")
    drafts.filter(state__in=TO_DO).update(state=ReviewState.EXPIRED, state_since=timezone.now())
    Review.history.filter(reviewer=user, submitted_at=None).update(for_author="", for_editor="", advice="")
    for rows in (Review.objects, Review.history):
        rows.filter(reviewer=user).update(because="")


def _export_stakes(user):
    for row in Stake.objects.filter(person=user).select_related("case").order_by("pk"):
        yield {
            "case": row.case.code,
            "kind": row.kind,
            "note": row.note,
            "holds": row.is_active,
            "since": row.found_at.isoformat(),
        }


def _erase_stakes(user):
    """Who is gone has no stake any more."""
    Stake.history.filter(person_id=user.pk).delete()
    Stake.objects.filter(person=user).delete()


HOLDINGS = [
    Holding(
        model="cases.Review",
        title=_("Reviews of cases that you wrote, and those of your cases"),
        export=_export_reviews,
        erase=_erase_reviews,
        kept=_("Reviews that you handed in, without your name: decisions about cases rest on them."),
    ),
    Holding(
        model="cases.Stake",
        title=_("Cases in which you have a stake"),
        export=_export_stakes,
        erase=_erase_stakes,
    ),
]
