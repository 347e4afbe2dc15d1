"""What would this rule do? For the board, before a rule is chosen: on made-up people, or on an earlier merit list."""

from django.core.cache import cache
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fellowships import actions, rulebooks, runs, simulation
from fellowships.board import head
from fellowships.forms.simulation import SimulationForm
from fellowships.models import Call

DRAWS = 400
PERSONS_DRAWN = 24_000  # at most: the page is answered within three seconds
KEPT_SECONDS = 24 * 60 * 60


@require_safe
def simulate(request, slug):
    call = get_object_or_404(Call.objects.on_board_of(request.user), slug=slug)
    calls = _with_lists(request.user)
    usual = _usual(call)
    form = SimulationForm({**usual, **request.GET.dict()}, calls=calls)
    context = head(call, "allocation") | {"form": form}
    if form.is_valid():
        source = next((one for one in calls if one.slug == form.cleaned_data["source"]), None)
        context |= _compared(form.cleaned_data, source) | {"source": source}
        context["is_own_rule"] = form.cleaned_data["low"] == usual["low"] and call.groups.exists()
    return render(request, "fellowships/allocation/simulate.html", context)


def _with_lists(user):
    """Rounds whose merit list this person may use: nothing may be found out about a stake."""
    calls = Call.objects.on_board_of(user).filter(snapshots__isnull=False).distinct().order_by("-pk")
    return [call for call in calls if not actions.has_stake(user, call)]


def _usual(call):
    places = list(call.offerings.available().values_list("places", flat=True))
    group = call.groups.first()
    low = group.minimum if group else call.fellowships * 2 // 5
    return {
        "source": "",
        "fellowships": call.fellowships,
        "low": low,
        "high": min(200, low + max(1, call.fellowships // 5)),
        "people": min(400, call.fellowships * 3),
        "share": 45,
        "behind": 4,
        "centres": min(60, len(places) or 8),
        "places": min(20, max(1, round(sum(places) / len(places)))) if places else 3,
    }


def _compared(wanted, source):
    """The effects of all rules, kept for a day: the same question has the same answer."""
    key = f"fellowships/simulation/{rulebooks.fingerprint(wanted | {'of': _newest(source)})}"
    found = cache.get(key)
    if found is None:
        found = _compare(wanted, source)
        cache.set(key, found, KEPT_SECONDS)
    effects, draws = found
    return {"effects": [_shown(effect, wanted["fellowships"]) for effect in effects], "draws": draws}


def _newest(source):
    return source and source.snapshots.order_by("-number").values_list("fingerprint", flat=True).first()


def _compare(wanted, source):
    minimums = wanted["low"], wanted["high"]
    if source:
        world = _world_of(source, wanted["fellowships"])
        return simulation.compare(lambda dice: world, 1, minimums), 1
    draws = max(20, min(DRAWS, PERSONS_DRAWN // wanted["people"]))
    names = ("people", "share", "behind", "fellowships", "centres", "places")
    world = simulation.World(**{name: wanted[name] for name in names})
    return simulation.compare(world.draw, draws, minimums), draws


def _world_of(call, fellowships):
    """An earlier merit list with its choices; all groups with a minimum count as one."""
    snapshot = call.snapshots.order_by("-number").first()
    people = runs.people(call, runs.stored_lines(snapshot))
    people = [row | {"group": row["group"] and simulation.GROUP} for row in people]
    centres = [list(pair) for pair in call.offerings.available().values_list("pk", "places")]
    return simulation.facts(people, centres, fellowships)


def _shown(effect, fellowships):
    """An effect with its words and where it lies on a drawing that is 1,000 wide."""
    scale = 1000 / max(1, fellowships)
    return {
        "effect": effect,
        "title": _title(effect),
        "mean": f"{effect.pilots // 10}.{effect.pilots % 10}",
        "first": f"{effect.first // 10}.{effect.first % 10}",
        "x": round(effect.low * scale),
        "width": max(6, round((effect.high - effect.low) * scale)),
        "dot": round(effect.pilots * scale / 10),
    }


def _title(effect):
    return {
        "merit": _("Merit only"),
        "tie_points": _("Pilot countries first on equal whole points"),
        "tie_bands": _("Pilot countries first within bands of %(number)s points"),
        "plus_few": _("%(number)s points more"),
        "plus_many": _("%(number)s points more"),
        "minimum_low": _("A minimum of %(number)s"),
        "minimum_high": _("A minimum of %(number)s"),
        "on_top": _("%(number)s on top of the others"),
    }[effect.key] % {"number": effect.number}
