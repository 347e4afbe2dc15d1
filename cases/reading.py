"""A case as one reader sees it: what is unfolded, what was answered, what others answered, what was asked."""

from dataclasses import dataclass

from django.utils.functional import cached_property

from cases import unfolding
from cases.models import AskedQuestion, Case, Reading
from cases.peers import Bars, Peers
from cases.unfolding import Step


@dataclass(frozen=True)
class Shown:
    """One step on the page. `own`: the key of the own answer; `bars`: what everybody answered, once there is one."""

    step: Step
    own: str = ""
    bars: Bars | None = None


class Standing:
    """What the page of a case shows to a reader. Visitors and its authors read it as a whole, and answer nothing."""

    def __init__(self, case, reader):
        self.case, self._reader = case, reader
        self.version = case.entry.version
        self.told = unfolding.tell(self.version)
        signed_in = reader.is_authenticated
        self.is_author = signed_in and Case.objects.written_by(reader).filter(pk=case.pk).exists()
        self.unfolds = signed_in and not self.is_author
        self.reading = Reading.objects.filter(case=case, person=reader).first() if self.unfolds else None

    @property
    def step(self):
        """The number of steps shown. After a correction there may be fewer than somebody had unfolded."""
        last = len(self.told.steps)
        return min(self.reading.step if self.reading else 1, last) if self.unfolds else last

    @property
    def is_whole(self):
        return self.step == len(self.told.steps)

    @property
    def is_kept(self):
        return bool(self.reading and self.reading.is_kept)

    @property
    def is_corrected(self):
        """Whether the reader knows an earlier version."""
        return bool(self.reading and self.reading.version_id != self.version.pk)

    @cached_property
    def shown(self):
        steps = self.told.steps[: self.step]
        if not self.unfolds:
            return [Shown(step) for step in steps]
        peers = Peers(self.case, [step.question for step in steps if step.question])
        own = peers.own(self._reader)
        bars = peers.bars(own)
        return [Shown(step, *_answered(step.question, own, bars)) for step in steps]

    @property
    def may_go_on(self):
        """Whether all that is asked so far is answered, and there is more to unfold."""
        return (
            self.unfolds and not self.is_whole and all(one.own or not one.step.question for one in self.shown)
        )

    @property
    def is_next_last(self):
        return self.step + 1 == len(self.told.steps)

    @property
    def chain(self):
        """For each step whether it is read, in their order."""
        return [step.number <= self.step for step in self.told.steps]

    @cached_property
    def questions(self):
        """What readers asked and an editor let through; own ones in whatever state."""
        rows = AskedQuestion.objects.filter(case=self.case)
        return list(rows.seen_by(self._reader))


def _answered(question, own, bars):
    return (own[question.key], bars[question.key]) if question and question.key in own else ("", None)
