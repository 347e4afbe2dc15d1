"""What people knew before and after a level, and how they did in its assessments."""

from dataclasses import dataclass
from fractions import Fraction

from django.db import connection
from django.db.models import Count as CountRows
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.statistics import WHOLE, rounded
from impact.figures.figure import COLUMNS, NOT_STATED, Count, Figure
from impact.models.milestones import Step
from impact.models.snapshots import SMALLEST, Split
from levels.pairs import Sums

SPLITS = (Split.PROFESSION, Split.CAREER_STAGE)

# ---- Change: the same people before and after ----

# Who has a test in the source, with both scores. The test before may be older than the period that is counted, and who
# took the second one after it did not drop out in it: so the other test is looked for in all that was reached until then.
_TESTED = """
    WITH later AS ({posttests}), earlier AS ({pretests}), tested AS (
        SELECT later.person, later.level, later.country, later.profession, later.career_stage,
               first.value AS before, later.value AS after
          FROM later LEFT JOIN impact_milestone first
            ON first.step = 'pretest' AND first.person = later.person AND first.level = later.level
           AND first.at < %s
        UNION ALL
        SELECT person, level, country, profession, career_stage, value, NULL FROM earlier
         WHERE NOT EXISTS (SELECT FROM impact_milestone second
                            WHERE second.step = 'posttest' AND second.person = earlier.person
                              AND second.level = earlier.level AND second.at < %s)
    )
"""
_TEST_COLUMNS = ["person", "level", "country", "profession", "career_stage", "value"]

# `gains` are rounded to twelve decimals, so the sum of a group is the same in whatever order it is added up.
_SUMS = f"""
    SELECT level, country, {{group}}, count(*) FILTER (WHERE paired),
           sum(before) FILTER (WHERE paired), sum(after) FILTER (WHERE paired),
           sum(before::bigint * before) FILTER (WHERE paired), sum(after::bigint * after) FILTER (WHERE paired),
           sum((after - before)::bigint * (after - before)) FILTER (WHERE paired),
           sum(round({WHOLE}::numeric * (after - before) / ({WHOLE} - before), 12))
               FILTER (WHERE paired AND before < {WHOLE}),
           count(*) FILTER (WHERE paired AND before = {WHOLE}),
           count(*) FILTER (WHERE after IS NULL), count(*) FILTER (WHERE before IS NULL)
      FROM (SELECT *, before IS NOT NULL AND after IS NOT NULL AS paired FROM tested) AS tested
     GROUP BY 1, 2, 3
"""  # noqa: S608  made of constants


@dataclass(frozen=True)
class Change:
    """Pairs, put together. What concerns one to four people beside them stays unsaid."""

    sums: Sums

    @property
    def people(self):
        return self.sums.pairs

    def __add__(self, other):
        return Change(self.sums + other.sums)

    def value(self):
        found = {
            "only_before": _unless_few(self.sums.only_before),
            "only_after": _unless_few(self.sums.only_after),
        }
        if self.people < SMALLEST:
            return found
        compared = self.sums.compared()
        return found | compared | {"full_before": _unless_few(compared["full_before"])}


def _unless_few(people):
    return None if 0 < people < SMALLEST else people


def change(source, split):
    group = "''" if split == Split.TOTAL else COLUMNS[split]
    return {
        (level, country or NOT_STATED, "" if split == Split.TOTAL else code or NOT_STATED): Change(_sums(row))
        for level, country, code, *row in _asked(source, _SUMS.format(group=group))
    }


def _sums(row):
    pairs, *sums, gains, full_before, only_before, only_after = row
    return Sums(
        pairs,
        *(int(total or 0) for total in sums),
        gains=_mended(gains or 0),
        full_before=full_before,
        only_before=only_before,
        only_after=only_after,
    )


def _mended(gains):
    """Thirds that were cut at the twelfth decimal are thirds again: three of them make one."""
    return Fraction(round(Fraction(gains) * 10**6), 10**6)


def _asked(source, query):
    """Rows of a query over `tested`."""
    posttests, pretests = (
        source.milestones.filter(step=step).order_by().values(*_TEST_COLUMNS).query.sql_with_params()
        for step in (Step.POSTTEST, Step.PRETEST)
    )
    before = _TESTED.format(posttests=posttests[0], pretests=pretests[0])
    with connection.cursor() as cursor:
        cursor.execute(before + query, [*posttests[1], *pretests[1], source.until, source.until])
        return cursor.fetchall()


# ---- The same by topic ----

