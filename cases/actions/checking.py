"""The privacy check: nobody opens a revision before it has passed, and it can be called back until it is decided."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import checkers, content, stakes, states
from cases.actions import writing
from cases.emails import checks as emails
from cases.models import TO_DO, PrivacyCheck, Review, ReviewState, Revision, RevisionState, Verdict


@transaction.atomic
def pass_revision(*, revision, by, ticks):
    """Let it on to the reviewers.

    ticks: by the pk of each plate, (no text is burned in, nobody can be recognised).
    """
    revision = _to_check(revision, by)
    plates = list(revision.plates.all())
    if not all(ticks.get(plate.pk) == (True, True) for plate in plates):
        raise ValidationError(_("Look at every picture and tick both lines, or return the case."))
    check = _check(revision, by, Verdict.PASSED)
    for plate in plates:
        check.ticks.create(plate=plate, has_no_text=True, has_no_face=True)
    states.change(
        revision,
        RevisionState.PASSED,
        by=by,
        person=revision.case.author,
        facts={"number": revision.number, "pictures": len(plates)},
        passed_at=check.checked_at,
    )
    emails.queue_passed(revision)
    return check


@transaction.atomic
def return_revision(*, revision, by, notes=None, for_author=""):
    """Send it back to its author, who goes on in a copy. `notes`: what is to be changed, by its place in the text."""
    revision = _to_check(revision, by)
    notes = _notes_on(revision, notes or {})
    if not notes and not for_author.strip():
        raise ValidationError(
            _("Say what is to be changed: at a place in the text, or in the field below it.")
        )
    check = _check(revision, by, Verdict.RETURNED, notes=notes, for_author=for_author.strip())
    _return(revision, by, notes=len(notes))
    return check


@transaction.atomic
def recall(*, revision, by, because):
    """The veto: what has passed is closed again at once, for all reviewers, and goes back to its author."""
    if not because.strip():
        raise ValidationError(_("Say what is to be changed: the author reads it."))
    states.lock(revision.case)
    revision = Revision.objects.select_related("case__author").get(pk=revision.pk)
    if not checkers.may_recall(by, revision):
        raise ValidationError(_("This is for a privacy checker or an editor without a stake in the case."))
    check = revision.privacy_check
    check.checker, check.verdict, check.checked_at = by, Verdict.RETURNED, timezone.now()
    check.for_author = because.strip()
    check.full_clean()
    _return(revision, by, passed_at=None, recalled=True)
    check.save()
    expire_reviews(Review.objects.filter(revision=revision), by=by)
    return check


def expire_reviews(reviews, *, by):
    """End what reviewers still have to do, and tell them; the caller holds the lock of the case."""
    for review in reviews.filter(state__in=TO_DO).select_related("reviewer", "revision__case"):
        states.change(review, ReviewState.EXPIRED, by=by, person=review.reviewer)
        emails.queue_called_back(review)


def _to_check(revision, by):
    """The revision, with its case locked, as this person may judge it now."""
    stakes.keep_current(states.lock(revision.case), person=by)
    revision = Revision.objects.select_related("case__author").get(pk=revision.pk)
    if revision.state != RevisionState.SUBMITTED:
        raise ValidationError(settled(revision), code="transition")
    if not checkers.may_check(by, revision):
        raise ValidationError(_("This case is not yours to check."), code="transition")
    return revision


def settled(revision):
    """Why there is nothing to check: who was faster, and with what."""
    check = PrivacyCheck.objects.filter(revision=revision).select_related("checker").first()
    if check is None and revision.state == RevisionState.SUBMITTED:
        return _("This waits for the privacy checkers. Editors may check it when their time is over.")
    if check is None:
        return _("The author has taken this back meanwhile.")
    return _("%(person)s has checked this meanwhile: “%(verdict)s”.") % {
        "person": check.checker.name,
        "verdict": check.get_verdict_display(),
    }


def _notes_on(revision, notes):
    """Only places that the text has, and only what says something."""
    places = {text.where for text in content.texts_of(revision)}
    return {where: note.strip() for where, note in notes.items() if where in places and note.strip()}


def _check(revision, by, verdict, **words):
    check = PrivacyCheck(revision=revision, checker=by, verdict=verdict, **words)
    check.full_clean()
    check.save()
    return check


def _return(revision, by, *, notes=0, recalled=False, **fields):
    facts = {"number": revision.number, "notes": notes, "recalled": recalled}
    states.change(revision, RevisionState.RETURNED, by=by, person=revision.case.author, facts=facts, **fields)
    writing.next_draft(revision, by=by)
    emails.queue_returned(revision)
