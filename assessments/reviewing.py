"""What a person sees of an attempt afterwards, as far as the assessment's policy goes."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from assessments import marking, papers, rescoring
from assessments.models import Assessment, AttemptQuestion, Decision, Kind, QuestionVersion, Rescoring
from assessments.standing import standing


class Depth(IntEnum):
    SCORE = 0  # the score alone
    TOPICS = 1  # the points by topic too; everything else later
    MARKS = 2  # which answers were right, without the key
    ALL = 3


class Verdict:
    RIGHT, PARTLY, WRONG, WAITS, UNCOUNTED = "right", "partly", "wrong", "waits", "uncounted"


@dataclass
class Line:
    """One option, statement, item or step: what was given and, where it may be seen, what is right."""

    text: str
    given: str = ""
    right: str = ""
    is_right: bool | None = None


@dataclass
class Reviewed:
    """One question: what was asked, what was answered, what it earned and why. `rule`: it was scored anew."""

    row: AttemptQuestion
    version: QuestionVersion
    verdict: str
    lines: list = field(default_factory=list)
    rule: Rescoring | None = None


@dataclass
class TopicPoints:
    title: str
    earned: int = 0
    of: int = 0

    @property
    def percent(self):
        return self.earned // self.of if self.of else 0


def review_of(attempt):
    """The context of the review page: how deep it goes, the standing, and the questions as far as they may be seen."""
    rows = list(attempt.questions.select_related("version__question__topic"))
    now = standing(attempt.assessment, attempt.person)
    depth = _depth(attempt, now)
    return {
        "attempt": attempt,
        "standing": now,
        "depth": depth.name,
        "topics": _by_topic(rows) if depth >= Depth.TOPICS and attempt.score is not None else [],
        "questions": _reviewed(rows, depth) if depth >= Depth.MARKS else [],
        "comes_later": depth == Depth.TOPICS,
    }


def _depth(attempt, now):
    policy = attempt.assessment.review
    if policy == Assessment.Review.WHEN_DONE:
        return Depth.ALL if _is_done(attempt.assessment, now) else Depth.TOPICS
    return {
        Assessment.Review.NEVER: Depth.SCORE,
        Assessment.Review.RIGHT_OR_WRONG: Depth.MARKS,
        Assessment.Review.AT_ONCE: Depth.ALL,
    }[policy]


def _is_done(assessment, now):
    """Nothing more to be won by knowing the key: passed, no attempt left, or closed. Never while one is under way."""
    if now.open_attempt:
        return False
    is_closed = assessment.closes_at and assessment.closes_at <= timezone.now()
    return bool(any(one.is_passed for one in now.attempts) or now.left == 0 or is_closed)


def _by_topic(rows):
    topics = {}
    for row in rows:
        if row.is_counted:
            topic = row.version.question.topic
            points = topics.setdefault(topic.pk, (topic.order, TopicPoints(topic.title)))[1]
            points.earned += 100 * row.points
            points.of += marking.ALL
    return [
        points for _order, points in sorted(topics.values(), key=lambda entry: (entry[0], entry[1].title))
    ]


def _reviewed(rows, depth):
    versions = papers.load([row.version_id for row in rows])
    rules = rescoring.in_force(list(versions))
    return [_one(row, versions[row.version_id], depth, rules.get(row.version_id)) for row in rows]


def _one(row, version, depth, rule):
    lines = _LINES[version.kind](row, version)
    if depth < Depth.ALL:
        for line in lines:
            line.right, line.is_right = "", None
    shown = [line for line in lines if line.given or depth == Depth.ALL]
    is_otherwise = rule is not None and rule.decision != Decision.AS_WRITTEN
    return Reviewed(row, version, _verdict(row), shown, rule if is_otherwise else None)


def _verdict(row):
    if not row.is_counted:
        return Verdict.UNCOUNTED
    if row.points is None:
        return Verdict.WAITS
    return {marking.ALL: Verdict.RIGHT, 0: Verdict.WRONG}.get(row.points, Verdict.PARTLY)


# ---- Lines, kind by kind ----


def _chosen(row, version):
    """Every option in the order the person saw, with what was ticked and what should have been."""
    ticked = {row.answer} if isinstance(row.answer, int) else set(row.answer or [])
    options = {option.pk: option for option in version.options.all()}
    return [
        Line(
            options[pk].text,
            given=_("Your answer") if pk in ticked else "",
            right=_("Right answer") if options[pk].is_correct else "",
            is_right=options[pk].is_correct == (pk in ticked),
        )
        for pk in row.option_order
    ]


def _statements(row, version):
    words = {True: _("True"), False: _("False"), None: _("Not answered")}
    said = row.answer or {}
    options = {option.pk: option for option in version.options.all()}
    return [
        Line(
            options[pk].text,
            words[said.get(str(pk))],
            words[options[pk].is_correct],
            said.get(str(pk)) is options[pk].is_correct,
        )
        for pk in row.option_order
    ]


def _matched(row, version):
    texts = defaultdict(
        lambda: _("Not answered"), {option.pk: option.text for option in version.options.all()}
    )
    said = row.answer or {}
    return [
        Line(
            item.text,
            texts[said.get(str(item.pk))],
            texts[item.answer_id],
            said.get(str(item.pk)) == item.answer_id,
        )
        for item in version.items.all()
    ]


def _ordered(row, version):
    texts = {option.pk: option.text for option in version.options.all()}
    key = list(texts)
    given = row.answer or [None] * len(key)
    return [
        Line(str(place), texts.get(mine, _("Not answered")), texts[right], mine == right)
        for place, (mine, right) in enumerate(zip(given, key, strict=True), 1)
    ]


def _number(row, version):
    unit = f" {version.unit}" if version.unit else ""
    given = number_format(Decimal(row.answer)) + unit if row.answer is not None else _("Not answered")
    right = number_format(version.target.normalize())
    if version.tolerance:
        right = f"{right} ± {number_format(version.tolerance.normalize())}"
    return [Line("", given, right + unit, row.points == marking.ALL)]


def _text(row, version):
    return [Line("", row.answer or _("Not answered"), version.guidance)]


_LINES = {
    Kind.SINGLE: _chosen,
    Kind.MULTIPLE: _chosen,
    Kind.TRUE_FALSE: _statements,
    Kind.MATCHING: _matched,
    Kind.ORDERING: _ordered,
    Kind.NUMERIC: _number,
    Kind.SHORT_TEXT: _text,
}
