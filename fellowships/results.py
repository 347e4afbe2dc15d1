"""What came out of a run, for its pages: by centre, in reserve, in totals. Nobody sees what they have a stake in."""

from dataclasses import dataclass, field

from django.db.models import Count, OuterRef, Q, Subquery

from fellowships import explaining
from fellowships.models import Application, Basis, Outcome, SnapshotRow, Turn


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


def panels(offerings, turns):
    """All centres of the call with whoever is placed there or holds a place."""
    found = {offering.pk: Panel(offering) for offering in offerings}
    for turn in turns:
        if turn.offering_id:
            found[turn.offering_id].turns.append(turn)
    return [panel for panel in found.values() if panel.turns or panel.offering.withdrawn_at is None]


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
    """Of all turns of a run, or of those that somebody may see; one query."""
    turns = Turn.objects.filter(run=run) if turns is None else turns
    own = SnapshotRow.objects.filter(snapshot=run.snapshot_id, application=OuterRef("application"))
    groups = list(run.call.groups.all())
    counts = (
        turns.order_by()
        .annotate(group=Subquery(own.values("group")[:1]))
        .aggregate(
            people=Count("pk"),
            placed=Count("pk", filter=Q(outcome=Outcome.PLACED)),
            held=Count("pk", filter=Q(outcome=Outcome.HELD)),
            reserve=Count("pk", filter=Q(outcome=Outcome.RESERVE)),
            first_choice=Count("pk", filter=_got_first_choice()),
            **{
                f"group_{group.pk}": Count("pk", filter=Q(group=group.pk) & ~Q(outcome=Outcome.RESERVE))
                for group in groups
            },
        )
    )
    of_groups = [(group.title, group.minimum, counts.pop(f"group_{group.pk}")) for group in groups]
    return Totals(**counts, groups=of_groups)


def _got_first_choice():
    """No centre was passed over on the way to the one that was given."""
    at_once = Q(basis__in=[Basis.OPEN, Basis.KEPT], seen__full=[], seen__gone=[])
    later = Q(basis=Basis.RELEASED, seen__again__full=[], seen__again__gone=[])
    return Q(outcome=Outcome.PLACED) & (at_once | later)


def with_reasons(turns, centres=None):
    """The turns as a list, each with `reason`, in a few words; at most one query for all names."""
    turns = list(turns)
    centres = explaining.names(turns) if centres is None else centres
    for turn in turns:
        turn.reason = explaining.in_short(turn, centres)
        turn.points = turn.seen["score"]
    return turns
