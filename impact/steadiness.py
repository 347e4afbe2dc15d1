"""Scores of a group stand until at least five more people are in it.

Otherwise whoever looks on two days, and knows who took the test in between, can calculate that person's score. That also
goes for what totals and groups tell together: a total that is newer than its groups tells of those who came since. So all
cells of a figure and a level stand until five more people are in the total; and then those that do not move yet are never
so few, together, that the total would give them away (`impact.protecting`, of the people who are new).
"""

from collections import defaultdict

from impact import protecting
from impact.counting import REST
from impact.figures import FIGURES, OTHER
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
        if self.old[_TOTAL].is_hidden or not self.old[_TOTAL].people:
            return list(self.new.values())
        if self.new[_TOTAL].is_hidden or self._moved(_TOTAL) < SMALLEST:
            return [_again(cell) for cell in self.old.values()]
        splits = {split for country, split, _group in self.new if not country} - {Split.TOTAL}
        waiting = {split: self._waiting_groups(split) for split in splits}
        standing = {split for split in splits if waiting[split] is None}
        return self._moving(set().union(*(waiting[split] for split in splits - standing)), standing)

    def _moving(self, waiting, standing):
        hubs = _hubs(self.new.keys() | self.old.keys())
        if Split.COUNTRY not in standing:
            hubs &= {group for _country, split, group in waiting if split == Split.COUNTRY}
        cells = waiting | self._waiting_cells(waiting, _hubs(self.new) - hubs, standing)

        def stands(place):
            return place[0] in hubs or place[1] in standing

        stood = [_again(cell) for place, cell in self.old.items() if stands(place)]
        hubs_since = self.new.keys() - self.old.keys()
        since = [_hidden(self.new[place]) for place in hubs_since if stands(place) and place[0]]
        return stood + since + [self._as(place, cells) for place in self.new if not stands(place)]

    def _moved(self, place):
        """How many people are new in a cell: five where nobody was shown before, one where only scores have changed."""
        new, old = self.new.get(place), self.old.get(place)
        if new is None or new.is_hidden:
            return 0
        if old is None or old.is_hidden or not old.people:
            return SMALLEST
        return abs(new.people - old.people) or int(new.value != old.value)

    def _waiting_groups(self, split):
        """Of everybody. With those of few who are new wait as many others as make five together.

        None: the whole split has to stand, as the groups are put together otherwise than they were and that would
        tell who of few is new, or as there are too few who could wait.
        """
        regrouped = self._regrouped(split)
        if _are_few(self._gained(regrouped)):
            return None
        places = {place for place in self.new.keys() | self.old.keys() if _is_of_all(place, split)}
        moved = {place: self._moved(place) for place in places - regrouped}
        waiting = {place for place, people in moved.items() if 0 < people < SMALLEST}
        others = sorted((place for place in moved if moved[place] >= SMALLEST), key=moved.get)
        while others and 0 < sum(moved[place] for place in waiting) < SMALLEST:
            waiting.add(others.pop(0))
        return None if self._tells_of_few(_TOTAL, places, waiting) else waiting

    def _tells_of_few(self, total, parts, waiting, *, are_all=True):
        """Whether the total, newer than those of its parts that wait, says what few did who came since it moved last.

        `late` are the parts that waited then: of them it was known what they lacked, together. `are_all`: there is
        nobody in the total but in these parts.
        """
        late = {place for place in parts & self.old.keys() if self.old[place].as_of < self.old[total].as_of}
        gained = {place: self._gained([place]) for place in parts - waiting}
        unseen = self._gained([total]) - sum(gained[place] for place in gained.keys() - late)
        if are_all and not late & waiting:
            lacked = self._people(self.old, [total]) - self._people(self.old, parts)
            came_late = sum(gained[place] for place in late) - lacked
            return _are_few(came_late) or _are_few(unseen - came_late)
        return _are_few(unseen)

    def _gained(self, places):
        return self._people(self.new, places) - self._people(self.old, places)

    def _regrouped(self, split):
        """Groups that have left OTHER or gone into it, and OTHER itself; nothing where the groups are the same."""
        of_now, of_then = ({p for p in cells if _is_of_all(p, split)} for cells in (self.new, self.old))
        changed = of_now ^ of_then
        return changed | {("", split, OTHER)} if changed else set()

    def _people(self, cells, places):
        return sum(cells[place].people or 0 for place in places if place in cells)

    def _waiting_cells(self, groups, hubs, standing):
        """Of the hubs whose totals move: all of a group that waits, and what else the new totals would tell."""
        waiting = set()
        splits = {split for country, split, _group in self.new if country in hubs} - {Split.TOTAL} - standing
        for split in splits:
            places = {place for place in self.new if place[0] in hubs and place[1] == split}
            held = {place for place in places if ("", *place[1:]) in groups}
            moved = self._moved_in_table(split, hubs, {group for *_row, group in places - held})
            unshown = {
                (country, group)
                for country, _split, group in places - held
                if self.new[country, split, group].is_hidden
            }
            told = protecting.hidden(moved, already=unshown)
            held |= {(country, split, group) for country, group in told}
            waiting |= places if self._table_tells_of_few(places, held, groups) else held
        return waiting & self.new.keys()

    def _table_tells_of_few(self, places, waiting, groups):
        """What the totals of hubs, or those of groups, tell of those who wait, or who are of no hub."""
        rows, columns = defaultdict(set), defaultdict(set)
        for country, split, group in places:
            rows[country, Split.TOTAL, ""].add((country, split, group))
            columns["", split, group].add((country, split, group))
        return any(
            self._tells_of_few(total, parts, waiting & parts, are_all=total in rows)
            for total, parts in (*rows.items(), *columns.items())
            if total in self.old and total not in groups
        )

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


def _hubs(cells):
    return {country for country, _split, _group in cells if country}


def _is_of_all(place, split):
    return place[:2] == ("", split)


def _are_few(people):
    return 0 < abs(people) < SMALLEST


def _again(cell):
    return Cell(
        **{field: getattr(cell, field) for field in (*_PLACE, "people", "value", "is_hidden", "as_of")}
    )


def _hidden(cell):
    return Cell(**{field: getattr(cell, field) for field in (*_PLACE, "as_of")}, is_hidden=True)
