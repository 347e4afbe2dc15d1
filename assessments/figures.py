"""From the answers in the database to the figures of an assessment and its questions.

First attempts only: later ones are given by people who have seen such questions before. Read in one pass, so that
100,000 answers take seconds.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from django.db.models import prefetch_related_objects

from assessments import flags, statistics
from assessments.guessing import by_chance
from assessments.models import (
    Assessment,
    AssessmentFigures,
    AttemptQuestion,
    AttemptState,
    Contest,
    Kind,
    QuestionFigures,
    QuestionVersion,
)

AT_ONCE = 5000
# Options can be counted where each stands for itself.
WITH_OPTIONS = {Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE}


@dataclass
class Column:
    """All answers to one version: who stands where is the same person in each list."""

    points: list = field(default_factory=list)
    rests: list = field(default_factory=list)
    scores: list = field(default_factory=list)
    countries: list = field(default_factory=list)
    answers: list = field(default_factory=list)

    def add(self, points, rest, score, country, answer):
        self.points.append(points)
        self.rests.append(rest)
        self.scores.append(score)
        self.countries.append(country)
        self.answers.append(answer)


@dataclass
class Gathered:
    """`columns` by version; `forms` maps the versions that counted for somebody to everybody's points in them."""

    columns: dict = field(default_factory=lambda: defaultdict(Column))
    forms: dict = field(default_factory=lambda: defaultdict(list))
    scores: list = field(default_factory=list)
    passed: int = 0


def gather(assessment):
    """All first attempts at an assessment that are scored."""
    found = Gathered()
    for _attempt, rows in groupby(_rows(assessment), key=itemgetter(0)):
        _take_in(found, list(rows))
    return found


def _rows(assessment):
    firsts = AttemptQuestion.objects.filter(
        attempt__assessment=assessment, attempt__number=1, attempt__state=AttemptState.SCORED
    ).order_by("attempt_id", "version_id")
    return firsts.values_list(
        "attempt_id",
        "version_id",
        "points",
        "is_counted",
        "answer",
        "attempt__score",
        "attempt__is_passed",
        "attempt__person__profile__country",
    ).iterator(chunk_size=AT_ONCE)


def _take_in(found, rows):
    """One attempt."""
    counted = [points for _a, _v, points, counts, *_rest in rows if counts]
    score, is_passed, country = rows[0][5:]
    found.scores.append(score)
    found.passed += is_passed
    versions = tuple(version for _a, version, _p, counts, *_rest in rows if counts)
    found.forms[versions].append(counted)
    for _attempt, version, points, counts, answer, *_rest in rows:
        if points is None:
            continue
        others = counted if counts else [*counted, points]
        found.columns[version].add(points, statistics.rest(points, others), score, country, answer)


# ---- The whole assessment ----


def of_assessment(assessment, found, versions, thresholds):
    figures = AssessmentFigures(assessment=assessment, people=len(found.scores), passed=found.passed)
    if len(found.scores) < thresholds.fewest:
        return figures
    figures.mean = statistics.mean(found.scores)
    figures.deviation = statistics.deviation(found.scores)
    figures.spread = statistics.spread(found.scores)
    figures.guessing = _guessing(found, versions)
    if assessment.form == Assessment.Form.FIXED:
        _add_reliability(figures, found, thresholds)
    return figures


def _guessing(found, versions):
    """The mean over all questions as often as they were given."""
    chances = [(by_chance(versions[pk]), len(column.points)) for pk, column in found.columns.items()]
    given = sum(count for _chance, count in chances)
    return sum(chance * count for chance, count in chances) // given if given else None


def _add_reliability(figures, found, thresholds):
    """Over those who had exactly the same versions: a question revised in between makes another form."""
    rows = max(found.forms.values(), key=len)
    figures.compared = len(rows)
    if len(rows) < thresholds.fewest:
        return
    value, low, high = statistics.alpha(list(zip(*rows, strict=True)))
    figures.reliability, figures.reliability_low, figures.reliability_high = value, low, high
    scores = [100 * sum(row) // len(row) for row in rows]
    figures.measurement_error = statistics.measurement_error(statistics.deviation(scores), value)


# ---- Each question ----


def of_questions(assessment, found, versions, thresholds):
    contests = _contests(found.columns)
    return [
        _of_question(assessment, versions[pk], column, contests[pk], thresholds)
        for pk, column in found.columns.items()
    ]


def load_versions(pks):
    versions = QuestionVersion.objects.in_bulk(pks)
    prefetch_related_objects(list(versions.values()), "options")
    return versions


def _contests(versions):
    """How many people contest each, whatever was answered: dismissed ones say something too."""
    return Counter(Contest.objects.filter(version__in=list(versions)).values_list("version_id", flat=True))


def _of_question(assessment, version, column, contests, thresholds):
    figures = QuestionFigures(assessment=assessment, version=version, count=len(column.points))
    figures.skipped = sum(answer is None for answer in column.answers)
    dead = []
    if figures.count >= thresholds.fewest:
        figures.share = statistics.share(column.points)
        figures.share_low, figures.share_high = statistics.wilson(column.points)
        figures.countries = _countries(column, thresholds)
        if None not in column.rests:
            figures.discrimination = statistics.correlation(column.points, column.rests)
        dead = _add_options(figures, version, column, thresholds)
    if figures.count >= thresholds.fewest_for_groups:
        figures.groups_apart = statistics.groups_apart(column.points, column.scores)
    figures.flags = flags.of(figures, thresholds, contests=contests, dead=dead)
    return figures


def _add_options(figures, version, column, thresholds):
    """Who chose what, the best third beside the weakest. Returns the options that are hardly chosen."""
    if version.kind not in WITH_OPTIONS:
        return []
    picked = [_picked(version.kind, answer) for answer in column.answers]
    best, weakest = statistics.ends(column.scores, 1, 3)
    everybody, top, bottom = (statistics.chosen(picked, places) for places in (None, best, weakest))
    figures.top, figures.bottom = len(best), len(weakest)
    figures.options = [
        {"id": one.pk, "chosen": everybody[one.pk], "top": top[one.pk], "bottom": bottom[one.pk]}
        for one in version.options.all()
    ]
    if version.kind == Kind.TRUE_FALSE:
        return []
    wrong = [one.pk for one in version.options.all() if not one.is_correct]
    figures.distractors, dead = statistics.efficiency(everybody, wrong, figures.count, thresholds.dead_below)
    return dead


def _picked(kind, answer):
    """The options of an answer, in whichever shape (answers.py); of statements, those said to be true."""
    if answer is None:
        return []
    if kind == Kind.TRUE_FALSE:
        return [int(key) for key, is_true in answer.items() if is_true]
    return answer if kind == Kind.MULTIPLE else [answer]


def _countries(column, thresholds):
    """Side by side, those with enough people; nothing where there is nothing to compare."""
    sizes = Counter(str(country) for country in column.countries if country)
    names = sorted(name for name, size in sizes.items() if size >= thresholds.fewest)
    rows = [_country(name, column) for name in names]
    return rows if len(rows) > 1 and None not in column.rests else []


def _country(name, column):
    places = [place for place, country in enumerate(column.countries) if str(country) == name]
    return {
        "country": name,
        "count": len(places),
        "share": statistics.share([column.points[place] for place in places]),
        "rest": statistics.mean([column.rests[place] or 0 for place in places]),
    }
