"""Before and after a level: the same people, in the pre-test and in the post-test.

Scores are hundredths of a percent. Only pairs are compared: with everybody who took either test, those who dropped out
would make the level look better than it is.
"""

from dataclasses import dataclass, fields
from fractions import Fraction
from math import sqrt

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse

from assessments.models import Assessment, Attempt, AttemptState, Result
from assessments.statistics import BINS, WHOLE, deviation_from, rounded, spread
from levels.models import Level

# Of fewer people it could be told who did how.
SMALLEST = 5
_Z = 1.959964


@dataclass(frozen=True)
class Pair:
    before: int
    after: int

    @property
    def change(self):
        return self.after - self.before


@dataclass(frozen=True)
class Sums:
    """What every figure about pairs can be calculated from, without any of the pairs. Sums of two groups can be added.

    `gains` adds up what part of what they could gain each person did, in ten-thousandths, without the `full_before`
    people who had everything right before and could gain nothing.
    """

    pairs: int = 0
    before: int = 0
    after: int = 0
    before_squares: int = 0
    after_squares: int = 0
    change_squares: int = 0
    gains: Fraction = Fraction(0)
    full_before: int = 0
    only_before: int = 0
    only_after: int = 0

    @classmethod
    def of(cls, pairs, *, only_before=0, only_after=0):
        return cls(
            pairs=len(pairs),
            before=sum(pair.before for pair in pairs),
            after=sum(pair.after for pair in pairs),
            before_squares=sum(pair.before**2 for pair in pairs),
            after_squares=sum(pair.after**2 for pair in pairs),
            change_squares=sum(pair.change**2 for pair in pairs),
            gains=sum(
                (Fraction(WHOLE * pair.change, WHOLE - pair.before) for pair in pairs if pair.before < WHOLE),
                Fraction(0),
            ),
            full_before=sum(pair.before == WHOLE for pair in pairs),
            only_before=only_before,
            only_after=only_after,
        )

    def __add__(self, other):
        return Sums(
            *(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)),
        )

    def compared(self):
        """The figures, as `Comparison` holds them. There must be two pairs, or more."""
        low, high = self._interval()
        return {
            "before": rounded(Fraction(self.before, self.pairs)),
            "after": rounded(Fraction(self.after, self.pairs)),
            "change": rounded(Fraction(self.after - self.before, self.pairs)),
            "change_low": low,
            "change_high": high,
            "class_gain": self._class_gain(),
            "mean_gain": self._mean_gain(),
            "full_before": self.full_before,
            "effect": self._effect(),
        }

    def _interval(self):
        """The mean change lies between these with 95 % confidence (Student's t)."""
        n, total = self.pairs, self.after - self.before
        squares = n * self.change_squares - total**2
        reach = student(n - 1) * sqrt(squares / (n * (n - 1)) / n)
        return round(total / n - reach), round(total / n + reach)

    def _class_gain(self):
        """Undefined where nothing was left to gain."""
        left = self.pairs * WHOLE - self.before
        return rounded(Fraction(WHOLE * (self.after - self.before), left)) if left else None

    def _mean_gain(self):
        could = self.pairs - self.full_before
        return rounded(self.gains / could) if could else None

    def _effect(self):
        """None where nobody differs from anybody."""
        n = self.pairs
        before = deviation_from(n, self.before, self.before_squares)
        after = deviation_from(n, self.after, self.after_squares)
        of_both = sqrt((before**2 + after**2) / 2)
        return round(100 * (self.after - self.before) / n / of_both) if of_both else None


@dataclass(frozen=True)
class Comparison:
    """What may be said of the pairs of a level. All figures are None under five pairs.

    `class_gain` is Hake's: what was gained of what could be gained, from the means; `mean_gain` the mean of each
    person's own, without the `full_before` people who had everything right before and could gain nothing.
    `effect` is Cohen's d with the mean of both variances, in hundredths; gains are ten-thousandths.
    """

    pairs: int
    only_before: int
    only_after: int
    before: int | None = None
    after: int | None = None
    change: int | None = None
    change_low: int | None = None
    change_high: int | None = None
    class_gain: int | None = None
    mean_gain: int | None = None
    full_before: int = 0
    effect: int | None = None
    spread_before: tuple = ()
    spread_after: tuple = ()

    @property
    def is_shown(self):
        return self.pairs >= SMALLEST

    @property
    def taken_before(self):
        return self.pairs + self.only_before

    @property
    def steps(self):
        """The histogram as lines: from, to (percent), how many before, how many after; two steps of 5 % in one."""
        width = 100 * 2 // BINS
        for place in range(0, BINS, 2):
            counts = [sum(counts[place : place + 2]) for counts in (self.spread_before, self.spread_after)]
            yield place * width // 2, place * width // 2 + width, *counts


