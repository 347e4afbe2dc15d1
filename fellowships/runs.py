"""What a run down a merit list is decided from, and what the list would be by now."""

from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowships import allocation, merit, rulebooks
from fellowships.models import Application, Offer, OfferState, Preference, RunState

# Whoever turned an offer down, or let it expire, has left the call. One that was taken back has not.
LEFT = [OfferState.DECLINED, OfferState.EXPIRED]


def of(call, rows):
    """The facts of a run as `allocation.decide` takes them, from a merit list.

    rows: of a snapshot or of `merit.rows_of`; what counts is code, score, group and lot.
    """
    held = _held(call)
    is_first = not call.runs.filter(state=RunState.SIGNED).exists()
    binds = is_first or call.does_minimum_bind_replacements
    return _first(call, rows, binds=binds) | {"held": held, "gone": sorted(_gone(call) - set(held))}


def _first(call, rows, *, binds=True):
    """The facts while nobody holds a place and nobody has left."""
    return {
        "call": call.slug,
        "fellowships": call.fellowships,
        "is_pilot_first_on_tie": call.is_pilot_first_on_tie,
        "groups": [
            {"id": group.pk, "title": group.title, "minimum": group.minimum if binds else 0}
            for group in call.groups.all()
        ],
        "centres": [
            [offering.pk, offering.places]
            for offering in sorted(call.offerings.all(), key=lambda offering: offering.pk)
            if offering.withdrawn_at is None
        ],
        "people": people(call, rows),
        "held": {},
        "gone": [],
    }


def people(call, rows):
    """The lines of a merit list with their choices, in the shape of the facts."""
    choices = dict(
        Preference.objects.filter(application__call=call)
        .order_by()
        .values_list("application__code")
        .annotate(chosen=ArrayAgg("offering", order_by="rank"))
    )
    return [
        {"code": code, "score": score, "group": group, "lot": lot, "choices": choices.get(code, [])}
        for code, score, group, lot in rows
    ]


def lines(rows):
    """What `of` takes, from the rows of `merit.rows_of`."""
    return [(row.code, row.score, row.group, row.lot) for row in rows]


def stored_lines(snapshot):
    """What `of` takes, from a stored merit list."""
    return snapshot.rows.order_by("place").values_list("application__code", "score", "group", "lot")


def _held(call):
    """Who holds a fellowship, by code. Whoever lost the centre chooses again before anybody is moved up.

    After the day up to which others wait for that choice it is a fellowship that is held, without a place.
    """
    holders = Offer.objects.holding().filter(application__call=call).order_by("pk")
    if holders.filter(offering=None, expires_at__gt=timezone.now()).exists():
        raise ValidationError(
            _(
                "Somebody whose centre cancelled has yet to choose another. They choose first: "
                "run this again when they have."
            ),
            code="choosing",
        )
    return dict(holders.values_list("application__code", "offering"))


def _gone(call):
    applications = Application.objects.filter(call=call)
    staying = set(merit.taking_part(call).values_list("code", flat=True))
    on_lists = set(applications.filter(ranked__isnull=False).values_list("code", flat=True))
    left = set(applications.filter(offers__state__in=LEFT).values_list("code", flat=True))
    return (on_lists - staying) | left


def fingerprint(facts, turns):
    """Of a run: the same facts and the same turns give the same, under the same version of the rule."""
    return rulebooks.fingerprint({"rule": allocation.RULE, "facts": facts, "turns": turns})


def written(decision, facts):
    """The turns of a decision as plain JSON, each with all that its reason is made from."""
    scores = {row["code"]: row["score"] for row in facts["people"]}
    return [
        {
            "code": turn.code,
            "place": turn.place,
            "outcome": turn.outcome,
            "centre": turn.centre,
            "basis": turn.basis,
            "reserve": turn.reserve,
            "seen": {"score": scores[turn.code], "of": len(facts["people"])}
            | (turn.seen.as_json() if turn.seen else {})
            | ({"again": turn.again.as_json()} if turn.again else {}),
        }
        for turn in decision.turns
    ]


@dataclass(frozen=True)
class Replay:
    """What the kept facts of a run lead to today."""

    turns: list
    is_same: bool
    has_same_lots: bool


def replay(run):
    """Decide a run again from what was kept: are turns and lots the same as then?"""
    turns = written(allocation.decide(run.facts), run.facts)
    lots = all(row["lot"] == allocation.lot(run.call.seed, row["code"]) for row in run.facts["people"])
    return Replay(turns, fingerprint(run.facts, turns) == run.fingerprint, lots)


@dataclass(frozen=True)
class Drift:
    """What has become different since a merit list was taken.

    changed:      [(code, score then, score now)], None where somebody was not or is no longer on it
    gains, loses: who would be placed, or placed no more, if the run were decided on today's list
    """

    changed: list
    gains: list
    loses: list

    def __bool__(self):
        return bool(self.changed)


def drift(snapshot):
    """Compare a stored merit list with today's. Cheap where nothing changed."""
    call = snapshot.call
    now = merit.rows_of(call)
    if rulebooks.fingerprint(merit.as_json(now)) == snapshot.fingerprint:
        return Drift([], [], [])
    then = {line[0]: line for line in stored_lines(snapshot)}
    today = {line[0]: line for line in lines(now)}
    changed = sorted(
        (code, then[code][1] if code in then else None, today[code][1] if code in today else None)
        for code in then.keys() | today.keys()
        if then.get(code, (0, None))[1] != today.get(code, (0, None))[1]
    )
    facts = _first(call, [*then.values(), *(line for code, line in today.items() if code not in then)])
    was, would = _placed(facts, then), _placed(facts, today)
    return Drift(changed, gains=sorted(would - was), loses=sorted(was - would))


def _placed(facts, lines):
    """Who would be placed by these lines, with the choices that the facts have."""
    choices = {row["code"]: row["choices"] for row in facts["people"]}
    people = [
        {"code": code, "score": score, "group": group, "lot": lot, "choices": choices[code]}
        for code, score, group, lot in lines.values()
    ]
    return {turn.code for turn in allocation.decide(facts | {"people": people}).placed}
