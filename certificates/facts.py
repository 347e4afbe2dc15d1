"""What is true of something that a person has earned, as the app that knows it tells it. Plain values only."""

from dataclasses import asdict, dataclass, field, fields
from datetime import date


@dataclass(frozen=True)
class CreditLine:
    """Credits under one accreditation (its id); `amount` in hundredths, `minutes` those that were counted.

    `number` is that of the accreditation: where it was corrected, certificates say something else than what is true.
    """

    accreditation: int
    amount: int
    minutes: int
    earned_on: date
    number: str = ""


@dataclass(frozen=True)
class Uncredited:
    """Minutes that earn nothing under one accreditation (its id), and why (`crediting.Because`). Never printed."""

    accreditation: int
    minutes: int
    because: str


@dataclass(frozen=True)
class Facts:
    """All that a certificate prints, but the name of its holder.

    `dates` are English words, for what has no days (`first_day` None); `score` is in hundredths of a percent.
    `address` leads to what was earned, on this portal. All texts are what they are called in English.
    """

    title: str
    programme: str = ""
    role: str = ""
    dates: str = ""
    first_day: date | None = None
    last_day: date | None = None
    place: str = ""
    is_online: bool = False
    minutes: int = 0
    score: int | None = None
    signatory_name: str = ""
    signatory_post: str = ""
    accreditation_note: str = ""
    address: str = ""
    credits: tuple[CreditLine, ...] = field(default=())
    uncredited: tuple[Uncredited, ...] = field(default=())

    def as_json(self):
        return _plain(asdict(self))

    @classmethod
    def from_json(cls, stored):
        values = stored | {
            "first_day": _day(stored["first_day"]),
            "last_day": _day(stored["last_day"]),
            "credits": tuple(
                CreditLine(**line | {"earned_on": _day(line["earned_on"])}) for line in stored["credits"]
            ),
            "uncredited": tuple(Uncredited(**line) for line in stored.get("uncredited", [])),
        }
        return cls(**values)

    def printed(self):
        """The columns of a certificate that follow from it."""
        return {name: getattr(self, name) for name in PRINTED}


PRINTED = [one.name for one in fields(Facts) if one.name not in ("address", "credits", "uncredited")]


def _plain(value):
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def _day(text):
    return date.fromisoformat(text) if text else None
