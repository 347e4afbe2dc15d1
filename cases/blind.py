"""All that a reviewer or privacy checker ever sees of a case, field by field. What is not named here is not shown.

A page, a mail or a list for them takes its facts from here and never from the case itself. In all that the authors
wrote, their names, addresses, workplaces and countries are covered up as well: they were asked to leave them out, and
this is what catches the rest.
"""

from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import covering
from accounts.likeness import workplace_of
from cases import content
from cases.content import Text
from cases.models import Repository

# What wards are named after stands in half of all cases, and tells nothing of who wrote them.
WARDS = frozenset(
    word
    for line in (
        "acute anaesthesia anaesthesiology anesthesia anesthesiology burns cancer cardiac cardiology children trauma",
        "county city district health healthcare heart high dependency icu infection infections internal kidney liver",
        "lung maternity microbiology military nephrology neurology neurosurgery obstetrics oncology orthopaedics",
        "paediatric paediatrics pediatric pediatrics pulmonology respiratory resuscitation sepsis surgery surgical",
        "therapy toxicology transplant transplantation ward women",
    )
    for word in line.split()
)


@dataclass(frozen=True)
class Choice:
    """`where`: what a comment on this answer is kept under, here as everywhere (`cases.content.texts_of`)."""

    where: str
    text: str
    is_best: bool


@dataclass(frozen=True)
class Question:
    where: str
    heading: str
    text: str
    choices: tuple[Choice, ...]
    explanation: str
    after: str

    @property
    def where_explained(self):
        return f"{self.where}.explanation"


@dataclass(frozen=True)
class Plate:
    """A picture: neither its address nor anything else says what file was handed in."""

    picture: int
    kind: str
    width: int
    height: int
    alt: str
    caption: str
    after: str

    @property
    def where(self):
        return f"plate.{self.picture}.alt"

    @property
    def url(self):
        return reverse("cases:picture", args=[self.picture, self.kind])


