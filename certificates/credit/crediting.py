"""From time spent to credits: integers only, for any accreditor's rules.

Amounts are hundredths of a credit. All figures are data of the `Accreditation` (programme-facts A5: one hour is one
credit, once at most 3 a half day and 6 a day, elsewhere 8 a day). Credits are rounded down once a day: two short
halves of a day add up.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import TextChoices
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from certificates.facts import CreditLine, Uncredited
from certificates.models import Form

MORNING, AFTERNOON = 0, 1
# Accreditors count in credits an hour: minutes times that are sixtieths of a hundredth.
SIXTIETHS = 60
NO_LIMIT = 2**62


class Because(TextChoices):
    """Why time earns nothing."""

    PROFESSION = "profession", gettext_lazy("not for this profession")
    VALIDITY = "validity", gettext_lazy("outside the days of validity")
    HALF_DAY = "half_day", gettext_lazy("above the most of a half day")
    DAY = "day", gettext_lazy("above the most of a day")
    MOST = "most", gettext_lazy("above the most of all")
    TOO_SHORT = "too_short", gettext_lazy("too short for the smallest part of a credit")


@dataclass
class Reckoning:
    """What somebody earns under one accreditation; `lost` are the minutes that earn nothing, by the reason."""

    amount: int = 0
    minutes: int = 0
    earned_on: date | None = None
    lost: dict = field(default_factory=dict)

    def lose(self, because, minutes):
        if minutes > 0:
            self.lost[because] = self.lost.get(because, 0) + minutes

    def facts(self, accreditation):
        """As `Facts` of a certificate say it: one line of credits or none, and what earned nothing."""
        line = CreditLine(accreditation.pk, self.amount, self.minutes, self.earned_on, accreditation.number)
        return {
            "credits": (line,) if self.amount else (),
            "uncredited": tuple(
                Uncredited(accreditation.pk, minutes, because.value) for because, minutes in self.lost.items()
            ),
        }


def reckon(accreditation, attended, *, profession, planned=None):
    """`attended` and `planned` are minutes by half day: `{(date, MORNING): 120, …}`. Nothing before it is granted.

    Whoever was there for longer than a half day was planned is credited for what was planned.
    """
    found = Reckoning()
    if not accreditation.is_granted:
        return found
    if planned is not None:
        attended = {half: min(minutes, planned.get(half, 0)) for half, minutes in attended.items()}
    if accreditation.professions and profession not in accreditation.professions:
        found.lose(Because.PROFESSION, sum(attended.values()))
        return found
    for day, halves in _by_day(attended):
        _reckon_day(found, accreditation, day, halves)
    if accreditation.most is not None and found.amount > accreditation.most:
        above = (found.amount - accreditation.most) * SIXTIETHS
        found.lose(Because.MOST, above // accreditation.credits_per_hour)
        found.amount = _rounded(accreditation.most, accreditation)
    return found


def _by_day(attended):
    days = defaultdict(list)
    for (day, _half), minutes in attended.items():
        if minutes > 0:
            days[day].append(minutes)
    return sorted(days.items())


def _reckon_day(found, accreditation, day, halves):
    minutes, rate = sum(halves), accreditation.credits_per_hour
    if not accreditation.is_valid_on(day):
        found.lose(Because.VALIDITY, minutes)
        return
    most_half_day, most_day = _limits(accreditation)
    in_halves = sum(min(half * rate, most_half_day) for half in halves)
    in_day = min(in_halves, most_day)
    amount = _rounded(in_day // SIXTIETHS, accreditation)
    found.lose(Because.HALF_DAY, (minutes * rate - in_halves) // rate)
    found.lose(Because.DAY, (in_halves - in_day) // rate)
    if amount:
        found.amount += amount
        found.minutes += minutes
        found.earned_on = day
    else:
        found.lose(Because.TOO_SHORT, in_day // rate)


def _limits(accreditation):
    """Most of a half day and of a day, in sixtieths. What is learned at home is spread over days as people like."""
    if accreditation.form == Form.E_LEARNING:
        return NO_LIMIT, NO_LIMIT
    most = (accreditation.most_half_day, accreditation.most_day)
    return tuple(NO_LIMIT if one is None else one * SIXTIETHS for one in most)


def _rounded(amount, accreditation):
    return amount - amount % accreditation.step


# ---- Half days --------------------------------------------------------------------------------------------------


def halves(starts_at, ends_at, zone, noon):
    """A stretch of time in pieces that lie in one half day each: `[((date, half), start, end), …]`.

    Where an accreditor's half day ends is published nowhere (programme-facts A5): `noon` is data of the accreditation.
    """
    pieces = []
    # In UTC: between two moments of one zone Python reckons by the clock on the wall.
    starts_at, ends_at = starts_at.astimezone(UTC), ends_at.astimezone(UTC)
    while starts_at < ends_at:
        local = starts_at.astimezone(zone)
        half = AFTERNOON if local.time() >= noon else MORNING
        end = min(ends_at, _end_of(local, half, zone, noon).astimezone(UTC))
        pieces.append(((local.date(), half), starts_at, end))
        starts_at = end
    return pieces


def _end_of(local, half, zone, noon):
    if half == MORNING:
        return datetime.combine(local.date(), noon, zone)
    return datetime.combine(local.date() + timedelta(days=1), time(), zone)


def shared_out(minutes, weights):
    """`minutes` in whole ones over parts by their weights; they add up exactly. Nothing where nothing weighs."""
    total, given, passed = sum(weights.values()), 0, 0
    parts = {}
    for key, weight in weights.items():
        passed += weight
        upto = minutes * passed // total if total else 0
        parts[key], given = upto - given, upto
    return parts


# ---- In words ---------------------------------------------------------------------------------------------------


def in_credits(amount):
    """`5.75`, `3`: hundredths as people write them, in the language of the reader."""
    whole, rest = divmod(amount, 100)
    if not rest:
        return number_format(whole)
    return number_format(f"{whole}.{rest:02}".rstrip("0"))


def explained(accreditation, minutes, uncredited):
    """Sentences that say how an amount came about: what was counted, and what earned nothing (`Uncredited`s)."""
    yield ngettext(
        "%(minutes)s minute counted, at %(rate)s %(unit)s an hour.",
        "%(minutes)s minutes counted, at %(rate)s %(unit)s an hour.",
        minutes,
    ) % {
        "minutes": minutes,
        "rate": in_credits(accreditation.credits_per_hour),
        "unit": accreditation.accreditor.unit,
    }
    for line in uncredited:
        yield uncredited_in_words(accreditation, line.because, line.minutes)


def uncredited_in_words(accreditation, because, minutes):
    """Why some minutes earned nothing, for the person."""
    return REASONS[because]() % {
        "minutes": ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes},
        "unit": accreditation.accreditor.unit,
        "half_day": in_credits(accreditation.most_half_day or 0),
        "day": in_credits(accreditation.most_day or 0),
        "most": in_credits(accreditation.most or 0),
        "step": in_credits(accreditation.step),
        "professions": ", ".join(accreditation.profession_names),
        "first": accreditation.valid_from and date_format(accreditation.valid_from, "DATE_FORMAT"),
        "last": accreditation.valid_until and date_format(accreditation.valid_until, "DATE_FORMAT"),
    }


REASONS = {
    Because.PROFESSION: lambda: _(
        "%(minutes)s earn no %(unit)s: the accreditor gives them to these professions: %(professions)s."
    ),
    Because.VALIDITY: lambda: _(
        "%(minutes)s earn no %(unit)s: the accreditation is valid from %(first)s to %(last)s."
    ),
    Because.HALF_DAY: lambda: _("%(minutes)s earn no %(unit)s: a half day earns at most %(half_day)s."),
    Because.DAY: lambda: _("%(minutes)s earn no %(unit)s: a day earns at most %(day)s."),
    Because.MOST: lambda: _("%(minutes)s earn no %(unit)s: all of it earns at most %(most)s."),
    Because.TOO_SHORT: lambda: _(
        "%(minutes)s earn no %(unit)s: too short for %(step)s, the smallest part that is given."
    ),
}
