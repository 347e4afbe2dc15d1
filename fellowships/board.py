"""The head of every page of the board: where the round stands, and the way to its other pages."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from fellowships.models import Stage
from fellowships.stages import IN_ORDER


@dataclass(frozen=True)
class Step:
    """One stage on the line of stages: behind us, now, or ahead."""

    label: str
    is_done: bool
    is_now: bool


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    is_current: bool


def line(call):
    """All stages in order. The last one is done as soon as it is reached."""
    now = IN_ORDER.index(Stage(call.stage))
    is_over = call.stage == Stage.COMPLETED
    return [
        Step(label=stage.label, is_done=number < now or is_over, is_now=number == now)
        for number, stage in enumerate(IN_ORDER)
    ]


def head(call, current):
    """What `fellowships/board/_head.html` shows; `current` is the URL name of the page."""
    return {"call": call, "line": line(call), "number": _number(call), "tabs": list(_tabs(call, current))}


def _number(call):
    return IN_ORDER.index(Stage(call.stage)) + 1


def _tabs(call, current):
    for name, label in (
        ("desk", _("Overview")),
        ("applications", _("Applications")),
        ("assign", _("Reviews")),
        ("allocation", _("Allocation")),
        ("offers", _("Offers")),
        ("placements", _("Placements")),
        ("reports", _("Reports")),
        ("money", _("Money")),
    ):
        yield Tab(label, reverse(f"fellowships:{name}", args=[call.slug]), is_current=name == current)
