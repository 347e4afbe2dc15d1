"""Figures become cells: put together where groups are small, hidden where even that would tell about a person.

The countries of a figure and each of its splits are lists of groups beside their total: small groups go into OTHER. What
the people of one hub are divided into is a table of hubs by groups: there, cells are hidden (`impact.protecting`). Groups
that are made of the same people (topics, questions) are not put together either: three people in two of them are no six.
"""

from collections import defaultdict
from functools import reduce
from operator import add

from evaluations.suppression import showable
from hubs.models import Hub
from impact import protecting
from impact.figures import FIGURES, OTHER
from impact.models.snapshots import SMALLEST, Cell, Split

# The row of all countries that are not shown by themselves in a table of hubs.
REST = "*"

# In each of these groups there may be everybody.
OVERLAPPING = {Split.TOPIC, Split.QUESTION}


def cells(source, figures=None):
    """Cells, not saved, of these figures (names; all of them), as of the end of the source."""
    pilots = [str(country) for country in Hub.objects.values_list("country", flat=True)]
    for name in figures or FIGURES:
        for cell in _of_figure(FIGURES[name], source, pilots):
            cell.as_of = source.until
            yield cell


def _of_figure(figure, source, pilots):
    totals = _by_level(figure.count(source, Split.TOTAL))
    splits = {split: _by_level(figure.count(source, split)) for split in figure.splits}
    for level, tallies in sorted(totals.items()):
        table = Table(figure, level, tallies, pilots)
        yield from table.totals()
        for split, found in splits.items():
            yield from table.divided(split, found.get(level, {}))


def _by_level(found):
    levels = defaultdict(dict)
    for (level, country, group), tally in found.items():
        levels[level][country, group] = tally
    return levels


class Table:
    """One figure of one level. `tallies` are by (country, "")."""

    def __init__(self, figure, level, tallies, pilots):
        self.figure, self.level = figure, level
        self.countries = {country: tally for (country, _group), tally in tallies.items()}
        self.all = reduce(add, self.countries.values())
        self.shown = self._showable({country: tally.people for country, tally in self.countries.items()})
        self.pilots = pilots

    def totals(self):
        """Everybody, the countries, and the totals of the hubs."""
        if self.figure.of_people and 0 < self.all.people < SMALLEST:
            yield self._hidden()
            return
        yield self._cell(self.all)
        yield from self._groups(Split.COUNTRY, self.countries, self.shown)
        for pilot in self.pilots:
            if pilot in self.shown:
                yield self._cell(self.countries[pilot], country=pilot)
            elif pilot in self.countries:
                yield self._hidden(country=pilot)

    def divided(self, split, tallies):
        """The groups of everybody, and of each hub that is shown."""
        if self.figure.of_people and self.all.people < SMALLEST:
            return
        groups = _together((group, tally) for (_country, group), tally in tallies.items())
        sizes = {group: tally.people for group, tally in groups.items()}
        if split in OVERLAPPING:
            shown = self._showable_apart(sizes)
            yield from self._apart(split, groups, shown)
            named = set(groups)
        else:
            named = shown = self._showable(sizes)
            yield from self._groups(split, groups, shown)
        rows = _together(
            ((self._row(country), group if group in named else OTHER), tally)
            for (country, group), tally in tallies.items()
        )
        concealed = self._concealed(split, rows, named - shown)
        for (country, group), tally in sorted(rows.items()):
            if country == REST:
                continue
            if (country, group) in concealed:
                yield self._hidden(country=country, split=split, group=group)
            else:
                yield self._cell(tally, country=country, split=split, group=group)

    def _row(self, country):
        return country if country in self.pilots and country in self.shown else REST

    def _concealed(self, split, rows, unshown):
        """`unshown` are groups that are hidden for everybody, too."""
        if not self.figure.of_people:
            return set()
        countries, groups = {country for country, _group in rows}, {group for _country, group in rows}
        people = {key: tally.people for key, tally in rows.items()}
        return protecting.hidden(
            {(country, group): people.get((country, group), 0) for country in countries for group in groups},
            overlapping=split in OVERLAPPING,
            already={(country, group) for country, group in rows if group in unshown},
        )

    def _showable(self, sizes):
        return showable(sizes) if self.figure.of_people else set(sizes)

    def _showable_apart(self, sizes):
        """Where a small group is hidden, one of five people or more is hidden with it."""
        if not self.figure.of_people:
            return set(sizes)
        enough = sorted((size, group) for group, size in sizes.items() if size >= SMALLEST)
        are_few = any(0 < size < SMALLEST for size in sizes.values())
        return {group for _size, group in enough[are_few:]}

    def _apart(self, split, tallies, shown):
        for group, tally in sorted(tallies.items()):
            place = {"split": split, "group": group}
            yield self._cell(tally, **place) if group in shown else self._hidden(**place)

    def _groups(self, split, tallies, shown):
        for group in sorted(shown):
            yield self._cell(tallies[group], split=split, group=group)
        rest = [tally for group, tally in tallies.items() if group not in shown and tally.people != 0]
        if rest:
            yield self._of_few(reduce(add, rest), split=split, group=OTHER)

    def _of_few(self, tally, **place):
        """Groups put together may still be of the same few people, who are in each of them."""
        is_few = self.figure.of_people and tally.people < SMALLEST
        return self._hidden(**place) if is_few else self._cell(tally, **place)

    def _cell(self, tally, **place):
        return Cell(
            figure=self.figure.name, level=self.level, people=tally.people, value=tally.value(), **place
        )

    def _hidden(self, **place):
        return Cell(figure=self.figure.name, level=self.level, is_hidden=True, **place)


def _together(pairs):
    """`{key: tally}` of pairs, those with the same key put together."""
    found = {}
    for key, tally in pairs:
        found[key] = found[key] + tally if key in found else tally
    return found
