"""What came out of a run, for its pages: by centre, in reserve, in totals. Nobody sees what they have a stake in."""

from dataclasses import dataclass, field

from django.db.models import Count, Q

from fellowships import explaining
from fellowships.models import Application, Basis, Outcome, Turn


def turns_for(run, user):
    """The turns of a run that this member of the board may see: not the own, nor those of a conflict."""
    seen = Application.objects.on_board_of(user).filter(call=run.call_id)
    return (
        Turn.objects.filter(run=run, application__in=seen.order_by().values("pk"))
        .select_related("application__person", "offering__centre")
        .order_by("place")
    )


@dataclass
class Panel:
    """One centre: how many places it has in the call, and who is there."""

    offering: object
    turns: list = field(default_factory=list)

    @property
    def free(self):
        return max(0, self.offering.places - len(self.turns))

    @property
    def beads(self):
        return ["used"] * len(self.turns) + ["free"] * self.free


def panels(run, turns):
    """All centres of the call with whoever is placed there or holds a place."""
    offerings = {
        offering.pk: Panel(offering)
        for offering in run.call.offerings.select_related("centre").order_by("centre__name", "pk")
    }
    for turn in turns:
        if turn.offering_id:
            offerings[turn.offering_id].turns.append(turn)
    return [panel for panel in offerings.values() if panel.turns or panel.offering.withdrawn_at is None]


@dataclass(frozen=True)
class Totals:
    """What may be said in public: numbers only.

    groups: [(title, minimum, of it placed or holding)]
    """

    people: int
    placed: int
    held: int
    reserve: int
    first_choice: int
    groups: list


def totals(run, turns=None):
    """Of all turns of a run, or of those that somebody may see."""
    turns = Turn.objects.filter(run=run) if turns is None else turns
    counts = turns.order_by().aggregate(
        people=Count("pk"),
        placed=Count("pk", filter=Q(outcome=Outcome.PLACED)),
        held=Count("pk", filter=Q(outcome=Outcome.HELD)),
        reserve=Count("pk", filter=Q(outcome=Outcome.RESERVE)),
        first_choice=Count("pk", filter=_got_first_choice()),
    )
    return Totals(**counts, groups=_groups(run, turns))


def _got_first_choice():
    """No centre was passed over on the way to the one that was given."""
    at_once = Q(basis__in=[Basis.OPEN, Basis.KEPT], seen__full=[], seen__gone=[])
    later = Q(basis=Basis.RELEASED, seen__again__full=[], seen__again__gone=[])
    return Q(outcome=Outcome.PLACED) & (at_once | later)


def _groups(run, turns):
    own = (
        turns.exclude(outcome=Outcome.RESERVE)
        .filter(application__ranked__snapshot=run.snapshot_id)
        .order_by()
        .values("application__ranked__group")
        .annotate(number=Count("pk"))
    )
    numbers = dict(own.values_list("application__ranked__group", "number"))
    return [(group.title, group.minimum, numbers.get(group.pk, 0)) for group in run.call.groups.all()]


def with_reasons(turns):
    """The turns as a list, each with `reason`, in a few words; one query for all names."""
    turns = list(turns)
    centres = explaining.names(turns)
    for turn in turns:
        turn.reason = explaining.in_short(turn, centres)
        turn.points = turn.seen["score"]
    return turns
