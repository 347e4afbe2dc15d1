"""Why this centre, or why none: the person's own list, choice by choice, as it stood at the own turn."""

from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import ordinal
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fellowships.models import Outcome, Preference, Run

# More places than these are counted, not listed.
LISTED = 4


@dataclass(frozen=True)
class Reason:
    title: str
    words: str


def of(application, turn):
    """A reason for each centre of the list."""
    choices = list(
        Preference.objects.filter(application=application).select_related("offering__centre").order_by("rank")
    )
    takers = _takers(turn, choices)
    places = dict(Run.objects.filter(pk=turn.run_id).values_list("facts__centres", flat=True).first() or [])
    chosen = next((one.rank for one in choices if one.offering_id == turn.offering_id), None)
    return [
        Reason(_title(choice), _words(choice, chosen, turn, takers.get(choice.offering_id, []), places))
        for choice in choices
    ]


def _takers(turn, choices):
    """Places on the merit list of those who have each of the centres, best first."""
    rows = turn.run.turns.filter(
        outcome__in=[Outcome.PLACED, Outcome.HELD], offering__in=[one.offering_id for one in choices]
    ).exclude(pk=turn.pk)
    takers = {}
    for offering, place in rows.order_by("place").values_list("offering", "place"):
        takers.setdefault(offering, []).append(place)
    return takers


def _title(choice):
    centre = choice.offering.centre
    return _("Your %(rank)s choice: %(centre)s, %(country)s") % {
        "rank": ordinal(choice.rank),
        "centre": centre.name,
        "country": centre.country.name,
    }


def _words(choice, chosen, turn, takers, places):
    if chosen is not None and choice.rank > chosen:
        return _("Not needed.")
    number = places.get(choice.offering_id, choice.offering.places)
    if choice.rank == chosen:
        return _got_it(number, [place for place in takers if place < turn.place])
    if choice.offering_id in turn.seen.get("gone", []):
        return _("This centre had left the round.")
    if choice.offering_id in turn.seen.get("full", []):
        return _all_taken(number, takers)
    return _("A place was free, but no fellowship was left for you to take it with.")


def _got_it(number, before):
    text = ngettext("%(count)s place.", "%(count)s places.", number) % {"count": number}
    if not before:
        return f"{text} {_('Nobody before you had taken it, so it was free for you.')}"
    more = ngettext(
        "%(count)s went to a person before you (%(places)s), and one was free for you.",
        "%(count)s went to people before you (%(places)s), and one was free for you.",
        len(before),
    )
    return f"{text} {more % {'count': len(before), 'places': _listed(before)}}"


def _all_taken(number, takers):
    text = ngettext(
        "Its place was taken by the person ranked %(places)s.",
        "Its %(count)s places were taken by people ranked %(places)s.",
        number,
    )
    if not takers:
        return _("No place was free there.")
    return text % {"count": number, "places": _listed(takers)}


def _listed(places):
    words = [ordinal(place) for place in places[:LISTED]]
    return ", ".join(words) + (" …" if len(places) > LISTED else "")
