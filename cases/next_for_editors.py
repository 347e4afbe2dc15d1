"""What an editor does next in a case, in words and with the page for it."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.editing import Stage
from cases.models import CaseState


@dataclass(frozen=True)
class Step:
    """text: what there is to do, and why now. url, label: where it is done; empty where there is nothing to do."""

    text: str
    url: str = ""
    label: str = ""


def of(case, asked):
    """The next step in a case that `editing.with_details` has loaded; `asked`: reviews that the rules ask for."""
    steps = {
        Stage.HIDDEN: _settle,
        Stage.CHECK: _wait_for_check,
        Stage.ASSIGN: _ask_reviewers,
        Stage.REVIEW: _decide,
        Stage.PUBLISH: _publish,
        Stage.AUTHOR: _wait_for_author,
        Stage.PUBLISHED: _nothing_published,
        Stage.OVER: _nothing,
    }
    return steps[Stage(case.stage)](case, asked)


def _settle(case, asked):
    return Step(
        _("Somebody reported a privacy problem. Nobody reads the case until you have looked."),
        _page("reports"),
        _("See the reports"),
    )


def _wait_for_check(case, asked):
    return Step(
        _("It waits for the privacy check. When that takes too long, you can do it."),
        _page("checks"),
        _("Privacy checks"),
    )


def _ask_reviewers(case, asked):
    text = (
        _("A new version of a published case. Decide about it, or ask reviewers first.")
        if case.state == CaseState.PUBLISHED
        else _("It has passed the privacy check. Ask reviewers.")
    )
    return Step(text, _page("reviewers", case.code), _("Ask reviewers"))


def _decide(case, asked):
    dossier = _page("dossier", case.code)
    if case.given >= asked:
        return Step(_("All reviews are there. Decide."), f"{dossier}#decide", _("Decide"))
    facts = {"given": case.given, "asked": asked}
    so_far = ngettext(
        "%(given)s of %(asked)s review is there.", "%(given)s of %(asked)s reviews are there.", asked
    )
    more = (
        _("Nobody else is reading it: ask somebody, or decide where the rules allow it.")
        if not case.to_do
        else _("A review is overdue: wait, or ask somebody else.")
        if case.is_late
        else _("The others are under way.")
    )
    return Step(f"{so_far % facts} {more}", _page("reviewers", case.code), _("See the reviewers"))


def _publish(case, asked):
    dossier = _page("dossier", case.code)
    return Step(_("It is accepted. Publish it."), f"{dossier}#publish", _("Publish"))


def _wait_for_author(case, asked):
    return Step(_("The author is working on the next revision. The portal reminds, nothing is lost."))


def _nothing_published(case, asked):
    return Step(_("Readers have it. There is nothing to do."), _page("case", case.code), _("Read it"))


def _nothing(case, asked):
    return Step(_("There is nothing to do any more."))


def _page(name, *args):
    try:
        return reverse(f"cases:{name}", args=args)
    except NoReverseMatch:
        return ""
