"""All that an editor knows of one case: authors, consent, checks, reviews side by side, what was decided and when."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from cases import content, editing
from cases.models import CaseState, Comment, PrivacyReport, Review, ReviewState, Verdict, Version

OVER = (CaseState.RETRACTED, CaseState.WITHDRAWN, CaseState.ENDED)


@dataclass(frozen=True)
class Remark:
    """A comment of a reviewer, with the name of the place that it is about."""

    place: str
    text: str


@dataclass(frozen=True)
class Event:
    """One line of the history. by: who, where it is known and of use; words: what was said then."""

    at: object
    text: str
    by: object = None
    words: str = ""


def revisions_of(case):
    """All that were handed in, the newest first, each with what became of it. `is_readable`: it may be opened."""
    reviews = Review.objects.select_related("reviewer").prefetch_related(
        Prefetch("comments", Comment.objects.order_by("pk"))
    )
    rows = (
        case.revisions.exclude(submitted_at=None)
        .select_related("privacy_check__checker", "decision__editor")
        .prefetch_related(Prefetch("reviews", reviews.order_by("label", "pk")), "topics", "plates__picture")
        .order_by("-number")
    )
    revisions = list(rows)
    for revision in revisions:
        revision.case = case
        revision.is_readable = editing.is_open(revision)
    return revisions


def reviews_of(revision, texts):
    """The reviews of one revision side by side, each with its `remarks`. Of those that are not handed in: no words."""
    labels = {text.where: text.label for text in texts}
    reviews = list(revision.reviews.all())
    for review in reviews:
        review.is_handed_in = review.state == ReviewState.SUBMITTED
        review.remarks = [
            Remark(labels.get(comment.where, comment.where), comment.text)
            for comment in review.comments.all()
            if review.is_handed_in
        ]
    return reviews


def best_answers(revision):
    """The places of the answers that the author calls the best."""
    questions = content.of(revision).questions
    return {
        f"question.{one.key}.{choice.key}" for one in questions for choice in one.choices if choice.is_best
    }


def history_of(case, revisions):
    """What happened, the newest first."""
    events = [event for revision in revisions for event in _of_revision(revision)]
    for version in Version.objects.filter(case=case).select_related("published_by"):
        text = _("Version %(number)s was published") % {"number": version.number}
        events.append(Event(version.published_at, text, version.published_by, version.notice))
    for report in PrivacyReport.objects.filter(case=case).select_related("settled_by"):
        events.append(Event(report.reported_at, _("A privacy problem was reported")))
        if report.settled_at:
            outcome = report.get_outcome_display()
            text = _("The report was settled: %(outcome)s") % {"outcome": outcome}
            events.append(Event(report.settled_at, text, report.settled_by, report.because))
    if case.state in OVER:
        events.append(Event(case.state_since, case.get_state_display(), None, case.because))
    return sorted(events, key=lambda event: event.at, reverse=True)


def _of_revision(revision):
    number = {"number": revision.number}
    yield Event(revision.submitted_at, _("Revision %(number)s was handed in") % number)
    check = getattr(revision, "privacy_check", None)
    if check:
        passed = check.verdict == Verdict.PASSED
        text = (
            _("Revision %(number)s passed the privacy check")
            if passed
            else _("Revision %(number)s was returned by the privacy check")
        )
        yield Event(check.checked_at, text % number, check.checker, check.for_author)
    for review in revision.reviews.all():
        if review.submitted_at:
            label = {"label": review.label, **number}
            text = _("Reviewer %(label)s handed in a review of revision %(number)s") % label
            yield Event(review.submitted_at, text, review.reviewer)
    decision = getattr(revision, "decision", None)
    if decision:
        text = _("Revision %(number)s: %(decision)s") % (
            number | {"decision": decision.get_judgement_display()}
        )
        yield Event(decision.decided_at, text, decision.editor, decision.because)
