"""A revision as its privacy checker looks at it: all of its text, place by place, with what the portal points out."""

from dataclasses import dataclass
from itertools import groupby

from cases import blind, content, identifiers
from cases.content import Text


@dataclass(frozen=True)
class Hint:
    """What `cases.identifiers` found, and whether the author has said that it tells nothing."""

    excerpt: str
    rule: str
    why: str
    suggestion: str
    is_ticked: bool


@dataclass(frozen=True)
class Place:
    """Texts that are judged together: a question goes with its answers. Notes are kept under the first of them."""

    where: str
    texts: tuple[Text, ...]
    hints: tuple[Hint, ...]


@dataclass(frozen=True)
class PictureToCheck:
    plate: int
    picture: blind.Plate
    hints: tuple[Hint, ...]


def places(revision, hints):
    """All texts but those of pictures, which stand with their picture."""
    texts = [text for text in blind.texts(revision) if not text.where.startswith("plate.")]
    for place, group in groupby(texts, key=lambda text: _place_of(text.where)):
        grouped = tuple(group)
        yield Place(grouped[0].where, grouped, tuple(hints.get(place, ())))


def pictures(revision, hints):
    plates = dict(revision.plates.values_list("picture", "pk"))
    for picture in blind.sheet(revision).plates:
        found = hints.get(_place_of(picture.where), ())
        yield PictureToCheck(plates[picture.picture], picture, tuple(found))


def hints(revision):
    """By place. Looked for in the text itself, and shown without what tells whose it is."""
    cover, found = blind.cover_of(revision), {}
    for one in identifiers.find(content.texts_of(revision), own=identifiers.own_of(revision)):
        hint = Hint(cover(one.excerpt), one.rule, one.why, cover(one.suggestion), one.key in revision.ticks)
        found.setdefault(_place_of(one.where), []).append(hint)
    return found


def _place_of(where):
    return ".".join(where.split(".")[:2])