@dataclass(frozen=True)
class Section:
    where: str
    heading: str
    text: str
    plates: tuple[Plate, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Reference:
    where: str
    text: str
    address: str


@dataclass(frozen=True)
class Facet:
    name: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """One revision. `authors` is empty where the review is blind. `rest` stands after no part of the text."""

    code: str
    number: int
    title: str
    facets: tuple[Facet, ...]
    sections: tuple[Section, ...]
    points: tuple[Text, ...]
    questions: tuple[Question, ...]
    references: tuple[Reference, ...]
    plates: tuple[Plate, ...]
    changed: str
    authors: tuple[str, ...] = ()

    @property
    def rest(self):
        """Questions and pictures whose part was not written."""
        parts = {section.where for section in self.sections}

        def stray(things):
            return tuple(thing for thing in things if f"section.{thing.after}" not in parts)

        return {"plates": stray(self.plates), "questions": stray(self.questions)}


def sheet(revision):
    """The country of the patient is left out: it is nearly always that of the authors (see `place`)."""
    cover = cover_of(revision)
    covered = {text.where: text for text in _texts(revision, cover)}
    told = content.of(revision)
    questions = tuple(_questions(told, covered))
    plates = tuple(_plates(revision, covered))
    return Sheet(
        code=revision.case.code,
        number=revision.number,
        title=_text(covered, "title"),
        facets=tuple(_facets(revision)),
        sections=tuple(_sections(covered, plates, questions)),
        points=tuple(text for where, text in covered.items() if where.startswith("point.")),
        questions=questions,
        references=tuple(_references(told, covered, cover)),
        plates=plates,
        changed=_text(covered, "changed"),
        authors=() if Repository.current().is_blind else tuple(_names(revision.case)),
    )


def texts(revision):
    """`cases.content.texts_of` for somebody who must not learn who wrote it."""
    return _texts(revision, cover_of(revision))


def place(revision):
    """Where the patient was treated, in words: for the privacy check alone, which must know how rare a case is there."""
    return str(revision.country.name) if revision.country else ""


def cover_of(revision):
    """A function that covers up, in any text about the case, whose it is. For findings, notes and differences too."""
    return covering.cover_of(_secrets(revision)) if Repository.current().is_blind else str


def telling_words(workplace):
    """What sets a workplace apart, without the names of wards: of two colleagues one may write them, and one not."""
    return workplace_of(workplace) - WARDS


def _texts(revision, cover):
    return [text._replace(text=cover(text.text)) for text in content.texts_of(revision)]


def _text(covered, where):
    return covered[where].text if where in covered else ""


def _facets(revision):
    topics = revision.topics.order_by("kind", "order", "name")
    for kind, group in groupby(topics, key=lambda topic: topic.get_kind_display()):
        yield Facet(kind, tuple(topic.name for topic in group))
    if revision.age_band:
        yield Facet(_("Age of the patient"), (revision.get_age_band_display(),))
    yield Facet(_("Level"), (str(revision.level),))


def _sections(covered, plates, questions):
    for where, text in covered.items():
        kind, _dot, key = where.partition(".")
        if kind == "section":
            yield Section(
                where,
                text.label,
                text.text,
                tuple(plate for plate in plates if plate.after == key),
                tuple(question for question in questions if question.after == key),
            )


def _questions(told, covered):
    for number, question in enumerate(told.questions, start=1):
        where = f"question.{question.key}"
        choices = (
            Choice(f"{where}.{one.key}", _text(covered, f"{where}.{one.key}"), one.is_best)
            for one in question.choices
        )
        yield Question(
            where=where,
            heading=_("Question %(number)s") % {"number": number},
            text=_text(covered, where),
            choices=tuple(choices),
            explanation=_text(covered, f"{where}.explanation"),
            after=question.after,
        )


def _references(told, covered, cover):
    """An address in which something has to be covered up would lead to the authors: it is left out."""
    for number, one in enumerate(told.references, start=1):
        where = f"reference.{number}"
        if where in covered:
            address = one.address if cover(one.address) == one.address else ""
            yield Reference(where, covered[where].text, address)


def _plates(revision, covered):
    for plate in revision.plates.select_related("picture"):
        picture = plate.picture
        place = f"plate.{picture.pk}"
        yield Plate(
            picture=picture.pk,
            kind=picture.mime.partition("/")[2],
            width=picture.width,
            height=picture.height,
            alt=_text(covered, f"{place}.alt"),
            caption=_text(covered, f"{place}.caption"),
            after=plate.after,
        )


def _names(case):
    return (f"{author.name}, {author.workplace}".strip(", ") for author in case.authors.all())


def _secrets(revision):
    authors = list(
        revision.case.authors.select_related("person__profile").prefetch_related("person__emailaddress_set")
    )
    people = {author.person for author in authors if author.person} | {revision.case.author}
    workplaces = {author.workplace for author in authors} | {_workplace(person) for person in people}
    names = {author.name for author in authors} | {person.name for person in people}
    whole = {
        *names,
        *_parts(workplaces),
        *_addresses(authors, people),
        *(name for country in _countries(revision, people) for name in _names_of(country)),
    }
    telling = {word for workplace in workplaces for word in telling_words(workplace)}
    return covering.secrets(whole=whole, names={*names, *telling})


def _parts(workplaces):
    """“University Hospital, Kraków” and “Kraków”, but never “Intensive care unit” where it comes first."""
    pieces = {piece.strip() for workplace in workplaces for piece in (workplace, *workplace.split(","))}
    return {piece for piece in pieces if telling_words(piece)}


def _addresses(authors, people):
    """Whole ones, and the part after the @: it is the hospital's."""
    addresses = {author.email for author in authors} | {person.email for person in people}
    addresses |= {row.email for person in people for row in person.emailaddress_set.all()}
    return {part for address in addresses for part in (address, address.rpartition("@")[2]) if part}


def _workplace(person):
    return person.profile.workplace if hasattr(person, "profile") else ""


def _countries(revision, people):
    homes = {person.profile.country for person in people if hasattr(person, "profile")}
    return {country for country in {revision.country, *homes} if country}


def _names_of(country):
    """In the language of the reader, and in English, in which most cases are written."""
    with translation.override("en"):
        english = str(country.name)
    return {english, str(country.name)}
