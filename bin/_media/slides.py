"""Which picture is seen when: bullets come one after another, each with the words that speak of it."""

import json
import re
from itertools import combinations_with_replacement
from pathlib import Path

import typst

from . import sources

PAGE = Path(__file__).with_name("film.typ")
PER_SECOND = 10
# A slide stands a little before its first word; a bullet comes in this many pictures.
AHEAD, FADE = 0.45, 3


def pictures(film, states):
    """A PNG of 1280 x 720 for each state (slide, bullets that are there, how far the last of them has come)."""
    facts = film | {
        "states": [{"slide": slide, "bullets": bullets, "come": come} for slide, bullets, come in states]
    }
    compiler = typst.Compiler(
        input=str(PAGE), root=str(PAGE.parent), font_paths=[str(sources.FONTS)], ignore_system_fonts=True
    )
    made = compiler.compile(format="png", ppi=72, sys_inputs={"film": json.dumps(facts)})
    return made if isinstance(made, list) else [made]


def timeline(bullets_of, sentences, seconds):
    """The states in order, each with the number of pictures it lasts."""
    changes = [(0, (0, 0, 1.0))]
    for number, bullets in enumerate(bullets_of[1:], start=1):
        said = [sentence for sentence in sentences if sentence.slide == number]
        changes.append((_frame(said[0].begin - AHEAD), (number, 0, 1.0)))
        for index, moment in enumerate(_moments(bullets, said), start=1):
            first = max(_frame(moment), changes[-1][0] + 1)
            changes += [(first + step - 1, (number, index, step / FADE)) for step in range(1, FADE + 1)]
    ends = [frame for frame, _state in changes[1:]] + [_frame(seconds)]
    return [(state, end - begin) for (begin, state), end in zip(changes, ends, strict=True)]


def begins(timeline):
    """The second at which each slide begins."""
    at, found = 0, {}
    for (slide, _bullets, _come), pictures in timeline:
        found.setdefault(slide, at / PER_SECOND)
        at += pictures
    return list(found.values())


def _frame(seconds):
    return round(seconds * PER_SECOND)


def _moments(bullets, said):
    """When each bullet comes: in order, with the phrase that shares most words with it, else evenly."""
    phrases = [phrase for sentence in said for phrase in _phrases(sentence)]
    first, last = said[0].begin, said[-1].end
    even = [first + (last - first) * index / len(bullets) for index in range(len(bullets))]

    def worth(choice):
        shared = sum(
            len(_words(bullet) & _words(phrases[at][1])) for bullet, at in zip(bullets, choice, strict=True)
        )
        away = sum(abs(phrases[at][0] - moment) for at, moment in zip(choice, even, strict=True))
        together = len(choice) - len(set(choice))
        return shared - 0.25 * away - 0.5 * together

    best = max(combinations_with_replacement(range(len(phrases)), len(bullets)), key=worth)
    return [phrases[at][0] + 0.7 * best[:index].count(at) for index, at in enumerate(best)]


def _phrases(sentence):
    """What is said between two breaths, with the time at which it begins (by the letters before it)."""
    letter = (sentence.end - sentence.begin) / len(sentence.text)
    for phrase in re.finditer(r"[^,;:–]+[,;:–]*", sentence.text):
        yield sentence.begin + phrase.start() * letter, phrase[0]


def _words(text):
    """By their first five letters, so that singular and plural are one."""
    return {word[:5] for word in re.findall(r"[a-z0-9]{4,}", text.lower())}
