"""What an editor decides about a revision: accepted, changes, not accepted. Once, and by one person."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from cases import certification, contributing, grounds, states
from cases.actions import assigning, writing
from cases.emails import decisions as emails
from cases.models import (
    Case,
    CaseState,
    Decision,
    Judgement,
    Part,
    Revision,
    RevisionState,
)


@transaction.atomic
def decide(*, revision, by, judgement, for_author="", because=""):
    """Decide about the newest revision of a case.

    for_author: what the author reads; asked for unless the case is accepted
    because:    why with fewer reviews than the rules ask for, or why a correction needs none

    Raises ValidationError where somebody else was faster (code "decided" or "transition"), or where the rules do not
    allow it yet.
    """
    case = states.lock(revision.case)
    revision = _to_decide(case, revision, by)
    standing = grounds.look(revision, by)
    ground = standing.ground_of(judgement)
    decision = Decision(
        revision=revision,
        editor=by,
        judgement=judgement,
        for_author=for_author.strip(),
        reviews=standing.enough.given,
        because=because.strip() if ground.asks else "",
    )
    _check(decision, ground)
    decision.full_clean()
    facts = {
        "number": revision.number,
        "reviews": decision.reviews,
        "fewer": bool(ground.asks),
        "alone": bool(standing.part),
    }
    states.change(revision, RevisionState(judgement), by=by, person=case.author, facts=facts)
    decision.save()
    _end_reviews(revision, by)
    _go_on(case, revision, by)
    emails.queue_decided(decision)
    return decision


def _to_decide(case, revision, by):
    """The revision as it is now, with its case locked: open, and this person's to decide about."""
    revision = Revision.objects.select_related("case__author").get(pk=revision.pk)
    if not Case.objects.edited_by(by).filter(pk=case.pk).exists():
        raise ValidationError(_("This is for an editor without a stake in the case."), code="barred")
    decision = Decision.objects.filter(revision=revision).select_related("editor").first()
    if decision:
        raise ValidationError(
            _("%(who)s has decided about this revision already: “%(decision)s”, on %(when)s."),
            params={
                "who": decision.editor,
                "decision": decision.get_judgement_display(),
                "when": date_format(localtime(decision.decided_at), "DATETIME_FORMAT"),
            },
            code="decided",
        )
    if revision.state not in grounds.TO_DECIDE:
        raise ValidationError(
            _("This has been settled meanwhile: it is “%(state)s” now."),
            params={"state": revision.get_state_display()},
            code="transition",
        )
    return revision


def _check(decision, ground):
    if ground.refusal:
        raise ValidationError(ground.refusal, code="too_early")
    if ground.asks and not decision.because:
        raise ValidationError({"because": ground.asks})
    if decision.judgement != Judgement.ACCEPTED and not decision.for_author:
        raise ValidationError({"for_author": _("Tell the author why, and what to change.")})


def _end_reviews(revision, by):
    """Who has not handed in has nothing to do any more. Who has is told the outcome, and gets the credit."""
    assigning.end_open(revision, by=by)
    for review in revision.reviews.handed_in().select_related("reviewer", "revision__case"):
        contributing.note(case=revision.case, person=review.reviewer, part=Part.REVIEWED)
        certification.award_reviewer(review)


def _go_on(case, revision, by):
    """What follows. Accepted, it waits for being published; a correction that is refused leaves the case as it is."""
    if revision.state == RevisionState.CHANGES:
        writing.next_draft(revision, by=by)
    elif revision.state == RevisionState.REJECTED and case.state == CaseState.WRITING:
        states.change(case, CaseState.ENDED, by=by, person=case.author)
