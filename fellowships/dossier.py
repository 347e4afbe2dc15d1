"""All that the board reads about one candidate, in as few queries as there are kinds of it."""

from django.utils.translation import gettext_lazy as _

from fellowships import documents, eligibility
from fellowships.actions.exceptions import WAIVED
from fellowships.models import ApplicationState, EntryKind, Stage

TEXTS = {
    "experience": _("Work with infection and sepsis"),
    "motivation": _("Why this person applies"),
    "plans": _("What is to change at home"),
}


def of(application, *, by):
    """What was handed in, and what may be done about it by this person of the board.

    Of a draft, and of what was withdrawn, nothing is shown: it is not, or no longer, the board's.
    """
    call = application.call
    facts = {
        "is_shown": application.state == ApplicationState.SUBMITTED,
        "may_be_opened": _may_be_opened(application),
    }
    if not facts["is_shown"]:
        return facts
    return facts | {
        "texts": [(title, getattr(application, name)) for name, title in TEXTS.items()],
        "cv": _cv(application),
        "referees": list(application.referees.all()),
        "choices": list(application.preferences.select_related("offering__centre")),
        "papers": [slot for slot in documents.slots_of(application) if slot.document or slot.lost],
        "comments": list(application.coordinator_comments.select_related("hub", "author")),
        "checks": [_check(check, by) for check in _checks(application)],
        "may_except": call.stage in WAIVED,
    }


def _cv(application):
    lines = list(application.cv.all())
    kinds = [(kind.label, [line for line in lines if line.kind == kind]) for kind in EntryKind]
    return [(label, found) for label, found in kinds if found]


def _checks(application):
    rows = application.checks.select_related("rule__level", "waived_by", "confirmed_by")
    return rows.order_by("rule__order", "rule__pk")


def _check(check, by):
    return {
        "check": check,
        "asks": eligibility.asks(check.rule),
        "words": eligibility.words(check.rule, check.evidence),
        "may_propose": not check.is_met and check.waived_by_id is None,
        "may_confirm": check.waived_by_id not in (None, by.pk) and check.confirmed_by_id is None,
    }


def _may_be_opened(application):
    return (
        application.call.stage in (Stage.CLOSED, Stage.REVIEWING)
        and application.state != ApplicationState.WITHDRAWN
        and not application.assignments.live().exists()
    )
