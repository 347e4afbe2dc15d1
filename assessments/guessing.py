"""What somebody would score who answers everything by chance, in hundredths of a percent."""

from fractions import Fraction
from math import comb

from assessments.models import Kind
from assessments.statistics import WHOLE, rounded


def by_chance(version):
    """Of one question, with its options loaded. Nobody guesses a number or a text."""
    count = len(version.options.all())
    if not count:
        return 0
    return rounded(_EXPECTED.get(version.kind, lambda n: Fraction(0))(count))


def _one_of(count):
    return Fraction(WHOLE, count)


def _ticks(count):
    """Each option ticked or not by the toss of a coin; more wrong than right earns nothing (marking.py)."""
    earned = sum(
        comb(count, right) * max(0, 100 * (2 * right - count) // count) for right in range(count + 1)
    )
    return Fraction(100 * earned, 2**count)


_EXPECTED = {
    Kind.SINGLE: _one_of,
    Kind.MULTIPLE: _ticks,
    Kind.TRUE_FALSE: lambda count: Fraction(WHOLE, 2),
    Kind.MATCHING: _one_of,
    # Of all orders, one in n has a given step right behind another.
    Kind.ORDERING: _one_of,
}
