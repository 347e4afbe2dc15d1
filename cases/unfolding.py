"""A case in steps: what was found, then “What would you do?”, then what happened. Pure: no reader stands in it."""

from dataclasses import dataclass

from django.urls import reverse

from cases import content
from cases.content import Question
from cases.models import Section


@dataclass(frozen=True)
class Plate:
    """A picture. Its address says nothing of the file that was handed in."""

    url: str
    width: int
    height: int
    alt: str
    caption: str


@dataclass(frozen=True)
class Part:
    key: str
    heading: str
    text: str
    plates: tuple[Plate, ...] = ()


@dataclass(frozen=True)
class Step:
    """Parts that are read together, and the question asked after them. The last step has none: it ends the case."""

    number: int
    parts: tuple[Part, ...]
    question: Question | None = None


@dataclass(frozen=True)
class Told:
    """A published version as it is read. There are two steps at least: the learning points are always unfolded."""

    steps: tuple[Step, ...]
    points: tuple[str, ...]
    references: tuple

    @property
    def questions(self):
        return [step.question for step in self.steps if step.question]

    def question(self, key):
        return next((question for question in self.questions if question.key == key), None)


def tell(version):
    """Three queries: the revision, the headings, the pictures."""
    revision = version.revision
    told = content.of(revision)
    parts = _parts(revision, told)
    return Told(steps=tuple(_steps(parts, told.questions)), points=told.points, references=told.references)


def _parts(revision, told):
    titles = dict(Section.objects.values_list("key", "title"))
    keys = [key for key in content.in_order(told.sections, titles) if told.sections[key].strip()]
    plates = _plates(revision, keys)
    return [Part(key, titles.get(key, key), told.sections[key], tuple(plates.get(key, ()))) for key in keys]


def _plates(revision, keys):
    """By the part they stand after; where that was not written, they come at the end."""
    plates = {}
    for plate in revision.plates.select_related("picture"):
        picture = plate.picture
        address = reverse("cases:picture", args=[picture.pk, picture.mime.partition("/")[2]])
        place = _place(plate.after, keys)
        plates.setdefault(place, []).append(
            Plate(address, picture.width, picture.height, plate.alt, plate.caption)
        )
    return plates


def _steps(parts, questions):
    """Each question ends a step. What comes after the last one, if anything, comes with the learning points."""
    keys = [part.key for part in parts]
    number, held = 0, []
    for part in parts:
        held.append(part)
        for question in questions:
            if _place(question.after, keys) == part.key:
                number += 1
                yield Step(number, tuple(held), question)
                held = []
    if not number:
        number, held = 1, []
        yield Step(1, tuple(parts))
    yield Step(number + 1, tuple(held))


def _place(after, keys):
    return after if after in keys else keys[-1] if keys else ""
