"""Questions as the person sees them: in the order of the attempt, filled in with what was given.

The words of a version in use never change, so whatever of them was rendered once is kept: see `stencils`.
"""

from dataclasses import dataclass, field
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from assessments import answers, papers
from assessments.models import AttemptQuestion, Kind, QuestionVersion
from assessments.stencils import Stencil

PIECES_KEPT = 20_000


@dataclass
class Sheet:
    """One question on paper. `fields` are those of its form; `said` is what is wrong with them, if anything."""

    row: AttemptQuestion
    version: QuestionVersion
    fields: dict = field(default_factory=dict)
    said: str = ""

    @property
    def number(self):
        return self.row.order

    @property
    def next_revision(self):
        return self.row.revision + 1

    @property
    def is_answered(self):
        return self.row.answer is not None

    @property
    def choices(self):
        """What can be ticked, picked or typed, with what was given."""
        return mark_safe("".join(_WRITERS.get(self.version.kind, _whole)(self)))  # noqa: S308  rendered by templates


def of(rows):
    """The sheets of an attempt's questions, in order."""
    versions = papers.load([row.version_id for row in rows])
    return [
        Sheet(row, versions[row.version_id], answers.fields(versions[row.version_id], row.answer))
        for row in rows
    ]


def sections(all_sheets, current, address, is_over, **of_current):
    """HTML of all questions, the current one shown. `of_current` is HTML that stands there only: see the template."""
    nothing = dict.fromkeys(of_current, "")
    last = all_sheets[-1].number
    return mark_safe(  # noqa: S308  filled with numbers, and with what templates have rendered
        "".join(
            _section(get_language(), sheet.version.pk, sheet.number == last, is_over).fill(
                number=sheet.number,
                count=last,
                hidden="" if sheet.number == current else " hidden",
                action=f"{address}{sheet.number}/",
                revision=sheet.next_revision,
                flagged=" checked" if sheet.row.is_flagged else "",
                said=escape(sheet.said),
                choices=sheet.choices,
                **(of_current if sheet.number == current else nothing),
            )
            for sheet in all_sheets
        )
    )


@lru_cache(maxsize=PIECES_KEPT)
def _section(language, version_pk, is_last, is_over):
    version = papers.load([version_pk])[version_pk]
    context = {"version": version, "is_last": is_last, "is_over": is_over}
    return Stencil("assessments/_section.html", context, BLANKS)


BLANKS = [
    "number",
    "count",
    "hidden",
    "action",
    "revision",
    "flagged",
    "said",
    "choices",
    "clock",
    "token",
    "saving",
]


def overview(all_sheets, current, address):
    """HTML of the list of all questions, each with its state."""
    return mark_safe(  # noqa: S308  filled with numbers
        "".join(
            _entry(get_language(), sheet.is_answered, sheet.row.is_flagged, sheet.number == current).fill(
                number=sheet.number, action=f"{address}{sheet.number}/"
            )
            for sheet in all_sheets
        )
    )


@lru_cache(maxsize=100)
def _entry(language, is_answered, is_flagged, is_current):
    context = {"is_answered": is_answered, "is_flagged": is_flagged, "is_current": is_current}
    return Stencil("assessments/_entry.html", context, ["number", "action"])


@lru_cache(maxsize=PIECES_KEPT)
def _option(language, version_pk, option_pk, given):
    version = papers.load([version_pk])[version_pk]
    options = list(version.options.all())
    option = next(one for one in options if one.pk == option_pk)
    context = {"option": option, "given": given, "places": range(1, len(options) + 1)}
    return render_to_string(f"assessments/kinds/{version.kind}.html", context)


def _options(sheet, given_of):
    language = get_language()
    return [_option(language, sheet.version.pk, pk, given_of(pk)) for pk in sheet.row.option_order]


def _ticked(sheet):
    ticked = set(sheet.fields.get("answer", []))
    return _options(sheet, lambda pk: str(pk) in ticked)


def _statements(sheet):
    return _options(sheet, lambda pk: _first(sheet.fields, f"s{pk}"))


def _steps(sheet):
    """As the person has put them, else as they were mixed."""
    places = {pk: _first(sheet.fields, f"p{pk}") for pk in sheet.row.option_order}
    steps = _options(sheet, places.get)
    if all(place.isdigit() for place in places.values()):
        order = [int(place) for place in places.values()]
        steps = [step for _place, step in sorted(zip(order, steps, strict=True))]
    return ['<ol class="steps-to-order">', *steps, "</ol>"]


def _whole(sheet):
    """What has no options to keep one by one."""
    options = {option.pk: option for option in sheet.version.options.all()}
    context = {
        "version": sheet.version,
        "typed": _first(sheet.fields, "answer"),
        "options": [options[pk] for pk in sheet.row.option_order],
        "items": [(item, _first(sheet.fields, f"i{item.pk}")) for item in sheet.version.items.all()],
    }
    return render_to_string(f"assessments/kinds/{sheet.version.kind}.html", context)


def _first(fields, name):
    return next(iter(fields.get(name, [])), "")


_WRITERS = {
    Kind.SINGLE: _ticked,
    Kind.MULTIPLE: _ticked,
    Kind.TRUE_FALSE: _statements,
    Kind.ORDERING: _steps,
}
