"""Where a case is, for its author: the line of stages, what happens next, until when, and who decides."""

from datetime import timedelta
from typing import NamedTuple

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cases import content
from cases.models import OPEN, Advice, CaseState, Comment, Repository, Review, ReviewState, RevisionState


class Bead(NamedTuple):
    label: str
    is_done: bool
    is_now: bool


class Step(NamedTuple):
    label: str
    url: str
    is_current: bool


class Remark(NamedTuple):
    """What somebody said of one place of the revision before. `who` is never a name."""

    who: str
    text: str


_PLACES = {
    RevisionState.DRAFT: 0,
    RevisionState.SUBMITTED: 1,
    RevisionState.PASSED: 2,
    RevisionState.IN_REVIEW: 2,
    RevisionState.ACCEPTED: 3,
}
_PILLS = {
    RevisionState.DRAFT: "requested",
    RevisionState.SUBMITTED: "waiting",
    RevisionState.PASSED: "waiting",
    RevisionState.IN_REVIEW: "waiting",
    RevisionState.ACCEPTED: "offered",
    RevisionState.REJECTED: "declined",
    RevisionState.DROPPED: "cancelled",
}


_OVER = [CaseState.ENDED, CaseState.WITHDRAWN, CaseState.RETRACTED]


class Whereabouts(NamedTuple):
    """`label` and `pill` are the state in a word; `line` is empty once nothing goes on."""

    label: str
    pill: str
    says: str
    next: str
    line: list


def brief(case, revision):
    """(the state in a word, how it is marked), without a query."""
    if _is_over(case, revision):
        return case.get_state_display(), _ENDED[case.state][0]
    return revision.get_state_display(), _PILLS.get(revision.state, "waiting")


def of(case, revision):
    """Of a case and its newest revision."""
    label, pill = brief(case, revision)
    if _is_over(case, revision):
        return Whereabouts(label, pill, *_ENDED[case.state][1:], [])
    says, comes = _SAYS.get(revision.state, lambda revision: ("", ""))(revision)
    return Whereabouts(label, pill, says, comes, _line(revision))


def _is_over(case, revision):
    """Nothing is under way, whatever the state of the newest revision says."""
    return case.state != CaseState.WRITING and (revision.state not in OPEN or case.state in _OVER)


def _line(revision):
    now = _PLACES.get(revision.state)
    if now is None:
        return []
    labels = [
        pgettext("stage of a case", "Writing"),
        pgettext("stage of a case", "Privacy check"),
        pgettext("stage of a case", "Reviews"),
        pgettext("stage of a case", "Accepted"),
        pgettext("stage of a case", "Published"),
    ]
    return [Bead(label, place < now, place == now) for place, label in enumerate(labels)]


def _draft(revision):
    if revision.number == 1:
        return _("It is not handed in yet. Only you see it."), ""
    if judged(revision) is None:
        return _("This is the draft of a correction. What is published stays until it is accepted."), ""
    return (
        _("It came back to you: this is your revision %(number)s. Nobody else sees it yet.")
        % {"number": revision.number},
        _("Change what was remarked on, then hand it in again. There is no deadline; we remind you twice."),
    )


def _submitted(revision):
    due = revision.submitted_at + timedelta(days=Repository.current().days_to_check)
    return (
        _("It waits for the privacy check. Nobody else opens it before."),
        _(
            "A privacy checker looks whether anybody can be recognised, by %(day)s. Then it goes to reviewers, or comes "
            "back to you with notes."
        )
        % {"day": _day(due)},
    )


def _passed(revision):
    return (
        _("It passed the privacy check and waits for reviewers."),
        _("The editor asks reviewers who have nothing to do with you. They do not learn who you are."),
    )


def _in_review(revision):
    last = max((review.due_at for review in revision.reviews.live()), default=None)
    comes = _("Then the editor decides: accepted, changes, or not accepted.")
    if last:
        comes = _("Reviews are due by %(day)s.") % {"day": _day(last)} + " " + comes
    return _("Reviewers read it. They do not learn who you are, nor you who they are."), comes


