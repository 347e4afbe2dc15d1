"""Captions of videos: WebVTT, read strictly enough that what is published shows in every browser."""

import html
import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_BYTES = 512 * 1024
_STAMP = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMING = re.compile(rf"{_STAMP}[ \t]+-->[ \t]+{_STAMP}(?:[ \t]+.*)?")
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Cue:
    """What is said, from when to when (milliseconds)."""

    start: int
    end: int
    text: str

    @property
    def start_seconds(self):
        return self.start // 1000


def read(data):
    """The cues of a WebVTT file, as bytes. Raises ValidationError with one message for each line that is wrong."""
    if len(data) > MOST_BYTES:
        raise ValidationError(_("Captions have at most 512 KB."), code="too_big")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValidationError(_("Captions are text in UTF-8."), code="encoding") from None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        raise ValidationError(_("Line 1: the file has to begin with WEBVTT."), code="no_webvtt")
    cues, errors = _cues(lines)
    if errors:
        raise ValidationError(errors)
    if not cues:
        raise ValidationError(_("There are no captions in the file."), code="empty")
    return cues


def _cues(lines):
    cues, errors, latest = [], [], 0
    for number, block in _blocks(lines):
        timing = next((place for place, line in enumerate(block) if "-->" in line), None)
        if timing is None:
            if not re.match(r"(NOTE|STYLE|REGION)\b", block[0]):
                errors.append(_at(number, _("there is no time before this text.")))
            continue
        cue, problem = _cue(block[timing], block[timing + 1 :], latest)
        if problem:
            errors.append(_at(number + timing, problem))
        else:
            cues.append(cue)
            latest = cue.start
    return cues, errors


def _cue(timing, words, latest):
    """(cue, what is wrong with it): one of them is None."""
    found = _TIMING.fullmatch(timing.strip())
    if not found:
        return None, _("a time looks like this: 00:05.000 --> 00:08.500")
    start, end = _milliseconds(found.groups()[:4]), _milliseconds(found.groups()[4:])
    text = html.unescape(_TAG.sub("", " ".join(word.strip() for word in words))).strip()
    if end <= start:
        return None, _("it ends before it begins.")
    if start < latest:
        return None, _("it begins before the one above.")
    if not text:
        return None, _("there are no words after the time.")
    return Cue(start, end, text), None


def _blocks(lines):
    """(number of the first line, lines) of each block after the head, blank lines between them."""
    block, first, in_head = [], 0, True
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            block, first = [*block, line], first or number
        elif block:
            if not in_head:
                yield first, block
            block, first, in_head = [], 0, False


def _milliseconds(parts):
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths


def _at(number, problem):
    return _("Line %(number)s: %(problem)s") % {"number": number, "problem": problem}
