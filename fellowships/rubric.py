"""What reviews give, in hundredths of a point from 0 to 100. Whole numbers and fractions only: people are ranked by it."""

from fractions import Fraction

FULL = 10_000


def half_up(number):
    """The nearest whole number; a half goes up."""
    top, bottom = Fraction(number).as_integer_ratio()
    return (2 * top + bottom) // (2 * bottom)


def score(lines):
    """The score of one review: the mean of its values, each on the span of its criterion, by weight.

    lines: (weight, smallest value, largest value, value given) of every criterion; none may be left out.
    """
    lines = list(lines)
    got = sum(Fraction(weight * (value - low), high - low) for weight, low, high, value in lines)
    return half_up(FULL * got / sum(weight for weight, *_span in lines))


def mean(scores):
    """The rubric of an application: the mean of the reviews that count; None where there is none yet."""
    scores = list(scores)
    return half_up(Fraction(sum(scores), len(scores))) if scores else None


def spread(scores):
    """How far apart the reviews of one application are."""
    scores = list(scores)
    return max(scores) - min(scores) if len(scores) > 1 else 0


def is_settled(scores, reviews_each, spread_allowed):
    """Whether enough people have reviewed: as many as the call asks, and one more where they are too far apart."""
    scores = list(scores)
    if len(scores) < reviews_each:
        return False
    return spread(scores) <= spread_allowed or len(scores) > reviews_each
