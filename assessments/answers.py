"""The shape of an answer, kind by kind, as JSON: what is stored in `AttemptQuestion.answer`.

    single       option id                        42
    multiple     list of option ids, rising       [41, 43]
    true_false   {option id as text: true/false}  {"41": true, "42": false}
    matching     {item id as text: option id}     {"7": 41, "8": 44}
    ordering     all option ids, first to last    [43, 41, 42]
    numeric      decimal number as text, a point  "0.35"
    short_text   the text                         "Start noradrenaline …"

`None` is "not answered": nothing chosen, or the choice taken back.

Browsers send the fields of a form, with a script and without one: {name: list of values}. `read` makes an answer
of them, `fields` goes the other way.

    single, numeric, short_text   answer=…
    multiple                      answer=… once for each that is ticked
    true_false                    s41=true
    matching                      i7=41
    ordering                      p43=1   the number of each step
"""

import re
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from assessments.models import Kind

LONGEST_TEXT = 5000
# So many digits fit into what is asked for: 14 of them, 4 behind the point.
_NUMBER = re.compile(r"[+-]?(\d{1,10}([.,]\d{0,8})?|[.,]\d{1,8})")


def read(version, fields):
    """The answer that a form gives. Refuses, in words for the person, what this question cannot be answered with."""
    return _READERS[version.kind](version, fields)


def fields(version, answer):
    """The fields of a form that gives this answer."""
    if answer is None:
        return {}
    return _WRITERS.get(version.kind, lambda given: {"answer": [str(given)]})(answer)


def _options(version):
    return {str(option.pk): option.pk for option in version.options.all()}


def _one(fields, name):
    return next((value.strip() for value in fields.get(name, []) if value.strip()), "")


def _of_list(value, known):
    if value not in known:
        raise ValidationError(
            _("This is not among the answers of this question. Please load the page again.")
        )
    return known[value]


def _single(version, fields):
    chosen = _one(fields, "answer")
    return _of_list(chosen, _options(version)) if chosen else None


def _multiple(version, fields):
    known = _options(version)
    ticked = {_of_list(value, known) for value in fields.get("answer", []) if value}
    return sorted(ticked) or None


def _true_false(version, fields):
    said = {key: _one(fields, f"s{key}") for key in _options(version)}
    values = {"true": True, "false": False}
    return {key: _of_list(value, values) for key, value in said.items() if value} or None


def _matching(version, fields):
    known = _options(version)
    chosen = {str(item.pk): _one(fields, f"i{item.pk}") for item in version.items.all()}
    return {key: _of_list(value, known) for key, value in chosen.items() if value} or None


def _ordering(version, fields):
    places = {pk: _one(fields, f"p{key}") for key, pk in _options(version).items()}
    if not any(places.values()):
        return None
    if sorted(places.values()) != sorted(str(number) for number in range(1, len(places) + 1)):
        raise ValidationError(
            _("Give each step a number of its own, from 1 to %(last)s.") % {"last": len(places)}
        )
    return sorted(places, key=lambda pk: int(places[pk]))


def _numeric(version, fields):
    typed = "".join(_one(fields, "answer").split()).replace("−", "-")
    if not typed:
        return None
    if not _NUMBER.fullmatch(typed):
        raise ValidationError(_("Write a plain number, such as 0.35 or 12."))
    return f"{Decimal(typed.replace(',', '.')).normalize() + 0:f}"  # plus nothing: -0 is 0


def _short_text(version, fields):
    text = "\n".join(line.rstrip() for line in _one(fields, "answer").replace("\0", "").splitlines())
    if len(text) > LONGEST_TEXT:
        raise ValidationError(
            _("This is longer than %(longest)s characters. Please shorten it.") % {"longest": LONGEST_TEXT}
        )
    return text or None


_READERS = {
    Kind.SINGLE: _single,
    Kind.MULTIPLE: _multiple,
    Kind.TRUE_FALSE: _true_false,
    Kind.MATCHING: _matching,
    Kind.ORDERING: _ordering,
    Kind.NUMERIC: _numeric,
    Kind.SHORT_TEXT: _short_text,
}
_WRITERS = {
    Kind.MULTIPLE: lambda given: {"answer": [str(pk) for pk in given]},
    Kind.TRUE_FALSE: lambda given: {f"s{key}": [str(value).lower()] for key, value in given.items()},
    Kind.MATCHING: lambda given: {f"i{key}": [str(value)] for key, value in given.items()},
    Kind.ORDERING: lambda given: {f"p{pk}": [str(place)] for place, pk in enumerate(given, 1)},
}
