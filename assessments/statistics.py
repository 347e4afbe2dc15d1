"""Classical test theory for small groups, over plain columns of integers (learning-systems A3).

Points are 0 to 100 for each answer; scores and shares are hundredths of a percent; correlations, D27 and reliability
are ten-thousandths. Who stands where in a column is the same person in every column of a call. `None` is "cannot be
said". Sums are exact; only roots and exponentials are floating, and they are rounded at once.
"""

from collections import Counter
from fractions import Fraction
from math import exp, isqrt, sqrt

WHOLE = 10_000
Z = 1.959964  # of 95 % between the tails
BINS = 20


def rounded(fraction):
    """To the nearest integer, halves away from zero."""
    doubled = 2 * abs(fraction.numerator) + fraction.denominator
    nearest = doubled // (2 * fraction.denominator)
    return nearest if fraction.numerator >= 0 else -nearest


# ---- One question ----


def share(points):
    """The difficulty: the mean of the points. Where an answer is right or wrong, the share of right ones."""
    return rounded(Fraction(100 * sum(points), len(points))) if points else None


def wilson(points):
    """Between which shares the difficulty lies, with 95 % confidence (Wilson's score interval)."""
    n = len(points)
    if not n:
        return None, None
    p = sum(points) / 100 / n
    middle = p + Z * Z / (2 * n)
    half = Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    below = 1 + Z * Z / n
    low, high = (middle - half) / below, (middle + half) / below
    return max(0, round(low * WHOLE)), min(WHOLE, round(high * WHOLE))


def correlation(xs, ys):
    """Pearson's; with points and the score of the rest, the corrected point-biserial. None where nobody differs."""
    n = len(xs)
    x, y = sum(xs), sum(ys)
    spread = (n * sum(a * a for a in xs) - x * x) * (n * sum(b * b for b in ys) - y * y)
    if spread <= 0:
        return None
    together = n * sum(a * b for a, b in zip(xs, ys, strict=True)) - x * y
    root = isqrt(spread * 10**8)  # the root, four digits further
    value = rounded(Fraction(together * 10**8, root))
    return max(-WHOLE, min(WHOLE, value))


def rest(points, of):
    """The score in the other questions of an attempt, from the points of all that count: hundredths of a percent."""
    others = len(of) - 1
    return rounded(Fraction(100 * (sum(of) - points), others)) if others > 0 else None


def ends(scores, numerator, denominator):
    """(best, weakest): the places of so large a part at either end. Ties are parted by the order of the column."""
    size = (2 * numerator * len(scores) + denominator) // (2 * denominator)
    order = sorted(range(len(scores)), key=lambda place: (scores[place], place))
    return order[len(order) - size :], order[:size]


def groups_apart(points, scores):
    """D27: how much better the best 27 % of the people do than the weakest 27 %."""
    best, weakest = ends(scores, 27, 100)
    if not best:
        return None
    return share([points[place] for place in best]) - share([points[place] for place in weakest])


def chosen(answers, places=None):
    """How often each option was chosen. `answers` are the options of each person."""
    picked = answers if places is None else (answers[place] for place in places)
    return Counter(option for options in picked for option in options)


def efficiency(counts, wrong, of, dead_below):
    """(distractor efficiency, the dead ones): which part of the wrong options is chosen by enough people."""
    if not wrong or not of:
        return None, []
    dead = [option for option in wrong if counts[option] * WHOLE < dead_below * of]
    return rounded(Fraction(WHOLE * (len(wrong) - len(dead)), len(wrong))), dead


# ---- All questions together ----


def mean(scores):
    return rounded(Fraction(sum(scores), len(scores))) if scores else None


def deviation(scores):
    """Of the sample (n − 1), in the unit of the scores."""
    return deviation_from(len(scores), sum(scores), sum(score * score for score in scores))


def deviation_from(n, total, squares):
    """The same from sums: of so many scores, of the scores, of their squares."""
    return round(sqrt((n * squares - total**2) / (n * (n - 1)))) if n > 1 else None


def spread(scores):
    """How many scores in each step of 5 %; the last one takes 100 % too."""
    counts = Counter(min(score * BINS // WHOLE, BINS - 1) for score in scores)
    return [counts[step] for step in range(BINS)]


def alpha(columns):
    """(Cronbach's alpha, at least, at most) of questions that everyone was given; KR-20 where all are right or wrong.

    The interval is Bonett's (2002). All None where nobody differs or there is nothing to compare.
    """
    k = len(columns)
    n = len(columns[0]) if columns else 0
    if k < 2 or n < 3:
        return None, None, None
    totals = [sum(row) for row in zip(*columns, strict=True)]
    if not _squares(totals):
        return None, None, None
    value = Fraction(k, k - 1) * (1 - Fraction(sum(map(_squares, columns)), _squares(totals)))
    reach = Z * sqrt(2 * k / ((k - 1) * (n - 2)))
    low, high = (1 - (1 - float(value)) * exp(side * reach) for side in (1, -1))
    return rounded(WHOLE * value), round(low * WHOLE), round(high * WHOLE)


def _squares(column):
    """n times the sum of the squared distances from the mean."""
    return len(column) * sum(x * x for x in column) - sum(column) ** 2


def measurement_error(spread_of_scores, reliability):
    """The standard error of measurement: how far a score may lie from what a person really knows, 68 % of the time."""
    if spread_of_scores is None or reliability is None:
        return None
    return round(spread_of_scores * sqrt(max(0, WHOLE - reliability) / WHOLE))
