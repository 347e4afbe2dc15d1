"""What reading a file gives, whatever its format."""

import hashlib
from dataclasses import dataclass, field, replace

from django.utils.text import slugify
from django.utils.translation import gettext as _

from assessments import checks
from assessments.drafts import QuestionDraft
from assessments.models import Difficulty, Kind, Tier


class Refusal(Exception):
    """Why one question cannot be taken, in words."""


@dataclass(frozen=True)
class Refused:
    line: int
    name: str
    words: str


@dataclass
class Found:
    """A question that can be taken. `notes` name what of it is not."""

    draft: QuestionDraft
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Filing:
    """Where questions go whose file does not say it. `topics` knows slugs by slug and by title, in small letters."""

    topics: dict[str, str]
    topic: str = ""
    tier: str = Tier.UNDERSTAND
    difficulty: str = Difficulty.MEDIUM

    def topic_of(self, name):
        """The slug for what a file calls a topic, else the one that was chosen for the rest."""
        found = self.topics.get(name.strip().lower()) or self.topics.get(slugify(name)) or self.topic
        if not found:
            raise Refusal(
                _("There is no topic “%(name)s”: make it first, or choose one for the rest.") % {"name": name}
                if name
                else _("It names no topic: choose one for the rest.")
            )
        return found

    def tier_of(self, name):
        return _one_of(Tier, name, self.tier, _("There is no tier “%(name)s”."))

    def difficulty_of(self, name):
        return _one_of(Difficulty, name, self.difficulty, _("There is no difficulty “%(name)s”."))


def _one_of(choices, name, otherwise, words):
    if not name:
        return otherwise
    if name.strip().lower() not in choices.values:
        raise Refusal(words % {"name": name})
    return name.strip().lower()


@dataclass
class Reading:
    found: list[Found] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    # Where a format has no pictures, a question without one says nothing about them.
    holds_pictures: bool = False

    def take(self, draft, notes=()):
        """Into what was found, if its parts make a question of its kind; else among the refused."""
        wrong = checks.shape(draft)
        self.refused += [Refused(draft.line, draft.code, words) for words in wrong]
        if not wrong:
            self.found.append(Found(self._with_own_code(draft), list(notes)))

    def refuse(self, line, name, words):
        self.refused.append(Refused(line, name, str(words)))

    def _with_own_code(self, draft):
        """Two questions of one name in a file: the second one gets a number."""
        code, number = draft.code, 1
        while code in self.codes:
            number += 1
            code = f"{draft.code[:74]}-{number}"
        self.codes.add(code)
        return replace(draft, code=code)


def code_of(name, prompt):
    """From the name in the file; where that gives nothing, from the words, so that it is the same next time."""
    return slugify(name)[:76].strip("-_") or "q-" + hashlib.sha256(prompt.encode()).hexdigest()[:10]


def split_story(text, paragraphs=None):
    """(vignette, prompt) of a text that holds both: the last paragraph asks, or as many as are said."""
    pieces = text.strip().split("\n\n")
    story = len(pieces) - 1 if paragraphs is None else min(paragraphs, len(pieces) - 1)
    return "\n\n".join(pieces[:story]).strip(), "\n\n".join(pieces[story:]).strip()


def join_story(draft):
    """(text, number of its paragraphs that are the vignette): what `split_story` takes apart again."""
    if not draft.vignette:
        return draft.prompt, 0
    return f"{draft.vignette}\n\n{draft.prompt}", len(draft.vignette.split("\n\n"))


def choice_kind(kind):
    """A kind that a file names in our own words, None where it names none of ours."""
    return Kind(kind) if kind in Kind.values else None
