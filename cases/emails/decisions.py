"""Mails about what was decided. They name a case by its code: what is said about it stands on its page."""

from django.utils.translation import gettext_lazy as _

from cases import grounds
from cases.models import Comment, Judgement
from mailing.actions import queue, queue_many
from mailing.kinds import Kind

ACCEPTED = "cases/decision_accepted"
CHANGES = "cases/decision_changes"
REJECTED = "cases/decision_rejected"
OUTCOME = "cases/review_outcome"

KINDS = [
    Kind(name=ACCEPTED, title=_("A case is accepted")),
    Kind(name=CHANGES, title=_("Changes are asked for in a case")),
    Kind(name=REJECTED, title=_("A case is not accepted")),
    Kind(name=OUTCOME, title=_("What was decided about a case, for its reviewers")),
]
OF_JUDGEMENT = {Judgement.ACCEPTED: ACCEPTED, Judgement.CHANGES: CHANGES, Judgement.REJECTED: REJECTED}


def queue_decided(decision):
    """To the author; and to those whose reviews it rests on."""
    revision = decision.revision
    reviews = list(revision.reviews.handed_in().select_related("reviewer"))
    comments = Comment.objects.filter(review__in=reviews).count()
    kind = OF_JUDGEMENT[decision.judgement]
    facts = {
        "reviews": len(reviews),
        "comments": comments,
        "is_correction": grounds.is_correction(revision),
    }
    queue(kind, **_letter(kind, revision, revision.case.author, **facts))
    rows = [
        _letter(OUTCOME, revision, review.reviewer, judgement=decision.judgement)
        for review in reviews
        if not review.reviewer.is_erased
    ]
    queue_many(OUTCOME, [_row(row) for row in rows])


def _letter(key, revision, person, **facts):
    """Keyed by the revision: each is decided once."""
    return {
        "key": f"{key}/{revision.pk}/{person.pk}",
        "user": person,
        "language": person.language,
        "context": {"name": person.name, "code": revision.case.code, "number": revision.number} | facts,
    }


def _row(letter):
    return letter | {"to": letter["user"].email}
