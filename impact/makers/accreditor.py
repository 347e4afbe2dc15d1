"""The report for accreditors: events and levels with their attendance, credits, evaluation and certificates."""

from datetime import UTC

from django.utils import timezone, translation

from certificates.durations import duration
from evaluations.models import QuestionKind
from impact.documents.content import Document, Part, Table, hundredths
from impact.makers import counted, months
from impact.makers.credited import credits_of_levels, revoked
from impact.makers.learned import LEARNED, learned
from impact.makers.method import method
from impact.makers.writing import write
from impact.models.snapshots import Split
from impact.words import Words
from levels.models import Level, Pathway
from registrations.models import Event
from registrations.organiser_report import facts
from registrations.organiser_report.words import NOT_SHOWN

OF_A_LEVEL = ["opened", "started", "completed"]


def make(report, tell):
    now = timezone.now()
    tell(5)
    with translation.override("en"), timezone.override(UTC):
        numbers = counted.of_period(report.period, now)
        tell(40)
        held = list(_held(report.period, tell))
        document = _document(report, numbers, held, now)
        tell(90)
        return write(document, report.extension)


def _held(period, tell):
    """The facts of each event that began in these months, by its organiser's report."""
    events = Event.objects.filter(
        starts_at__gte=period.since, starts_at__lt=period.until, is_published=True, cancelled_at=None
    ).select_related("hub", "level__pathway", "evaluation")
    events = list(events.order_by("starts_at", "pk"))
    for number, event in enumerate(events, 1):
        yield facts.gather(event)
        tell(40 + 45 * number // len(events))


def _document(report, numbers, held, now):
    beginning = counted.since_the_beginning()
    return Document(
        title="Education given, and to whom",
        kicker="Report for accreditors",
        about=[("Programme", str(Pathway.objects.first() or "")), *months.about(report, now)],
        as_of=now,
        notice=months.notice(report, now),
        parts=[
            Part("Events", [], [_attendance(held)]),
            _credits(held),
            _evaluations(held),
            _levels(report.period, numbers),
            *learned(beginning),
            _certificates(report.period, numbers),
            method([*OF_A_LEVEL, "certificates", *LEARNED]),
        ],
    )


def _attendance(held):
    rows = [
        [
            one.event.title,
            one.days,
            one.event.hub.name if one.event.hub else "ESICM",
            duration(one.event.session_minutes),
            one.participation.registered,
            one.participation.confirmed,
            one.participation.attended,
        ]
        for one in held
    ]
    return Table(
        "Events",
        ["event", "days", "organiser", "length", "registered", "confirmed", "attended"],
        rows,
        note="Attended: confirmed, and there for the minimum that the event asks for."
        if rows
        else "No event began in these months.",
    )


def _credits(held):
    rows = []
    for one in held:
        amounts = {figure.accreditation.pk: figure for figure in one.credits}
        for accreditation in one.accreditations:
            figure = amounts.get(accreditation.pk)
            rows.append([one.event.title, str(accreditation.accreditor), *_credited(accreditation, figure)])
    note = (
        "Credits that valid certificates state. Not shown: where it would tell about fewer than five people."
    )
    return Part(
        "Credits for events",
        [],
        [
            Table(
                "Credits of events",
                ["event", "accreditor", "state", "number", "people", "credits"],
                rows,
                note=note if rows else "None of these events has been presented to an accreditor.",
            )
        ],
    )


def _credited(accreditation, figure):
    """State, number, people, credits."""
    state = accreditation.get_state_display().capitalize()
    if figure is None:
        return [state, "", "", ""]
    if figure.people is None:
        return [state, accreditation.number, NOT_SHOWN, NOT_SHOWN]
    return [state, accreditation.number, figure.people, hundredths(figure.amount)]


def _evaluations(held):
    tables = [
        Table(
            "Evaluation", ["question", "answer", "people", "of"], rows, title=one.event.title, under="event"
        )
        for one in held
        if one.evaluation is not None and (rows := list(_answers(one.evaluation)))
    ]
    said = (
        "Core questions, the same in each evaluation, and anonymous. What people wrote freely is not part of this report."
        if tables
        else "No event of these months has been evaluated."
    )
    return Part("Evaluation of events", [said], tables)


def _answers(evaluation):
    for result in evaluation.questions:
        question = result.question
        if not question.is_core or question.kind == QuestionKind.TEXT:
            continue
        if result.is_shown:
            yield from ([question.text, bar.label, bar.count, bar.of] for bar in result.bars)
        else:
            yield [question.text, NOT_SHOWN, counted.FEW, ""]


def _levels(period, numbers):
    rows = [
        [
            f"Level {level.number}: {level.title}",
            *(counted.people(numbers.get(name, level=level.number)) for name in OF_A_LEVEL),
        ]
        for level in Level.objects.order_by("number")
    ]
    return Part(
        "Levels",
        ["E-learning: people who took each step in these months."],
        [
            Table("Levels", ["level", "open to", "begun by", "completed by"], rows),
            credits_of_levels(period),
        ],
    )


def _certificates(period, numbers):
    words = Words()
    rows = [
        [words.group(Split.KIND, kind), counted.people(shown), shown["certificates"] or 0]
        for kind, shown in numbers.groups("certificates", Split.KIND)
    ]
    return Part(
        "Certificates",
        [revoked(period)],
        [
            Table(
                "Certificates",
                ["kind", "people", "certificates"],
                rows,
                note="Issued in these months, and neither revoked nor replaced."
                if rows
                else "None was issued in these months, or so few that they are not divided.",
            )
        ],
    )
