"""Which cells of a table may be shown, so that nobody can be made out: also not by taking figures from one another.

A table has rows, columns and their totals, which are all shown. A cell of one to four people is hidden; then as many more
as it takes that nothing which can be calculated from the shown figures is about one to four people.

What can be calculated are the totals of some rows less the totals of some columns: where all that is hidden in these
columns lies in these rows, what remains is a sum of hidden cells. Every sum of hidden cells that follows from the totals
is made of such ones (potentials on the graph of hidden cells: Hundepool et al., Statistical Disclosure Control, ch. 4).
"""

from collections import defaultdict
from itertools import chain, combinations
from operator import add

from impact.models.snapshots import SMALLEST

# Rows are the hubs, few. With more of them than this, only sets of up to three are tried.
_MANY = 10


def hidden(counts, *, overlapping=False, already=()):
    """`counts` are people by (row, column), zeros included. Returns the keys that must not be shown.

    The totals of rows and columns count as shown; they are nobody, or at least five people each. `overlapping`: the cells
    of a row may be about the same people. `already`: keys that are not shown anyway.
    """
    found = {key for key, people in counts.items() if 0 < people < SMALLEST} | set(already)
    while left := next(_told_of_few(counts, found, max if overlapping else add), None):
        found.add(min(left, key=lambda key: (not counts[key], left[key], counts[key], key)))
    return found


def _told_of_few(counts, found, put):
    """For each sum of one to four people that can be calculated: what can be hidden too, by how little it helps.

    The smallest that helps goes first; empty cells only where nothing else is left.
    """
    columns = _by_column(counts, found)
    for column, cells in columns.items():
        left = {key: 0 for key in counts if key[1] == column and key not in found}
        if left and 0 < sum(cells.values()) < SMALLEST:
            yield left
    for rows in _sets_of({row for row, _column in found}):
        inside = {column for column, cells in columns.items() if cells.keys() <= rows}
        if 0 < _people(columns, rows, inside, put) < SMALLEST:
            mends = {key: _mends(*key, rows, columns, inside) for key in counts if key not in found}
            left = {key: not helps for key, helps in mends.items() if helps or key[0] in rows}
            if left:
                yield left


def _mends(row, column, rows, columns, inside):
    """Hidden too, it makes the sum larger, or takes its column away from what can be subtracted."""
    return column in columns and column not in inside if row in rows else column in inside


def _by_column(counts, found):
    columns = defaultdict(dict)
    for row, column in found:
        columns[column][row] = counts[row, column]
    return columns


def _sets_of(rows):
    rows = sorted(rows)
    sizes = range(1, len(rows) + 1) if len(rows) <= _MANY else range(1, 4)
    return map(set, chain.from_iterable(combinations(rows, size) for size in sizes))


def _people(columns, rows, inside, put):
    """In the hidden cells of these rows, without the columns that lie inside."""
    found = dict.fromkeys(rows, 0)
    for column, cells in columns.items():
        if column in inside:
            continue
        for row in cells.keys() & rows:
            found[row] = put(found[row], cells[row])
    return sum(found.values())