def compare(befores, afters):
    """From the scores by person of both tests."""
    both = sorted(befores.keys() & afters.keys())
    pairs = [Pair(befores[person], afters[person]) for person in both]
    sums = Sums.of(pairs, only_before=len(befores) - len(pairs), only_after=len(afters) - len(pairs))
    left = {"pairs": sums.pairs, "only_before": sums.only_before, "only_after": sums.only_after}
    if len(pairs) < SMALLEST:
        return Comparison(**left)
    return Comparison(
        **left,
        **sums.compared(),
        spread_before=tuple(spread([pair.before for pair in pairs])),
        spread_after=tuple(spread([pair.after for pair in pairs])),
    )


def student(freedom):
    """The 97.5 % point of Student's t, by the expansion of Cornish and Fisher: right to 0.001 from 4 on."""
    z = _Z
    terms = [
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    ]
    return z + sum(term / freedom**power for power, term in enumerate(terms, 1))


# ---- From the database ----


def of_level(level):
    """The comparison of a level that has both tests; None where it has not. Two queries."""
    if level.pretest_id is None or level.posttest_id is None:
        return None
    return compare(_scores(level.pretest_id), _scores(level.posttest_id))


def _scores(assessment):
    return dict(Result.objects.filter(assessment=assessment).values_list("person", "score"))


@dataclass(frozen=True)
class Own:
    """A person's own two scores. Either may be missing."""

    before: int | None
    after: int | None

    @property
    def change(self):
        return None if None in (self.before, self.after) else self.after - self.before


def of_person(person, level):
    """What a person had before and after a level; None where there is nothing to show."""
    tests = [level.pretest_id, level.posttest_id]
    if not any(tests):
        return None
    scores = dict(
        Result.objects.filter(person=person, assessment__in=filter(None, tests)).values_list(
            "assessment", "score"
        )
    )
    own = Own(scores.get(level.pretest_id), scores.get(level.posttest_id))
    return own if scores else None


@dataclass(frozen=True)
class LevelTest:
    """One of the two tests as a person finds it: `state` is that of the newest attempt, None without one."""

    which: str
    assessment: Assessment
    state: str | None
    score: int | None

    @property
    def is_begun(self):
        return self.state == AttemptState.OPEN


@dataclass(frozen=True)
class Tests:
    """`offered` is what the person can take now, `own` what came of those taken."""

    offered: list
    own: Own | None


def of_classroom(person, level, *, is_done):
    """Both tests as a person finds them in the classroom, in one query: the post-test once everything `is_done`.

    Who has begun the modules may still take the pre-test; nothing depends on either.
    """
    wanted = {"before": level.pretest_id, "after": level.posttest_id}
    if not any(wanted.values()):
        return Tests([], None)
    rows = _with_standing(person, [pk for pk in wanted.values() if pk])
    found = {
        which: LevelTest(which, rows[pk], rows[pk].state, rows[pk].score)
        for which, pk in wanted.items()
        if pk in rows
    }
    offered = [
        test
        for which, test in found.items()
        if test.state in (None, AttemptState.OPEN) and (which == "before" or is_done)
    ]
    scores = [found[which].score if which in found else None for which in wanted]
    return Tests(offered, Own(*scores) if scores != [None, None] else None)


def _with_standing(person, pks):
    own = {"assessment": OuterRef("pk"), "person": person}
    newest = Attempt.objects.filter(**own).order_by("-number")
    return (
        Assessment.objects.filter(pk__in=pks, is_published=True)
        .annotate(
            state=Subquery(newest.values("state")[:1]),
            score=Subquery(Result.objects.filter(**own).values("score")),
        )
        .in_bulk()
    )


def place_of(assessment, person):
    """Where the pre-test and the post-test of a level stand: in its classroom."""
    level = Level.objects.filter(Q(pretest=assessment) | Q(posttest=assessment)).first()
    return level and (reverse("levels:classroom", args=[level.number]), str(level))


def chart(comparison):
    """The spread of both tests on one scale, as bars for SVG; None where nothing is shown."""
    if comparison is None or not comparison.is_shown:
        return None
    steps = list(comparison.steps)
    most = max(max(before, after) for _from, _to, before, after in steps)
    return {
        "most": most,
        "bars": [
            {
                "x": 44 + place * 30,
                "before": _bar(before, most),
                "after": _bar(after, most),
                "label": f"{lowest}–{highest}%",
                "counts": (before, after),
            }
            for place, (lowest, highest, before, after) in enumerate(steps)
        ],
    }


def _bar(count, most):
    height = round(228 * count / most) if most else 0
    return {"y": 240 - height, "height": height}
