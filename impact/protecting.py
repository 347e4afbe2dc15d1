"""Which cells of a table may be shown, so that nobody can be made out: also not by taking figures from one another.

A table has rows, columns and their totals, which are all shown. A cell of one to four people is hidden; then as many more
as it takes that each row and column with something hidden has two hidden cells of five people together, and that no
hidden cell follows from all the shown ones by calculation (Hundepool et al., Statistical Disclosure Control, ch. 4).
"""

from collections import defaultdict
from fractions import Fraction

from impact.models.snapshots import SMALLEST


def hidden(counts):
    """`counts` are people by (row, column), zeros included. Returns the keys that must not be shown.

    The totals of rows and columns count as shown; they are nobody, or at least five people each.
    """
    found = {key for key, people in counts.items() if 0 < people < SMALLEST}
    lines = _lines(counts)
    while True:
        for line in lines:
            _hide_more(line, counts, found)
        if all(_is_safe(line, counts, found) for line in lines):
            given_away = _determined(lines, found)
            if not given_away or not _hide_near(given_away, lines, counts, found):
                return found


def _lines(counts):
    lines = defaultdict(list)
    for row, column in counts:
        lines["row", row].append((row, column))
        lines["column", column].append((row, column))
    return list(lines.values())


def _is_safe(line, counts, found):
    inside = [key for key in line if key in found]
    return not inside or len(inside) == len(line) or _are_enough(inside, counts)


def _are_enough(inside, counts):
    return len(inside) > 1 and sum(counts[key] for key in inside) >= SMALLEST


def _hide_more(line, counts, found):
    """The smallest first; empty cells only where nothing else is left."""
    left = sorted(
        (key for key in line if key not in found), key=lambda key: (not counts[key], counts[key], key)
    )
    while left and not _is_safe(line, counts, found):
        found.add(left.pop(0))


def _hide_near(given_away, lines, counts, found):
    """One more cell in a line of a cell that can be calculated; False where none is left to hide."""
    for line in lines:
        left = [key for key in line if key not in found]
        if left and given_away & set(line):
            found.add(min(left, key=lambda key: (not counts[key], counts[key], key)))
            return True
    return False


def _determined(lines, found):
    """Hidden cells that follow from the shown ones: those alone in a row of the solved equations."""
    unknown = sorted(found)
    rows = [[Fraction(key in line) for key in unknown] for line in map(set, lines) if line & found]
    alone, pivot_row = set(), 0
    for column in range(len(unknown)):
        pivot = next((number for number in range(pivot_row, len(rows)) if rows[number][column]), None)
        if pivot is None:
            continue
        rows[pivot_row], rows[pivot] = rows[pivot], rows[pivot_row]
        _clear(rows, pivot_row, column)
        pivot_row += 1
    for row in rows[:pivot_row]:
        places = [number for number, value in enumerate(row) if value]
        if len(places) == 1:
            alone.add(unknown[places[0]])
    return alone


def _clear(rows, pivot_row, column):
    lead = rows[pivot_row][column]
    rows[pivot_row] = [value / lead for value in rows[pivot_row]]
    for number, row in enumerate(rows):
        if number != pivot_row and row[column]:
            factor = row[column]
            rows[number] = [value - factor * other for value, other in zip(row, rows[pivot_row], strict=True)]