# Of the attempts that count. A topic is compared where the person was asked about it in both tests.
_POINTS = """
    , points AS (
        SELECT tested.person, tested.level, tested.country, topic.slug,
               sum(asked.points) FILTER (WHERE result.assessment_id = level.pretest_id) AS before,
               count(*) FILTER (WHERE result.assessment_id = level.pretest_id) AS asked_before,
               sum(asked.points) FILTER (WHERE result.assessment_id = level.posttest_id) AS after,
               count(*) FILTER (WHERE result.assessment_id = level.posttest_id) AS asked_after
          FROM tested
          JOIN levels_level level ON level.number = tested.level
          JOIN assessments_result result
            ON result.person_id = tested.person AND result.assessment_id IN (level.pretest_id, level.posttest_id)
          JOIN assessments_attemptquestion asked
            ON asked.attempt_id = result.attempt_id AND asked.is_counted AND asked.points IS NOT NULL
          JOIN assessments_questionversion version ON version.id = asked.version_id
          JOIN assessments_question question ON question.id = version.question_id
          JOIN assessments_topic topic ON topic.id = question.topic_id
         WHERE tested.before IS NOT NULL AND tested.after IS NOT NULL
         GROUP BY 1, 2, 3, 4
    )
    SELECT level, country, slug, count(*), sum(before), sum(asked_before), sum(after), sum(asked_after)
      FROM points WHERE asked_before > 0 AND asked_after > 0
     GROUP BY 1, 2, 3
"""


@dataclass(frozen=True)
class Points:
    """Points of so many people in so many questions of a topic; a question has up to a hundred."""

    people: int
    before: int
    asked_before: int
    after: int
    asked_after: int

    def __add__(self, other):
        return Points(
            self.people + other.people,
            self.before + other.before,
            self.asked_before + other.asked_before,
            self.after + other.after,
            self.asked_after + other.asked_after,
        )

    def value(self):
        before, after = _share(self.before, self.asked_before), _share(self.after, self.asked_after)
        return {"before": before, "after": after, "change": after - before}


def _share(points, questions):
    return rounded(Fraction(100 * points, questions))


def change_by_topic(source, split):
    """The total is of all pairs and says no more than how many; what they knew of everything is `change`."""
    if split == Split.TOTAL:
        return {place: Count(found.people) for place, found in change(source, split).items() if found.people}
    return {
        (level, country or NOT_STATED, slug): Points(*map(int, numbers))
        for level, country, slug, *numbers in _asked(source, _POINTS)
    }


# ---- Assessments ----


@dataclass(frozen=True)
class Assessed:
    people: int
    passed: int

    def __add__(self, other):
        return Assessed(self.people + other.people, self.passed + other.passed)

    def value(self):
        return {"passed": rounded(Fraction(WHOLE * self.passed, self.people)) if self.people else None}


def assessed(source, split):
    keys = ["level", "country", *([] if split == Split.TOTAL else [COLUMNS[split]])]
    rows = source.milestones.filter(step=Step.ASSESSED).order_by().values_list(*keys)
    rows = rows.annotate(
        people=CountRows("person", distinct=True),
        passes=CountRows("person", distinct=True, filter=Q(passed=True)),
    )
    return {
        (level, country or NOT_STATED, (group[0] or NOT_STATED) if group else ""): Assessed(people, passes)
        for level, country, *group, people, passes in rows
    }


FIGURES = [
    Figure(
        "change",
        _("Change in knowledge"),
        _(
            "Only people who have a score in the test before the level and in the test after it: the same people twice. "
            "They count by country, profession and career stage as on the day of the test after; who has taken only "
            "the first test, as on the day of that test."
        ),
        change,
        SPLITS,
        moore="3",
        holds={
            "before": _("mean score before, in hundredths of a percent"),
            "after": _("mean score after, in hundredths of a percent"),
            "change": _("mean change, in hundredths of a percent"),
            "change_low": _("the mean change is at least this, with a confidence of 95 in 100 (Student's t)"),
            "change_high": _("the mean change is at most this, with a confidence of 95 in 100 (Student's t)"),
            "class_gain": _(
                "what the group gained of what it could gain (Hake), in ten-thousandths; empty where nothing was left to gain"
            ),
            "mean_gain": _(
                "what a person gained of what there was to gain, on average, in ten-thousandths; without those who had "
                "everything right before"
            ),
            "full_before": _("people who had everything right before; empty for one to four"),
            "effect": _(
                "Cohen's d with the mean of both variances, in hundredths; empty where nobody differs"
            ),
            "only_before": _("people who have taken only the test before; empty for one to four"),
            "only_after": _("people who have taken only the test after; empty for one to four"),
        },
        is_steady=True,
    ),
    Figure(
        "change_by_topic",
        _("Change in knowledge by topic"),
        _(
            "Of the same people, those who were asked about a topic in both tests: their share of the points of its "
            "questions before and after. Questions that were taken out of the score do not count."
        ),
        change_by_topic,
        (Split.TOPIC,),
        moore="3",
        holds={
            "before": _("share of the points before, in hundredths of a percent"),
            "after": _("share of the points after, in hundredths of a percent"),
            "change": _("the difference, in hundredths of a percent"),
        },
        is_steady=True,
    ),
    Figure(
        "assessed",
        _("Assessed"),
        _(
            "People with a score in an assessment that stands in the classroom of the level, by the day of their "
            "first; and the share of them who have passed all those they have a score in."
        ),
        assessed,
        SPLITS,
        moore="3",
        holds={"passed": _("people who have passed, in ten-thousandths of those assessed")},
        is_steady=True,
    ),
]
