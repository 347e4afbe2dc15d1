"""The facts an allocation is decided from, and what would come out if they were others."""

from dataclasses import dataclass

from django.db.models import Case, Count, Exists, F, OuterRef, Q, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from hubs.models import Hub
from levels.models import LevelEnrolment
from registrations import ranking
from registrations.models import Attendance, Criterion, Rule, Seat, State


def facts(event):
    """Everything the result depends on, as plain JSON without names. Sorted by number: when people asked plays no
    part, and the same situation gives the same facts.
    """
    claims = with_desk(with_score(event.registrations.ranked(), event)).order_by("pk")
    seats = Seat.objects.filter(event=event).order_by("number")
    return {
        "event": event.slug,
        "settings": settings_of(event),
        "seats": [
            [pk, home, holder or ""]
            for pk, home, holder in seats.values_list("pk", "home", "registration__home")
        ],
        "claims": [list(row) for row in claims.values_list("pk", "home", "desk", "desk_rank", "score")],
    }


def settings_of(event):
    """Seats that their countries do not need are given in the same run, unless a release date is still to come."""
    is_kept = event.released_at is None and event.release_at is not None and event.release_at > timezone.now()
    return {
        "criterion": event.criterion,
        "by_desk": True,
        "released": not is_kept,
        "has_release_date": is_kept,
        "spread": event.spreads_unused_seats,
        "pilot_only": event.is_for_pilot_only,
    }


def with_desk(registrations):
    """Annotate who puts these people in order: `desk` is a country's code, or empty for the office."""
    has_hub = Exists(Hub.objects.filter(country=OuterRef("home")))
    return registrations.annotate(
        desk=Case(
            When(event__hub__isnull=False, then=F("event__hub__country")),
            When(has_hub, then=F("home")),
            default=Value(""),
        )
    )


def at_desks(event):
    """For each desk that was asked: how many are `approved`, of them `in_order`, and how many `undecided`."""
    approved = Q(state=State.WAITING, rule=Rule.RANKED)
    people = with_desk(event.registrations.filter(approved | Q(state=State.REQUESTED)))
    return list(
        people.order_by()
        .values("desk")
        .annotate(
            approved=Count("pk", filter=approved),
            in_order=Count("desk_rank", filter=approved),
            undecided=Count("pk", filter=Q(state=State.REQUESTED)),
        )
        .order_by("desk")
    )


def with_score(registrations, event):
    """Annotate the published criterion as `score`, a whole number: more is better, 0 where only the lot counts."""
    if event.criterion == Criterion.LEVEL_SCORE:
        levels = LevelEnrolment.objects.filter(enrolment__user=OuterRef("user"), level=event.level_id)
        return registrations.annotate(score=Coalesce(levels.values("score"), Value(0)))
    if event.criterion != Criterion.ATTENDANCE:
        return registrations.annotate(score=Value(0))
    attended = Attendance.objects.filter(registration__user=OuterRef("user")).order_by()
    minutes = attended.values("registration__user").annotate(sum=Sum("minutes")).values("sum")
    return registrations.annotate(score=Coalesce(minutes, Value(0)))


@dataclass(frozen=True)
class Variant:
    """What would come out under another setting: who would have a seat instead of whom (ids of registrations)."""

    title: str
    gains: list
    loses: list


def variants(allocation, seed):
    """Each setting turned the other way, one at a time, on the facts of an allocation."""
    now = allocation.facts["settings"]
    has_homes = any(home for _seat, home, _holder in allocation.facts["seats"])
    others = [(_("If the hubs had put nobody in order"), {"by_desk": False})]
    if has_homes:
        others += [
            (
                _("If unused seats were kept until a release date")
                if now["released"]
                else _("If unused seats were given today"),
                {"released": not now["released"], "has_release_date": now["released"]},
            ),
            (
                _("If unused seats went to the best who wait, not to the country with the fewest")
                if now["spread"]
                else _("If unused seats went to the pilot country with the fewest"),
                {"spread": not now["spread"]},
            ),
            (
                _("If people from other countries could have seats too")
                if now["pilot_only"]
                else _("If only pilot countries could have seats"),
                {"pilot_only": not now["pilot_only"]},
            ),
        ]
    seated = _seated(allocation.result)
    for title, change in others:
        changed = allocation.facts | {"settings": now | change}
        other = _seated(ranking.decide(changed, seed))
        yield Variant(title, gains=sorted(other - seated), loses=sorted(seated - other))


def _seated(result):
    return {registration for registration, _seat, _rule in result["given"]}


def fingerprint(rule, facts, result):
    return ranking.digest({"rule": rule, "facts": facts, "result": result})


def replay(allocation):
    """Decide again from the kept facts. Returns (is it the same, the result it gives now)."""
    result = ranking.decide(allocation.facts, allocation.event.lot.seed)
    is_same = fingerprint(allocation.rule, allocation.facts, result) == allocation.fingerprint
    return is_same, result
