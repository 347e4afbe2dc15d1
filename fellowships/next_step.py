"""What the board of a round does next: one thing, at the head of its overview."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fellowships.finishing import what_is_open
from fellowships.models import Stage
from hubs import moments


@dataclass(frozen=True)
class NextStep:
    """`posts`: a deed of the overview itself (a form with a button), not a page to go to. Without a label: wait."""

    title: str
    text: str
    label: str = ""
    url: str = ""
    posts: bool = False


def of(call, undecided):
    """`undecided`: how many applications wait for the word on eligibility."""
    if call.stage == Stage.CLOSED:
        return _after_closing(call, undecided)
    return _STEPS[call.stage](call)


def _page(call, name):
    return reverse(f"fellowships:{name}", args=[call.slug])


def _announced(call):
    return NextStep(
        title=_("Open the call"),
        text=_(
            "From then on its rules are locked and their fingerprint is public, and everyone who asked is told."
        ),
        label=_("Open the call now"),
        url=_page(call, "advance"),
        posts=True,
    )


def _open(call):
    return NextStep(
        title=_("The call is open"),
        text=_("It closes by itself on %(when)s. Until then people apply, and you can answer coordinators.")
        % {"when": moments.moment(call.closes_at, call.zone)},
        label=_("See the applications"),
        url=_page(call, "applications"),
    )


def _after_closing(call, undecided):
    if undecided:
        return NextStep(
            title=_("Decide who is eligible"),
            text=ngettext(
                "%(count)s application is checked against the published rules, from what is on record now.",
                "%(count)s applications are checked against the published rules, from what is on record now.",
                undecided,
            )
            % {"count": undecided},
            label=_("Check all now"),
            url=_page(call, "advance"),
            posts=True,
        )
    return NextStep(
        title=_("Share out the reviews"),
        text=_("Look at the plan first: nobody is written to before you confirm it."),
        label=_("See the plan"),
        url=_page(call, "assign"),
    )


def _reviewing(call):
    text = _("Each reviewer sees only the own applications, without names.")
    if call.reviews_due_at:
        text = _("Reviews are due by %(when)s.") % {"when": moments.moment(call.reviews_due_at, call.zone)}
    return NextStep(
        title=_("Reviews are being written"), text=text, label=_("See how far"), url=_page(call, "assign")
    )


def _scored(call):
    return NextStep(
        title=_("Propose the allocation"),
        text=_(
            "The list is frozen as it is now, and walked down once. Nobody is told before two people have signed."
        ),
        label=_("Go to the allocation"),
        url=_page(call, "allocation"),
    )


def _allocated(call):
    return NextStep(
        title=_("Two people sign, or discard"),
        text=_("Look at the proposal, turn by turn. Who has a stake in it cannot sign."),
        label=_("See the proposal"),
        url=_page(call, "allocation"),
    )


def _approved(call):
    return NextStep(
        title=_("Send the offers"),
        text=_("All of them leave together, and end at the same hour."),
        label=_("Go to the offers"),
        url=_page(call, "offers"),
    )


def _offering(call):
    return NextStep(
        title=_("Offers are being answered"),
        text=_(
            "A fellowship that comes free goes to the next in reserve, by a run that two people sign again."
        ),
        label=_("See the answers"),
        url=_page(call, "offers"),
    )


def _running(call):
    unfinished = list(what_is_open(call))
    if unfinished:
        return NextStep(
            title=_("Stays are under way"),
            text=" ".join(unfinished),
            label=_("See the placements"),
            url=_page(call, "placements"),
        )
    return NextStep(
        title=_("End the round"),
        text=_("Every stay is over or cancelled, every report accepted, all money settled."),
        label=_("End the round now"),
        url=_page(call, "advance"),
        posts=True,
    )


def _completed(call):
    return NextStep(
        title=_("This round is over"),
        text=_("Nothing is left to do. Documents are deleted when their time is over."),
    )


_STEPS = {
    Stage.ANNOUNCED: _announced,
    Stage.OPEN: _open,
    Stage.REVIEWING: _reviewing,
    Stage.SCORED: _scored,
    Stage.ALLOCATED: _allocated,
    Stage.APPROVED: _approved,
    Stage.OFFERING: _offering,
    Stage.RUNNING: _running,
    Stage.COMPLETED: _completed,
}
