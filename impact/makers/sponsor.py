"""The report for sponsors: whom the programme reached and what came of it, without a single name."""

from datetime import UTC

from django.utils import timezone, translation

from impact.documents.content import Document, Part, Table
from impact.figures import FIGURES, NOT_STATED, OTHER
from impact.makers import counted, months
from impact.makers.learned import LEARNED, SAID, learned, said
from impact.makers.method import method
from impact.makers.writing import write
from impact.models.snapshots import Split
from impact.words import Words
from levels.models import Level, Pathway
from registrations import dates
from registrations.models import Event

HEADLINE = ["joined", "enrolled", "certified", "attended"]
BEFORE_LEVELS, AFTER_LEVELS = ["joined", "enrolled"], ["certified"]
OF_A_LEVEL = ["opened", "started", "pretested", "posttested", "completed"]
AT_EVENTS = ["asked", "seated", "attended", "missed"]
NAMES = [*HEADLINE, *OF_A_LEVEL, *AT_EVENTS, "certificates", "cases", "seats", *LEARNED, *SAID]
_SEATS = ["at_home", "given", "free", "released"]


def make(report, tell):
    tell(5)
    now = timezone.now()
    with translation.override("en"), timezone.override(UTC):
        numbers = counted.of_period(report.period, now)
        tell(60)
        document = _document(report, numbers, counted.since_the_beginning(), now)
        tell(80)
        return write(document, report.extension)


def _document(report, numbers, beginning, now):
    pathway = Pathway.objects.first()
    return Document(
        title="What came of the programme",
        kicker="Report for sponsors",
        about=[("Programme", str(pathway or "")), *months.about(report, now)],
        as_of=now,
        notice=months.notice(report, now),
        parts=[
            _programme(pathway),
            _headline(numbers),
            _funnel(numbers),
            _reach(numbers),
            *learned(beginning),
            _events(numbers),
            _seats(numbers),
            *said(beginning),
            method(NAMES),
        ],
    )


def _programme(pathway):
    levels = [
        [f"Level {level.number}", level.title, level.get_format_display(), level.when]
        for level in Level.objects.order_by("number")
    ]
    return Part(
        "What the programme is",
        [pathway.lead, pathway.free_of_charge] if pathway else [],
        [Table("Programme", ["level", "title", "format", "when"], levels)],
    )


def _headline(numbers):
    rows = counted.figure_lines(numbers, HEADLINE)
    for name, key, title in [
        ("certificates", "certificates", "Certificates"),
        ("cases", "published", "Published cases"),
    ]:
        shown = numbers.get(name)
        rows.append(
            [title, counted.FEW if shown.is_hidden else shown[key] or 0, str(FIGURES[name].definition)]
        )
    return Part("In short", [], [Table("Headline", ["what", "figure", "how it is counted"], rows)])


def _funnel(numbers):
    rows = [[str(FIGURES[name].title), counted.people(numbers.get(name))] for name in BEFORE_LEVELS]
    for level in Level.objects.order_by("number").values_list("number", flat=True):
        rows += [
            [f"Level {level}: {FIGURES[name].title}", counted.people(numbers.get(name, level=level))]
            for name in OF_A_LEVEL
        ]
    rows += [[str(FIGURES[name].title), counted.people(numbers.get(name))] for name in AFTER_LEVELS]
    return Part(
        "From the account to the certificate",
        ["People who took each step in these months, whenever they had joined."],
        [Table("Funnel", ["step", "people"], rows, bars=1)],
    )


def _reach(numbers):
    words = Words()

    def table(split, sheet, first, title):
        return counted.groups(
            numbers,
            "enrolled",
            split,
            lambda group: words.group(split, group),
            sheet=sheet,
            head=[first, "people on the pathway"],
            title=title,
        )

    return Part(
        "Who joined",
        ["People who joined the pathway in these months, by what they said of themselves on that day."],
        [
            table(Split.COUNTRY, "Countries", "country", "By country"),
            table(Split.PROFESSION, "Professions", "profession", "By profession"),
            table(Split.CAREER_STAGE, "Career stages", "career stage", "By career stage"),
        ],
    )


def _events(numbers):
    totals = Table(
        "Attendance", ["what", "people", "how it is counted"], counted.figure_lines(numbers, AT_EVENTS)
    )
    found = {name: dict(numbers.groups(name, Split.EVENT)) for name in AT_EVENTS}
    slugs = set().union(*found.values()) - {OTHER}
    events = Event.objects.filter(slug__in=slugs).order_by("starts_at", "slug")
    rows = [
        [event.title, dates.days(event), *(_of_event(numbers, found, name, event) for name in AT_EVENTS)]
        for event in events
    ]
    head = ["event", "days", "asked", "got a place", "attended", "did not come"]
    each = Table(
        "Events",
        head,
        rows,
        title="Event by event",
        note=f"“few”: fewer than {counted.SMALLEST} people, or nobody."
        if rows
        else "No event in these months.",
    )
    return Part("Events and attendance", [], [totals, each])


def _of_event(numbers, found, name, event):
    """Where few people are hidden, it is not said which of the events that are not shown they were at."""
    if event.slug in found[name]:
        return counted.people(found[name][event.slug])
    return "few" if OTHER in found[name] or numbers.get(name).is_hidden else 0


def _seats(numbers):
    words = Words()
    rows = [
        [
            "Anybody" if group == NOT_STATED else words.group(Split.COUNTRY, group),
            *(shown[key] or 0 for key in _SEATS),
        ]
        for group, shown in numbers.groups("seats", Split.COUNTRY)
    ]
    head = ["kept for", "seats", "given", "free", "released"]
    note = (
        "Released: free, and open to people of other countries."
        if rows
        else "No event with seats in these months."
    )
    return Part(
        "Seats by country",
        [str(FIGURES["seats"].definition)],
        [Table("Seats", head, rows, note=note)],
    )
