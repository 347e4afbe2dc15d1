"""What the answers say. Only sheets that are counted in, and never fewer than five."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from django.utils.translation import gettext as _
from django_countries import countries

from evaluations.forms import SCALE
from evaluations.models import Answer, AnswerSheet, Question, QuestionKind, Survey
from evaluations.suppression import SMALLEST, showable
from evaluations.wordings import in_words


@dataclass(frozen=True)
class Bar:
    """How many gave one answer, of `of` people who answered the question."""

    label: str
    count: int
    of: int

    @property
    def percent(self):
        return percent(self.count, self.of)


@dataclass(frozen=True)
class Group:
    """The people of one country on one scale."""

    name: str
    count: int
    mean: Decimal

    @property
    def percent(self):
        """Where the mean lies between 1 and 5: the length of its bar."""
        return int((self.mean - 1) * 25)


@dataclass
class QuestionResult:
    """`said` are the answers as (number, choices, text); `compared` maps countries to the same.

    `awaits_closing`: asked in one country only. Until the first closing such answers would grow one by one.
    """

    question: Question
    said: list = field(default_factory=list)
    compared: dict = field(default_factory=lambda: defaultdict(list))
    awaits_closing: bool = False

    @property
    def count(self):
        return len(self.said)

    @property
    def is_shown(self):
        return self.count >= SMALLEST

    @cached_property
    def numbers(self):
        return [number for number, _choices, _text in self.said]

    @property
    def mean(self):
        return mean(self.numbers)

    @cached_property
    def bars(self):
        if self.question.kind == QuestionKind.SCALE:
            counts = Counter(self.numbers)
            return [Bar(self._step(number), counts[number], self.count) for number in SCALE]
        counts = Counter(choice for _number, choices, _text in self.said for choice in choices)
        return [
            Bar(option, counts[number], self.count) for number, option in enumerate(self.question.options)
        ]

    def _step(self, number):
        ends = {1: self.question.low, 5: self.question.high}
        return f"{number} – {ends[number]}" if number in ends else str(number)

    @cached_property
    def texts(self):
        """In the order of the alphabet, which tells nothing about who wrote when."""
        return sorted((text for _number, _choices, text in self.said), key=str.casefold)

    @cached_property
    def shown_countries(self):
        """Countries that may be shown beside the total of all."""
        return showable({code: len(said) for code, said in self.compared.items()})

    @cached_property
    def groups(self):
        """Countries on a scale, best first; empty where there is nothing to compare."""
        if self.question.kind != QuestionKind.SCALE:
            return []
        found = [
            Group(
                countries.name(code) if code else _("other countries"),
                len(self.compared[code]),
                mean([number for number, _choices, _text in self.compared[code]]),
            )
            for code in self.shown_countries
        ]
        return sorted(found, key=lambda group: (-group.mean, group.name))


@dataclass(frozen=True)
class Results:
    """`received` are all sheets, `counted` those in the results."""

    survey: Survey
    received: int
    counted: int
    questions: list
    invited: int | None = None

    @property
    def new(self):
        return self.received - self.counted

    @property
    def may_count_in(self):
        return self.new >= SMALLEST

    @property
    def missing(self):
        """How many more have to answer before anything new is shown."""
        return max(SMALLEST - self.new, 0)

    @property
    def rate(self):
        """Percent of the people invited who have answered."""
        return percent(self.received, self.invited) if self.invited else None


def of(survey, invited=None):
    """The results of a survey, in four queries; a fifth finds the words of the reader's language."""
    counted = list(AnswerSheet.objects.filter(survey=survey).values_list("is_counted", flat=True))
    found = {
        question.pk: QuestionResult(
            question, awaits_closing=bool(question.country) and survey.closed_at is None
        )
        for question in in_words(survey.asked)
    }
    for question, country, *said in _answers(survey):
        result = found[question]
        if result.question.country and country != result.question.country:
            continue
        result.said.append(said)
        if country is not None and not result.question.country:
            result.compared[country].append(said)
    # Somebody whose attendance was taken back after the answer was invited too, though nobody can tell who.
    asked = invited and max(invited, len(counted))
    return Results(survey, len(counted), sum(counted), list(found.values()), asked)


def _answers(survey):
    """Question, country (None where it is not compared), number, choices, text of each answer counted in.

    Countries are compared once the survey has been closed; until then they would change with each answer.
    """
    answers = Answer.objects.filter(sheet__survey=survey, sheet__is_counted=True)
    columns = ("question", "sheet__country", "number", "choices", "text", "sheet__is_late")
    for question, country, *said, is_late in answers.values_list(*columns):
        is_compared = survey.closed_at is not None and not is_late
        yield question, country if is_compared else None, *said


def mean(numbers):
    """To one decimal, half up: 4.25 is 4.3."""
    return (Decimal(sum(numbers)) / len(numbers)).quantize(Decimal("0.1"), ROUND_HALF_UP) if numbers else None


def percent(part, whole):
    return (200 * part + whole) // (2 * whole) if whole else 0
