"""What a case says, as it is stored in `Revision.content`. Plain text everywhere: what looks like markup is text."""

import re
from dataclasses import asdict, dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from cases.models import Section

MOST_POINTS = 5
MOST_QUESTIONS = 6
MOST_CHOICES = 6
MOST_REFERENCES = 20


@dataclass(frozen=True)
class Choice:
    """One answer that a question offers. `key` is unique within its question and never changes."""

    key: str
    text: str
    is_best: bool = False


@dataclass(frozen=True)
class Question:
    """“What would you do?”: asked after the part `after` (the key of a `Section`), before the next one is shown.

    `key` is unique within the case and never changes: answers of readers are kept under it.
    """

    key: str
    after: str
    text: str
    choices: tuple[Choice, ...] = ()
    explanation: str = ""


@dataclass(frozen=True)
class Reference:
    text: str
    address: str = ""


@dataclass(frozen=True)
class Content:
    """sections: text by the key of its `Section`. A part that is not written is not in it."""

    sections: dict[str, str] = field(default_factory=dict)
    points: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    references: tuple[Reference, ...] = ()

    def as_json(self):
        return asdict(self)

    @classmethod
    def from_json(cls, stored):
        """Reads what `as_json` wrote, and the empty dict of a revision whose texts were deleted."""
        questions = stored.get("questions", [])
        return cls(
            sections=dict(stored.get("sections", {})),
            points=tuple(stored.get("points", [])),
            questions=tuple(
                Question(**one | {"choices": tuple(Choice(**choice) for choice in one["choices"])})
                for one in questions
            ),
            references=tuple(Reference(**one) for one in stored.get("references", [])),
        )


class Text(NamedTuple):
    """One text of a revision. `where` names its place for comments, notes, findings and the diff."""

    where: str
    label: str
    text: str


def of(revision):
    return Content.from_json(revision.content)


def texts_of(revision):
    """All that an author wrote in a revision, in the order in which it is read. Empty texts are left out.

    Places: "title", "section.<key>", "point.<n>", "question.<key>", "question.<key>.<choice>",
    "question.<key>.explanation", "reference.<n>", "plate.<picture>.alt", "plate.<picture>.caption", "changed".
    """
    content = of(revision)
    titles = dict(Section.objects.values_list("key", "title"))
    texts = [Text("title", _("Title"), revision.title)]
    texts += (
        Text(f"section.{key}", titles.get(key, key), content.sections[key])
        for key in in_order(content.sections, titles)
    )
    texts += (
        Text(f"point.{n}", _("Learning point %(number)s") % {"number": n}, point)
        for n, point in enumerate(content.points, start=1)
    )
    for n, question in enumerate(content.questions, start=1):
        texts += _texts_of_question(n, question)
    texts += (
        Text(f"reference.{n}", _("Reference %(number)s") % {"number": n}, one.text)
        for n, one in enumerate(content.references, start=1)
    )
    for n, plate in enumerate(revision.plates.all(), start=1):
        name = {"number": n}
        texts.append(
            Text(f"plate.{plate.picture_id}.alt", _("Picture %(number)s, description") % name, plate.alt)
        )
        texts.append(
            Text(f"plate.{plate.picture_id}.caption", _("Picture %(number)s, caption") % name, plate.caption)
        )
    texts.append(Text("changed", _("What is new"), revision.changed))
    return [text for text in texts if text.text.strip()]


def _texts_of_question(n, question):
    name = {"number": n}
    yield Text(f"question.{question.key}", _("Question %(number)s") % name, question.text)
    for place, choice in enumerate(question.choices, start=1):
        label = _("Question %(number)s, answer %(answer)s") % {"number": n, "answer": place}
        yield Text(f"question.{question.key}.{choice.key}", label, choice.text)
    yield Text(
        f"question.{question.key}.explanation",
        _("Question %(number)s, explanation") % name,
        question.explanation,
    )


def in_order(sections, titles):
    """Keys as the office orders them; what it has removed since comes last, so that nothing written is lost."""
    known = [key for key in titles if key in sections]
    return known + [key for key in sections if key not in titles]


def words_in(text):
    return len(re.findall(r"\S+", text))
