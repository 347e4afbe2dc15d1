"""What devices send about an attempt, and which of two answers to a question counts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from assessments.models import AttemptQuestion


class Outcome(StrEnum):
    SAVED = "saved"
    KNOWN = "known"  # the same sending had arrived before
    SUPERSEDED = "superseded"  # kept, but another device's later answer counts
    REFUSED = "refused"  # no answer to this question
    OVER = "over"  # given after the end
    ENDED = "ended"  # the attempt had been handed in, or its grace was over


@dataclass(frozen=True)
class Sent:
    """One answer on its way. `device` and `sequence` name the sending, so the same one twice counts once.

    fields:     the form of the question, as `assessments.answers` reads it; None where only the flag changes
    revision:   one more than the revision the device saw, so it is later than that one
    given_at:   the moment of the click, by the device's clock set right by the server's
    is_flagged: None leaves the flag as it is
    """

    order: int
    device: UUID
    sequence: int
    revision: int
    given_at: datetime
    fields: dict | None = None
    is_flagged: bool | None = None


@dataclass(frozen=True)
class Taken:
    """What became of it. `row` as it is now; `words` for the person where there is something to say."""

    sent: Sent
    outcome: Outcome
    row: AttemptQuestion | None = None
    words: str = ""


def revision_of(row, sent):
    """Never more than one ahead of the server's: a device can only have seen what the server had said."""
    return max(1, min(sent.revision, row.revision + 1))


def counts(row, sent, given_at):
    """Whether an answer replaces the one that counts: the later revision wins.

    Who had seen the answer that counts makes a later revision than that. Two devices that had both seen the same
    one make the same revision: then the later click wins, and of the same moment what arrives later.
    """
    revision = revision_of(row, sent)
    if row.answered_at is None or revision != row.revision:
        return revision > row.revision
    return given_at >= row.answered_at
