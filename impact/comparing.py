"""What a hub's people say beside what everybody says, question by question.

A level is compared within its survey, once that has been closed. An event of a hub is compared with all events whose
survey has been closed. Whatever would tell of fewer than five is left out, and with it what would give it away.
"""

import csv
import io
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from accounts.tables import harmless
from evaluations import results as outcome
from evaluations.models import Answer, QuestionKind
from evaluations.suppression import SMALLEST


@dataclass(frozen=True)
class Side:
    """Answers of one group to one question: how many, and the mean or the share of each option."""

    count: int
    values: list
    percents: list


@dataclass(frozen=True)
class Row:
    label: str
    own: object
    own_percent: int | None
    everybody: object
    everybody_percent: int | None


@dataclass(frozen=True)
class Line:
    """One question. A side is None where it may not be shown."""

    question: object
    own: Side | None
    everybody: Side | None

    @property
    def rows(self):
        is_scale = self.question.kind == QuestionKind.SCALE
        labels = [_("mean")] if is_scale else self.question.options
        return [
            Row(label, *_at(self.own, number), *_at(self.everybody, number))
            for number, label in enumerate(labels)
        ]


def _at(side, number):
    return (side.values[number], side.percents[number]) if side else (None, None)


@dataclass(frozen=True)
class Comparison:
    """`lines` of what all are asked, `local` results of what only this hub asked."""

    results: object
    lines: list
    local: list


def of(local):
    results = outcome.of(local.survey, local.invited)
    everywhere = _of_all_events() if local.is_of_event else {}
    lines = [
        _of_event(result, everywhere.get(result.question.pk))
        if local.is_of_event
        else _of_country(result, local)
        for result in results.questions
        if _is_compared(result.question, local)
    ]
    mine = [result for result in results.questions if _is_own(result.question, local)]
    return Comparison(results, lines, mine)


def _is_compared(question, local):
    """Events have only the core questions in common, the people of a level all that was not asked by one hub."""
    if question.kind == QuestionKind.TEXT:
        return False
    return question.is_core if local.is_of_event else not question.country


def _is_own(question, local):
    """The whole survey of an event is the hub's, of a level what only its country was asked."""
    if local.is_of_event:
        return not question.is_core or question.kind == QuestionKind.TEXT
    return question.country == local.country


def _of_event(result, everywhere):
    own = _side(result.question, _counted(result.said)) if result.is_shown else None
    return Line(result.question, own, everywhere and _side(result.question, everywhere))


def _of_country(result, local):
    """Nothing of a country before the first closing: there is no country to compare until then."""
    said = result.compared.get(local.country, []) if local.country in result.shown_countries else []
    own = _side(result.question, _counted(said)) if said else None
    return Line(
        result.question, own, _side(result.question, _counted(result.said)) if result.is_shown else None
    )


def _counted(said):
    return Counter((number, tuple(choices)) for number, choices, _text in said)


def _of_all_events():
    """`{question: Counter of (number, choices)}` over the closed surveys of all events, of each at least five."""
    rows = Answer.objects.filter(
        question__survey=None,
        sheet__is_counted=True,
        sheet__is_late=False,
        sheet__survey__closed_at__isnull=False,
        sheet__survey__event__isnull=False,
    ).exclude(question__kind=QuestionKind.TEXT)
    said = defaultdict(Counter)
    columns = rows.order_by().values_list("sheet__survey", "question", "number", "choices")
    for survey, question, number, choices, times in columns.annotate(times=Count("pk")):
        said[survey, question][number, tuple(choices)] += times
    found = defaultdict(Counter)
    for (_survey, question), answers in said.items():
        if answers.total() >= SMALLEST:
            found[question].update(answers)
    return found


def _side(question, answers):
    count = answers.total()
    if question.kind == QuestionKind.SCALE:
        numbers = [number for (number, _choices), times in answers.items() for _time in range(times)]
        mean = outcome.mean(numbers)
        return Side(count, [mean], [int((mean - 1) * 25)])
    times = [
        sum(number for (_number, choices), number in answers.items() if option in choices)
        for option in range(len(question.options))
    ]
    percents = [outcome.percent(number, count) for number in times]
    return Side(count, percents, percents)


def as_csv(comparison):
    """The figures of the page as a table; what is hidden there is hidden here."""
    few = _("fewer than five: not shown")
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_head())
    for line in comparison.lines:
        own = line.own.count if line.own else few
        everybody = line.everybody.count if line.everybody else few
        for row in line.rows:
            cells = [line.question.text, row.label, own, row.own, everybody, row.everybody]
            writer.writerow(["" if cell is None else harmless(str(cell)) for cell in cells])
    return "\ufeff" + out.getvalue()


def _head():
    return [
        _("question"),
        _("answer"),
        _("own: answers"),
        _("own: mean or percent"),
        _("all: answers"),
        _("all: mean or percent"),
    ]
