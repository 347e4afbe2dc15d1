"""All calls, in the groups in which visitors look for them."""

from dataclasses import dataclass, field

from fellowships.models import Stage


@dataclass
class Calls:
    """`open`: one can apply now. `announced`: not open yet. `under_way`: decided or lived. `past`: over."""

    open: list = field(default_factory=list)
    announced: list = field(default_factory=list)
    under_way: list = field(default_factory=list)
    past: list = field(default_factory=list)


def in_groups(calls):
    found = Calls()
    for call in calls:
        if call.stage == Stage.ANNOUNCED:
            found.announced.append(call)
        elif call.stage == Stage.COMPLETED:
            found.past.append(call)
        elif call.is_taking_applications():
            found.open.append(call)
        else:
            found.under_way.append(call)
    found.open.sort(key=lambda call: call.closes_at)
    return found
