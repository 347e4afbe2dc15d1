"""Captions (WebVTT) from sentences with times: at most two lines of 42 characters, parted where one breathes."""

import html
import textwrap
from dataclasses import dataclass
from itertools import combinations, pairwise

WIDTH, LINES = 42, 2


@dataclass
class Cue:
    begin: float
    end: float
    lines: list


def cues(sentences):
    made = [cue for sentence in sentences for cue in _of(sentence)]
    # A caption stays over a pause between two sentences: less flicker.
    for cue, following in pairwise(made):
        if following.begin - cue.end < 0.5:
            cue.end = following.begin
    return made


def vtt(made):
    blocks = [f"{_clock(cue.begin)} --> {_clock(cue.end)}\n" + "\n".join(cue.lines) for cue in made]
    return (
        "\n\n".join(
            ["WEBVTT", *(html.escape(block, quote=False).replace("--&gt;", "-->") for block in blocks)]
        )
        + "\n"
    )


def _of(sentence):
    """Within a sentence time goes by the letters; a comma is a breath."""
    parts = _parts(sentence.text.split())
    weights = [len(part) + 4 * sum(part.count(mark) for mark in ",;:") for part in parts]
    letter = (sentence.end - sentence.begin) / sum(weights)
    begin = sentence.begin
    for part, weight in zip(parts, weights, strict=True):
        yield Cue(begin, begin + weight * letter, _lines(part))
        begin += weight * letter


def _parts(words):
    """As few parts as fit, of like length, parted after a comma where there is one."""
    for count in range(1, len(words) + 1):
        choices = [_cut(words, cuts) for cuts in combinations(range(1, len(words)), count - 1)]
        fitting = [parts for parts in choices if all(map(_fits, parts))]
        if fitting:
            return min(fitting, key=_unrest)
    raise ValueError(f"A word is longer than a line: {' '.join(words)}")


def _cut(words, cuts):
    edges = [0, *cuts, len(words)]
    return [" ".join(words[begin:end]) for begin, end in pairwise(edges)]


def _fits(part):
    lines = textwrap.wrap(part, WIDTH, break_long_words=False, break_on_hyphens=False)
    return len(lines) <= LINES and all(len(line) <= WIDTH for line in lines)


def _unrest(parts):
    mean = sum(map(len, parts)) / len(parts)
    return sum(abs(len(part) - mean) for part in parts) - 40 * sum(part[-1] in ",;:" for part in parts[:-1])


def _lines(part):
    """Two lines of like length rather than a long and a short one."""

    def wrap(width):
        return textwrap.wrap(part, width, break_long_words=False, break_on_hyphens=False)

    needed = len(wrap(WIDTH))
    return next(
        wrap(width) for width in range(10, WIDTH + 1) if len(wrap(width)) == needed and _narrow(wrap(width))
    )


def _narrow(lines):
    return all(len(line) <= WIDTH for line in lines)


def _clock(seconds):
    thousandths = round(seconds * 1000)
    return f"{thousandths // 3600000:02}:{thousandths // 60000 % 60:02}:{thousandths // 1000 % 60:02}.{thousandths % 1000:03}"
