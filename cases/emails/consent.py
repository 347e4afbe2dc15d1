"""Mails about a consent that was withdrawn."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.emails.recipients import editors_of
from cases.models import Repository
from mailing.actions import queue_many
from mailing.kinds import Kind

WITHDRAWN = "cases/consent_withdrawn"
WIPED = "cases/consent_wiped"
KINDS = [
    Kind(name=WITHDRAWN, title=_("The consent to a case was withdrawn")),
    Kind(name=WIPED, title=_("Texts and pictures of a case were deleted")),
]


def queue_withdrawn(case, by):
    """To all authors who have agreed, and to the editors; also to who did it, as a receipt."""
    facts = {"days": Repository.current().days_until_wiped, "by": by.name}
    queue_many(
        WITHDRAWN,
        [
            *(_letter(WITHDRAWN, case, person, is_author=True, **facts) for person in _authors_of(case)),
            *(_letter(WITHDRAWN, case, person, is_author=False, **facts) for person in editors_of(case)),
        ],
    )


def queue_wiped(case):
    queue_many(WIPED, [_letter(WIPED, case, person) for person in _authors_of(case)])


def _authors_of(case):
    named = User.objects.filter(case_authorships__case=case, case_authorships__agreed_at__isnull=False)
    everybody = named | User.objects.filter(pk=case.author_id)
    return list(everybody.filter(is_active=True).distinct().order_by("pk"))


def _letter(key, case, person, **facts):
    return {
        "key": f"{key}/{case.pk}/{person.pk}",
        "user": person,
        "to": person.email,
        "language": person.language,
        "context": {"name": person.name, "code": case.code, **facts},
    }