def _accepted(revision):
    return _("It is accepted."), _("The editor publishes it next. We write to you when it can be read.")


_SAYS = {
    RevisionState.DRAFT: _draft,
    RevisionState.SUBMITTED: _submitted,
    RevisionState.PASSED: _passed,
    RevisionState.IN_REVIEW: _in_review,
    RevisionState.ACCEPTED: _accepted,
}


class _Ended(dict):
    """Words at the moment of asking, in the language of the reader."""

    def __getitem__(self, state):
        return super().__getitem__(state)()


_ENDED = _Ended(
    {
        CaseState.PUBLISHED: lambda: ("confirmed", _("It can be read and cited."), ""),
        CaseState.HIDDEN: lambda: (
            "waiting",
            _("Somebody reported a privacy problem: nobody can read it now."),
            _("An editor looks at the report and writes to you."),
        ),
        CaseState.RETRACTED: lambda: ("declined", _("It was retracted. Its page says so."), ""),
        CaseState.WITHDRAWN: lambda: (
            "declined",
            _("The consent was withdrawn. Nobody can read it, and its texts and pictures are deleted."),
            "",
        ),
        CaseState.ENDED: lambda: (
            "declined",
            _("It is not published, and nothing more happens with it."),
            "",
        ),
    }
)


def steps(revision, current=""):
    """The way through the pages on which a draft is written."""
    labels = {
        "about": _("About"),
        "text": _("Text"),
        "questions": _("Points and questions"),
        "pictures": _("Pictures"),
        "authors": _("Authors"),
        "consent": _("Consent"),
        "look": _("A last look"),
        "write": _("Hand in"),
    }
    code = revision.case.code
    return [
        Step(label, reverse(f"cases:{name}", args=[code]), name == current) for name, label in labels.items()
    ]


def judged(revision):
    """The revision that the remarks are about: this one, or the one that came back before this draft; or None."""
    if revision.state == RevisionState.REJECTED:
        return revision
    before = revision.case.revisions.filter(
        number=revision.number - 1, state__in=[RevisionState.RETURNED, RevisionState.CHANGES]
    )
    return before.select_related("privacy_check", "decision").first()


def remarks(revision):
    """{place: [Remark]} on the revision that was judged."""
    found = {}
    if (before := judged(revision)) is None:
        return found
    if check := getattr(before, "privacy_check", None):
        for where, text in check.notes.items():
            found.setdefault(where, []).append(Remark(_("Privacy check"), text))
    if before.state == RevisionState.RETURNED:
        return found
    comments = Comment.objects.filter(review__revision=before, review__state=ReviewState.SUBMITTED)
    for comment in comments.select_related("review").order_by("review__label", "pk"):
        found.setdefault(comment.where, []).append(Remark(_reviewer(comment.review), comment.text))
    return found


def said_of_all(revision):
    """[Remark] on the revision that was judged, as a whole."""
    if (before := judged(revision)) is None:
        return []
    check = getattr(before, "privacy_check", None)
    found = [Remark(_("Privacy check"), check.for_author)] if check and check.for_author else []
    if before.state == RevisionState.RETURNED:
        return found
    if (decision := getattr(before, "decision", None)) and decision.for_author:
        found.append(Remark(_("The editor"), decision.for_author))
    for review in Review.objects.handed_in().filter(revision=before).order_by("label"):
        words = [str(Advice(review.advice).label), review.for_author]
        found.append(Remark(_reviewer(review), "\n\n".join(filter(None, words))))
    return found


def remarks_in_words(revision):
    """[(label of the place, [Remark])] in the order of the text, for a page that shows them all."""
    by_place = remarks(revision)
    labels = {text.where: text.label for text in content.texts_of(revision)}
    known = [where for where in labels if where in by_place]
    rest = [where for where in by_place if where not in labels]
    return [(labels.get(where, _("Elsewhere")), by_place[where]) for where in known + rest]


def _reviewer(review):
    return _("Reviewer %(number)s") % {"number": review.label}


def _day(moment):
    return date_format(moment, "DATE_FORMAT")
