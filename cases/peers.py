"""What others would have done: the answers to the questions of a case, own ones and those of everybody."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from cases import content
from cases.models import Answer, Version

# Of fewer, a bar would tell who it was.
FEWEST = 5


@dataclass(frozen=True)
class Bar:
    text: str
    is_best: bool
    is_own: bool
    count: int
    percent: int


@dataclass(frozen=True)
class Bars:
    """Counts and percents are shown only where `is_enough`."""

    bars: tuple[Bar, ...]
    total: int

    @property
    def is_enough(self):
        return self.total >= FEWEST


class Peers:
    """The answers to the questions of one version, those given to earlier versions in the same words included."""

    def __init__(self, case, questions):
        self._case = case
        self._questions = {question.key: question for question in questions}
        self._same = {
            (pk, key) for pk, asked in _asked(case) for key in self._questions if self._is(key, asked)
        }

    def own(self, person):
        """{question: choice} of what somebody has answered already."""
        rows = Answer.objects.filter(version__case=self._case, person=person)
        return {
            question: choice
            for version, question, choice in rows.values_list("version", "question", "choice")
            if (version, question) in self._same
        }

    def bars(self, own):
        """{question: Bars} of those that are answered: nobody sees them before."""
        counts = self._counts() if own else {}
        return {key: self._bars(key, choice, counts.get(key, Counter())) for key, choice in own.items()}

    def _is(self, key, asked):
        """Whether the question was asked in the same words. Another explanation changes no answer."""
        now, then = self._questions[key], asked.get(key)
        return then is not None and (now.text, _offered(now)) == (then.text, _offered(then))

    def _counts(self):
        rows = Answer.objects.filter(version__case=self._case).values_list("version", "question", "choice")
        counts = {}
        for version, question, choice, number in rows.annotate(number=Count("pk")).order_by():
            if (version, question) in self._same:
                counts.setdefault(question, Counter())[choice] += number
        return counts

    def _bars(self, key, own, counts):
        total = counts.total()
        bars = (
            Bar(
                choice.text,
                choice.is_best,
                choice.key == own,
                counts[choice.key],
                round(100 * counts[choice.key] / total) if total else 0,
            )
            for choice in self._questions[key].choices
        )
        return Bars(tuple(bars), total)


def _asked(case):
    """(version, its questions by key) of all versions of a case."""
    for version in Version.objects.filter(case=case).select_related("revision"):
        yield version.pk, {question.key: question for question in content.of(version.revision).questions}


def _offered(question):
    return [(choice.key, choice.text) for choice in question.choices]
