"""Mails about the privacy check. They name a case by its code: not one word of a patient leaves the portal."""

from django.utils.translation import gettext_lazy as _

from cases.emails.recipients import editors_of
from cases.models import Revision, RevisionState
from mailing.actions import queue, queue_many
from mailing.kinds import Kind

PASSED = "cases/check_passed"
RETURNED = "cases/check_returned"
TO_ASSIGN = "cases/check_to_assign"
CALLED_BACK = "cases/check_called_back"
OVERDUE = "cases/check_overdue"


def _is_unassigned(message):
    return Revision.objects.filter(pk=message.context["revision"], state=RevisionState.PASSED).exists()


def _is_unchecked(message):
    return Revision.objects.filter(pk=message.context["revision"], state=RevisionState.SUBMITTED).exists()


KINDS = [
    Kind(name=PASSED, title=_("A case has passed the privacy check")),
    Kind(name=RETURNED, title=_("A case was returned by the privacy check")),
    Kind(name=TO_ASSIGN, title=_("A case waits for reviewers"), still_true=_is_unassigned),
    Kind(name=CALLED_BACK, title=_("A review is called off")),
    Kind(name=OVERDUE, title=_("Reminder of a privacy check"), still_true=_is_unchecked),
]


def queue_passed(revision):
    """To the author; and to the editors, who ask reviewers next."""
    _to_author(PASSED, revision)
    queue_many(TO_ASSIGN, [_letter(TO_ASSIGN, revision, editor) for editor in editors_of(revision.case)])


def queue_returned(revision):
    _to_author(RETURNED, revision)


def queue_called_back(review):
    person = review.reviewer
    queue(
        CALLED_BACK,
        key=f"{CALLED_BACK}/{review.pk}",
        user=person,
        language=person.language,
        context={"name": person.name, "code": review.revision.case.code},
    )


def queue_overdue(revision, people, *, occasion, days):
    """`occasion` names the day, so that each is reminded once of it."""
    rows = [_letter(f"{OVERDUE}/{occasion}", revision, person, days=days) for person in people]
    queue_many(OVERDUE, rows)


def _to_author(kind, revision):
    # A returned revision may have passed before: each verdict is told.
    queue(kind, **_letter(kind, revision, revision.case.author))


def _letter(key, revision, person, **facts):
    return {
        "key": f"{key}/{revision.pk}/{person.pk}",
        "user": person,
        "to": person.email,
        "language": person.language,
        "context": {
            "name": person.name,
            "code": revision.case.code,
            "revision": revision.pk,
            **facts,
        },
    }
