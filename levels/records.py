"""What is stored about a person's learning in a level, day by day, in words the person understands."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import Part
from levels.models import Evidence, EvidenceKind, Resource, ScoreShare
from levels.progress import union
from levels.standing import percent
from levels.templatetags.classroom import clock


@dataclass(frozen=True)
class Entry:
    """What happened on one day with one thing. `is_cut`: a browser told of more than can have been."""

    at: datetime
    title: str
    words: str
    resource: Resource | None = None
    is_cut: bool = False


def of_level(person, level):
    """All evidence of the person that concerns this level."""
    in_level = Resource.objects.filter(module__level=level)
    assessments = set(in_level.exclude(assessment=None).values_list("assessment", flat=True))
    assessments |= set(ScoreShare.objects.filter(level=level).values_list("assessment", flat=True))
    assessments |= {level.pretest_id, level.posttest_id} - {None}
    return Evidence.objects.filter(
        Q(resource__module__level=level)
        | Q(level=level)
        | Q(activity__level=level)
        | Q(assessment__in=assessments),
        person=person,
    )


def days_of(evidence):
    """The days on which something happened, the latest first."""
    days = evidence.order_by().annotate(day=TruncDate("happened_at")).values_list("day", flat=True)
    return days.distinct().order_by("-day")


def read(evidence, days):
    """[(day, entries)] of these days, in two queries."""
    if not days:
        return []
    rows = (
        evidence.annotate(day=TruncDate("happened_at"))
        .filter(day__gte=min(days), day__lte=max(days))
        .select_related("resource__module__level", "assessment", "activity", "level")
        .order_by("happened_at", "pk")
    )
    by_day = defaultdict(lambda: defaultdict(list))
    for row in rows.iterator(chunk_size=2000):
        by_day[row.day][_subject(row)].append(row)
    return [(day, [_entry(rows) for rows in by_day[day].values()]) for day in days]


def _subject(row):
    """Pieces of one film on one day are told together; other things each by itself."""
    if row.kind in _TOGETHER:
        return row.kind, row.resource_id
    return row.kind, row.pk


def _entry(rows):
    first = rows[0]
    about = first.resource or first.assessment or first.activity or first.level
    return Entry(
        at=first.happened_at,
        title=str(about),
        words=_WORDS[first.kind](rows),
        resource=first.resource,
        is_cut=any("claimed" in row.data for row in rows),
    )


def _watched(rows):
    pieces = union([row.data["from"] // 1000, row.data["to"] // 1000] for row in rows)
    if not pieces:
        return _("Nothing of it watched")
    return _("Watched %(pieces)s") % {
        "pieces": ", ".join(f"{clock(start)}–{clock(end)}" for start, end in pieces)
    }


def _pages(rows):
    pages = {page for row in rows for page in row.data["pages"]}
    stretches = union([page, page + 1] for page in pages)
    told = ", ".join(f"{start}–{end - 1}" if end - start > 1 else str(start) for start, end in stretches)
    return ngettext("Reached page %(pages)s", "Reached pages %(pages)s", len(pages)) % {"pages": told}


def _scored(rows):
    data = rows[-1].data
    words = _("%(score)s: passed") if data["passed"] else _("%(score)s: not passed")
    return words % {"score": percent(data["score"])}


def _played(rows):
    data = rows[-1].data
    is_done = data.get("completed") or data.get("passed")
    words = _("Lesson completed") if is_done else _("Lesson played")
    return f"{words} ({percent(data['score'])})" if data.get("score") is not None else words


def _attended(rows):
    data = rows[-1].data
    return _("Attended: %(title)s (%(share)s)") % {"title": data["title"], "share": percent(data["share"])}


def _case(rows):
    data = rows[-1].data
    if not data["holds"]:
        return _("A case does not count any more")
    return {
        Part.READ: _("A case worked through"),
        Part.AUTHORED: _("A case published"),
        Part.REVIEWED: _("A case reviewed"),
    }[data["part"]]


def _held(holds, holds_no_more):
    return lambda rows: str(holds()) if rows[-1].data.get("holds") else str(holds_no_more())


_TOGETHER = {EvidenceKind.OPENED, EvidenceKind.WATCHED, EvidenceKind.PAGES, EvidenceKind.PLAYED}
_WORDS = {
    EvidenceKind.OPENED: lambda rows: _("Opened"),
    EvidenceKind.WATCHED: _watched,
    EvidenceKind.PAGES: _pages,
    EvidenceKind.DECLARED: lambda rows: _("You said that you have read it"),
    EvidenceKind.CONTRIBUTED: lambda rows: _("You took part in the discussion"),
    EvidenceKind.PLAYED: _played,
    EvidenceKind.SCORED: _scored,
    EvidenceKind.ATTENDED: _attended,
    EvidenceKind.CASE: _case,
    EvidenceKind.SIGNED_OFF: _held(lambda: _("Signed off by the office"), lambda: _("Sign-off taken back")),
    EvidenceKind.EXEMPTED: _held(
        lambda: _("You need not do one of the requirements"), lambda: _("Exemption taken back")
    ),
    EvidenceKind.COMPLETED: _held(lambda: _("Level completed"), lambda: _("Completion taken back")),
}
