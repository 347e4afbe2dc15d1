"""A question as it is written down, apart from the database: what files, the form, the lint and the checks speak."""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from hashlib import sha256

from django.core.files.storage import default_storage

from assessments.models import Kind

WITH_OPTIONS = {Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE, Kind.MATCHING, Kind.ORDERING}
WITH_KEY = {Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE}


@dataclass(frozen=True)
class DraftOption:
    text: str
    is_correct: bool = False
    stays_last: bool = False


@dataclass(frozen=True)
class DraftItem:
    """A short story of an extended-matching question; `answer` is the text of the option that fits."""

    text: str
    answer: str


@dataclass(frozen=True)
class DraftImage:
    """Either `content`, cleaned already (pictures.py), or the name under which the file is `stored`."""

    alt: str = ""
    content: bytes = field(default=b"", repr=False)
    stored: str = ""

    def read(self):
        if not self.stored:
            return self.content
        with default_storage.open(self.stored) as file:
            return file.read()


@dataclass(frozen=True)
class QuestionDraft:
    """`topic` is a slug; `options` of kind `ordering` are in the right order; `line` is where a file has it."""

    code: str
    topic: str
    tier: str
    difficulty: str
    kind: str
    prompt: str
    vignette: str = ""
    options: tuple[DraftOption, ...] = ()
    items: tuple[DraftItem, ...] = ()
    target: Decimal | None = None
    tolerance: Decimal | None = None
    unit: str = ""
    guidance: str = ""
    explanation: str = ""
    reference: str = ""
    image: DraftImage | None = None
    line: int = field(default=0, compare=False)

    @property
    def keys(self):
        """The right options."""
        return [option for option in self.options if option.is_correct]


def of_version(version):
    """The draft that says what this version says. Options and items should be prefetched."""
    question = version.question
    texts = {option.pk: option.text for option in version.options.all()}
    return QuestionDraft(
        code=question.code,
        topic=question.topic.slug,
        tier=question.tier,
        difficulty=question.difficulty,
        kind=version.kind,
        vignette=version.vignette,
        prompt=version.prompt,
        options=tuple(
            DraftOption(option.text, option.is_correct, option.stays_last) for option in version.options.all()
        ),
        items=tuple(DraftItem(item.text, texts[item.answer_id]) for item in version.items.all()),
        target=version.target,
        tolerance=version.tolerance,
        unit=version.unit,
        guidance=version.guidance,
        explanation=version.explanation,
        reference=version.reference,
        image=DraftImage(version.image_alt, stored=version.image.name) if version.image else None,
    )


def digest(draft):
    """A short name for exactly these words, to see whether somebody else has changed them meanwhile."""
    return sha256(repr(draft).encode()).hexdigest()[:16]


def says_the_same(one, other):
    """Whether people would be asked the same: where the questions are filed does not matter here."""
    filed = {"code": "", "topic": "", "tier": "", "difficulty": "", "image": None}
    if replace(one, **filed) != replace(other, **filed):
        return False
    return _picture(one.image) == _picture(other.image)


def _picture(image):
    return image and (image.alt, image.read())
