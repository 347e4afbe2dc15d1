"""What browsers send about an attempt: one form without a script, or a batch of answers that have waited."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.sending import Sent

MOST_AT_ONCE = 100
MOST_FIELDS = 60
LARGEST_NUMBER = 2**31 - 1


@dataclass(frozen=True)
class Batch:
    """Answers, their moments set right. `hands_in`: the attempt is handed in with them; `wants_all`: the state of
    every question is asked for in return."""

    answers: list
    hands_in: bool
    wants_all: bool


def read_form(post, order):
    """A form that was sent is a sending of its own: with no script there is nobody to repeat it."""
    return Sent(
        order=order,
        device=uuid4(),
        sequence=1,
        revision=_revision(post.get("revision", "")),
        given_at=timezone.now(),
        fields=dict(post.lists()),
        is_flagged="flag" in post,
    )


def read_batch(body):
    """What quiz.js sends. Raises ValidationError for what no page of ours sends.

    A device says what its own clock shows now: by that much its moments are set right.
    """
    try:
        message = json.loads(body)
        ahead = _moment(message["now"]) - timezone.now()
        rows = message["answers"]
        if len(rows) > MOST_AT_ONCE:
            raise ValidationError(_("These are too many at once."))
        answers = [_read(row, ahead) for row in rows]
        return Batch(answers, message.get("hand_in") is True, message.get("all") is True)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise ValidationError(_("This cannot be read.")) from error


def _read(row, ahead):
    fields = row.get("fields")
    return Sent(
        order=_within(row["n"], LARGEST_NUMBER),
        device=UUID(row["device"]),
        sequence=_within(row["sequence"], LARGEST_NUMBER),
        revision=_within(row["revision"], LARGEST_NUMBER),
        given_at=_moment(row["at"]) - ahead,
        fields=None if fields is None else _fields(fields),
        is_flagged=None if row.get("flag") is None else bool(row["flag"]),
    )


def _fields(pairs):
    if len(pairs) > MOST_FIELDS:
        raise ValueError
    fields = {}
    for name, value in pairs:
        if not isinstance(name, str) or not isinstance(value, str):
            raise TypeError
        fields.setdefault(name, []).append(value)
    return fields


def _moment(text):
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError
    return moment


def _within(number, most):
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= most:
        raise ValueError
    return number


def _revision(text):
    """Of a form that says none, the latest there can be: what is sent counts."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else LARGEST_NUMBER
