"""Scores of a group stand until at least five more people are in it.

Otherwise whoever looks on two days, and knows who took the test in between, can calculate that person's score. That also
goes for what totals and groups tell together: a total that is newer than its groups tells of those who came since. So all
cells of a figure and a level stand until five more people are in the total; and then those that do not move yet are never
so few, together, that the total would give them away (`impact.protecting`, of the people who are new).
"""

from collections import defaultdict

from impact import protecting
from impact.counting import REST
from impact.figures import FIGURES
from impact.models import Cell
from impact.models.snapshots import SMALLEST, Split

_TOTAL = ("", Split.TOTAL, "")
_PLACE = ("figure", "level", "country", "split", "group")


def keep(cells, before):
    """The cells, those of steady figures replaced by what stood in `before` (a snapshot, or None) where too few are new."""
    steady = [name for name, figure in FIGURES.items() if figure.is_steady]
    stood = _blocks(Cell.objects.filter(snapshot=before, figure__in=steady) if before else [])
    kept = []
    for block, new in _blocks(cells).items():
        kept.extend(_Block(new, stood[block]).kept() if block in stood else new.values())
    return kept


def _blocks(cells):
    """`{(figure, level): {(country, split, group): cell}}`."""
    blocks = defaultdict(dict)
    for cell in cells:
        blocks[cell.figure, cell.level][cell.country, cell.split, cell.group] = cell
    return blocks


class _Block:
    """All cells of a figure and a level, as they are counted now and as they stood."""

    def __init__(self, new, old):
        self.new, self.old = new, old

    def kept(self):
        if self.old[_TOTAL].is_hidden:
            return list(self.new.values())
        if self.new[_TOTAL].is_hidden or self._moved(_TOTAL) < SMALLEST:
            return [_again(cell) for cell in self.old.values()]
        waiting = self._waiting_groups()
        hubs = {group for _country, split, group in waiting if split == Split.COUNTRY} & self._hubs(self.old)
        waiting |= self._waiting_cells(waiting, self._hubs(self.new) - hubs)
        moving = [self._as(place, waiting) for place in self.new if place[0] not in hubs]
        return moving + [_again(cell) for place, cell in self.old.items() if place[0] in hubs]

    def _hubs(self, cells):
        return {country for country, _split, _group in cells if country}

    def _moved(self, place):
        """How many people are new in a cell: five where it was not shown before, one where only scores have changed."""
        new, old = self.new.get(place), self.old.get(place)
        if new is None or new.is_hidden:
            return 0
        if old is None or old.is_hidden:
            return SMALLEST
        return abs(new.people - old.people) or int(new.value != old.value)

    def _waiting_groups(self):
        """Of everybody. With those of few who are new wait as many others as make five together."""
        waiting = set()
        for split in {split for country, split, _group in self.new if not country and split != Split.TOTAL}:
            moved = {place: self._moved(place) for place in self.new if place[:2] == ("", split)}
            held = {place for place, people in moved.items() if 0 < people < SMALLEST}
            others = sorted((place for place in moved if moved[place] >= SMALLEST), key=moved.get)
            while others and 0 < sum(moved[place] for place in held) < SMALLEST:
                held.add(others.pop(0))
            waiting |= held
        return waiting

    def _waiting_cells(self, groups, hubs):
        """Of the hubs whose totals move: all of a group that waits, and what else the new totals would tell."""
        waiting = set()
        for split in {
            split for country, split, _group in self.new if country in hubs and split != Split.TOTAL
        }:
            places = [place for place in self.new if place[0] in hubs and place[1] == split]
            waiting |= {place for place in places if ("", *place[1:]) in groups}
            moved = self._moved_in_table(
                split, hubs, {place[2] for place in places} - {g for *_, g in waiting}
            )
            unshown = {(c, group) for c, _split, group in places if self.new[c, split, group].is_hidden}
            told = protecting.hidden(moved, already=unshown & moved.keys())
            waiting |= {(country, split, group) for country, group in told if country != REST}
        return waiting & self.new.keys()

    def _moved_in_table(self, split, hubs, groups):
        moved = {(hub, group): self._moved((hub, split, group)) for hub in hubs for group in groups}
        for group in groups:
            of_hubs = sum(moved[hub, group] for hub in hubs)
            moved[REST, group] = abs(self._moved(("", split, group)) - of_hubs)
        return moved

    def _as(self, place, waiting):
        """As counted now; as it stood where it waits or nothing changed: the day would tell that nobody came."""
        new, old = self.new[place], self.old.get(place)
        if new.is_hidden or (place not in waiting and self._moved(place)):
            return new
        return _hidden(new) if old is None or old.is_hidden else _again(old)


def _again(cell):
    return Cell(
        **{field: getattr(cell, field) for field in (*_PLACE, "people", "value", "is_hidden", "as_of")}
    )


def _hidden(cell):
    return Cell(**{field: getattr(cell, field) for field in (*_PLACE, "as_of")}, is_hidden=True)
