"""The centres of a call as one applicant may rank them."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from accounts.likeness import words_of
from fellowships.models import Centre, Offering


class Choice(NamedTuple):
    """One centre: `because` says why it cannot be chosen; empty where it can. `rank` is None for those not chosen."""

    offering: Offering
    rank: int | None
    because: str


class Choices(NamedTuple):
    ranked: list
    others: list
    excluded: list

    @property
    def available(self):
        """How many of those that were chosen still take part."""
        return sum(not choice.because for choice in self.ranked)


def of(application):
    """All centres of the call: ranked, not ranked yet, and not for this person. As many queries for ten as for one."""
    ranks = dict(application.preferences.values_list("offering", "rank"))
    own = set(Centre.objects.run_by(application.person).values_list("pk", flat=True))
    offerings = application.call.offerings.select_related("centre").prefetch_related("weeks")
    choices = [
        Choice(offering, ranks.get(offering.pk), why_not(application, offering, own))
        for offering in offerings.order_by("centre__country", "centre__city", "pk")
    ]
    return Choices(
        ranked=sorted((one for one in choices if one.rank), key=lambda one: one.rank),
        others=[one for one in choices if not one.rank and not one.because],
        excluded=[one for one in choices if not one.rank and one.because],
    )


def why_not(application, offering, own):
    """Why this centre cannot be chosen by this person, in words. `own` are the centres the person speaks for."""
    if offering.withdrawn_at:
        return _("It has taken its places back: %(reason)s") % {"reason": offering.withdrawn_because}
    if offering.centre_id in own:
        return _("You belong to this centre yourself.")
    workplace = words_of(application.workplace)
    if workplace and workplace == words_of(offering.centre.name):
        return _("You work there.")
    return ""


def moved(shown, deed, number):
    """The order after one button: `up`, `down`, `add` or `drop` and the number of an offering."""
    order = list(shown)
    if deed == "add":
        return order if number in order else [*order, number]
    if number not in order:
        return order
    place = order.index(number)
    order.pop(place)
    if deed == "drop":
        return order
    order.insert(max(0, place + {"up": -1, "down": 1}[deed]), number)
    return order


def placed(shown, typed):
    """The order after places were typed: `{offering: place}`. Of two with the same place the one that moved goes first."""
    before = {number: place for place, number in enumerate(shown, 1)}

    def key(number):
        wanted = typed.get(number) or before[number]
        way = (wanted > before[number]) - (wanted < before[number])
        return wanted, way, before[number]

    return sorted(shown, key=key)
