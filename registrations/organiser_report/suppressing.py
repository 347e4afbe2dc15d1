"""How people are broken down into groups of which none is so small that it tells about a person.

Every table is about the same people, those who attended; no table crosses two properties. Groups of fewer than five
are one line, together with the next smallest where the total would otherwise give them away by subtraction. So
whatever is taken from whatever, what is left is nobody, or five people and more.
"""

from collections import Counter
from dataclasses import dataclass

from evaluations.suppression import SMALLEST, showable


@dataclass(frozen=True)
class Line:
    label: str
    count: int
    of: int

    @property
    def percent(self):
        return (200 * self.count + self.of) // (2 * self.of)


def broken_down(values, name, rest):
    """Lines for these values, the largest first; `name` says a value in words, `rest` what is put together.

    Empty where there are so few people that not even their total may be broken down.
    """
    sizes = Counter(values)
    shown, total = showable(sizes), sum(sizes.values())
    if total < SMALLEST:
        return []
    lines = sorted(
        (Line(name(value), sizes[value], total) for value in shown),
        key=lambda line: (-line.count, line.label),
    )
    hidden = total - sum(line.count for line in lines)
    return [*lines, Line(rest, hidden, total)] if hidden else lines


def tellable(credited):
    """Of accreditations, those of which it may be said how many people they credited.

    `credited` holds for each person who attended the set of accreditations for some professions only by which the
    person was credited: who got what then tells the profession, so the same rule holds as for a table of them.
    """
    cells = Counter(map(frozenset, credited))
    shown = showable(cells)
    return {
        accreditation
        for accreditation in frozenset().union(*cells)
        if all(cell in shown for cell in cells if accreditation in cell)
    }
