"""Mails about reviews. A reviewer reads of a case its code, and nothing else."""

from django.utils.translation import gettext_lazy as _

from cases.emails.recipients import editors_of
from cases.models import Review, Revision, RevisionState
from mailing.actions import queue_many
from mailing.kinds import Kind

ASKED = "cases/review_asked"
REMINDER = "cases/review_reminder"
TAKEN_BACK = "cases/review_taken_back"
LACKING = "cases/review_lacking"
COMPLETE = "cases/review_complete"


def _is_to_do(message):
    reviews = Review.objects.queue_of(message.user).to_do()
    return reviews.filter(pk=message.context["review"]).exists()


def _is_in_review(message):
    return Revision.objects.filter(pk=message.context["revision"], state=RevisionState.IN_REVIEW).exists()


KINDS = [
    Kind(ASKED, _("A case to review"), still_true=_is_to_do),
    Kind(REMINDER, _("Reminder of a review of a case"), still_true=_is_to_do),
    Kind(TAKEN_BACK, _("A review of a case is not needed any more")),
    Kind(LACKING, _("A case lacks a reviewer"), still_true=_is_in_review),
    Kind(COMPLETE, _("The reviews of a case are here"), still_true=_is_in_review),
]


def queue_asked(review):
    queue_many(ASKED, [_to_reviewer(ASKED, review)])


def queue_reminder(review, *, occasion):
    """`occasion`: which of the reminders before and after the day; each comes once."""
    queue_many(REMINDER, [_to_reviewer(f"{REMINDER}/{occasion}", review, is_late=occasion > 0)])


def queue_taken_back(review):
    queue_many(TAKEN_BACK, [_to_reviewer(TAKEN_BACK, review, because=review.because)])


def queue_lacking(review):
    """To the editors: somebody stood back, gave it back, or fell silent."""
    _to_editors(LACKING, review, state=review.state, because=review.because)


def queue_complete(review):
    """To the editors, once nobody is waited for any more."""
    if not review.revision.reviews.to_do().exists():
        _to_editors(COMPLETE, review)


def _to_reviewer(key, review, **facts):
    return _letter(f"{key}/{review.pk}", review.reviewer) | {
        "context": {
            "name": review.reviewer.name,
            "code": review.revision.case.code,
            "review": review.pk,
            "due_on": review.due_at.date().isoformat(),
            **facts,
        }
    }


def _to_editors(kind, review, **facts):
    facts |= {"code": review.revision.case.code, "revision": review.revision_id}
    rows = [
        _letter(f"{kind}/{review.pk}/{editor.pk}", editor)
        | {"context": {"name": editor.name, "reviewer": review.reviewer.name, **facts}}
        for editor in editors_of(review.revision.case)
    ]
    queue_many(kind, rows)


def _letter(key, person):
    return {"key": key, "user": person, "to": person.email, "language": person.language}
