"""Who gets a free seat. Pure: rows in, decisions out, so that the rule can be read and tested by itself.

A free seat goes, in this order (design §7, applications-and-review C.10):

1. to the first in line of its home country, while that country holds fewer seats than its quota;
2. once released, to the first in line of any pilot country (a country that is home to seats of this event);
3. then to the first in line of anywhere.

A seat without a home starts at 2. People outside the pilot countries wait for the release date, where the
event has one. An event may leave 3 out (`pilot_only`), and may give at 2 to whichever pilot country holds the
fewest seats instead of to the first in line (`spread`), which trades rank for balance.
"""

from collections import Counter, defaultdict, deque
from dataclasses import dataclass

from registrations.models import Rule


@dataclass(frozen=True)
class Free:
    seat: int
    home: str


@dataclass(frozen=True)
class InLine:
    registration: int
    home: str


@dataclass(frozen=True)
class Given:
    registration: int
    seat: int
    rule: str


class _Line:
    """The waiting line, from which people of one country or of several can be taken in order."""

    def __init__(self, waiting):
        self._by_home = defaultdict(deque)
        for place, person in enumerate(waiting):
            self._by_home[person.home].append((place, person))

    def take(self, homes, held=None):
        """The first in line from these countries; where `held` counts seats, from one that holds the fewest."""
        heads = [(self._by_home[home][0], home) for home in homes if self._by_home.get(home)]
        if not heads:
            return None
        (_, person), home = min(
            heads, key=lambda head: (held[head[1]] if held is not None else 0, head[0][0])
        )
        self._by_home[home].popleft()
        return person

    def everywhere(self):
        return list(self._by_home)


def give(*, free, waiting, quotas, held, released, has_release_date, spread=False, pilot_only=False):
    """Decide which of the `waiting` (in order of the line) get which of the `free` seats.

    `quotas` and `held` map a country code to its number of seats, and to the number of seats that its people
    hold already, wherever those are at home. Returns a list of `Given`.
    """
    line, held, given = _Line(waiting), Counter(held), []
    pilot = list(quotas)

    def seat(person, place, rule):
        held[person.home] += 1
        given.append(Given(registration=person.registration, seat=place.seat, rule=rule))

    left = []
    for place in free:
        under_quota = place.home and held[place.home] < quotas.get(place.home, 0)
        person = line.take([place.home]) if under_quota else None
        if person:
            seat(person, place, Rule.HOME_SEAT)
        else:
            left.append(place)

    for place in left:
        if place.home and not released:
            continue
        person = line.take(pilot, held if spread else None)
        rule = Rule.RELEASED_TO_PILOT if place.home else Rule.OPEN_SEAT
        if not person and not (pilot_only and pilot) and (released or not has_release_date or not pilot):
            person = line.take(line.everywhere())
            rule = Rule.RELEASED_TO_ANYONE if place.home else Rule.OPEN_SEAT
        if person:
            seat(person, place, rule)
    return given
