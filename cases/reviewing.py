"""How far the review of a revision has come, and whether that is enough to decide."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import CaseState, Repository, Review, RevisionState

# While the text of a revision lies open before its reviewers: also beside the next one, to compare.
READ = [RevisionState.IN_REVIEW, RevisionState.CHANGES]


@dataclass(frozen=True)
class Enough:
    """ok: an editor may decide. needs_reason: with fewer reviews than the rules ask for, so it is said why.

    given: reviews that count; asked: how many the rules ask for; waiting: reviewers who still have it.
    """

    ok: bool
    given: int
    asked: int
    waiting: int
    why: str
    needs_reason: bool = False


def enough(revision, now=None):
    """Whether an editor may decide. A small programme never gets stuck: in time fewer reviews do, even none."""
    rules = Repository.current()
    given = Review.objects.filter(revision=revision).handed_in().count()
    waiting = Review.objects.filter(revision=revision).to_do().count()
    facts = {"given": given, "asked": rules.reviewers_each, "waiting": waiting}
    if given >= rules.reviewers_each:
        return Enough(ok=True, why=_("All reviews that the rules ask for are here."), **facts)
    told = _given(given, rules.reviewers_each)
    if revision.passed_at is None:
        return Enough(ok=False, why=told, **facts)
    day = revision.passed_at + timedelta(days=rules.days_until_fewer_are_enough)
    if day <= (now or timezone.now()):
        told += " " + _("This case has waited long enough: you may decide if you say why.")
        return Enough(ok=True, needs_reason=True, why=told, **facts)
    told += " " + _("With fewer you may decide from %(day)s on.") % {"day": date_format(day)}
    return Enough(ok=False, why=told, **facts)


def may_be_read(revision):
    """Whether its reviewers may still open the text. What is hidden, withdrawn or returned is closed for them too."""
    return revision.state in READ and revision.case.state in (CaseState.WRITING, CaseState.PUBLISHED)


def _given(given, asked):
    return ngettext(
        "%(given)s of %(asked)s review is here.", "%(given)s of %(asked)s reviews are here.", asked
    ) % {"given": given, "asked": asked}
