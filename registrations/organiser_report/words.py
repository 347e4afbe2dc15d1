"""What the report says in words, in English: the same in the PDF and in the workbook."""

from certificates.durations import duration
from certificates.models import AccreditationState
from evaluations.suppression import SMALLEST

NOT_SHOWN = "not shown"
SUPPRESSED = (
    f"Groups of fewer than {SMALLEST} people stand in one line with others, so that nobody can be made out, also not by "
    "taking one figure from another."
)
TOO_FEW = f"Fewer than {SMALLEST} people attended, so they are not broken down."


def hundredths(amount):
    """`3`, `3.5`, `3.25`."""
    return f"{amount / 100:.2f}".rstrip("0").rstrip(".")


def participation(figures):
    """Lines (what, figure, how it was counted)."""
    there, needed = duration(figures.minutes_needed), figures.minutes_needed > 1
    lines = [
        ("Registered", figures.registered, "People who asked for a place, whatever the answer was."),
        ("Confirmed", figures.confirmed, "People who held a place when this report was made."),
        (
            "Attended",
            figures.attended,
            f"Confirmed, and there for {there} or more: the minimum of this event."
            if needed
            else "Confirmed, and there for at least a minute.",
        ),
    ]
    if needed:
        lines.append(("Stayed too short", figures.too_short, f"Confirmed, and there for less than {there}."))
    if figures.no_shows is not None:
        lines.append(
            ("Did not come", figures.no_shows, "Confirmed, and no minute of attendance is on record.")
        )
    if figures.total_minutes is not None:
        lines += [
            (
                "Time attended, median",
                duration(figures.median_minutes),
                "Half of those who attended were there for so long, or longer.",
            ),
            (
                "Time attended, in all",
                duration(figures.total_minutes),
                "The minutes of all who attended, added up.",
            ),
        ]
    return lines


def issued(figures):
    lines = [
        ("Certificates of attendance", figures.attendance, "Issued, and neither revoked nor replaced."),
        ("Still to be issued", figures.waiting, "People who attended to learn and were not issued one yet."),
        ("Certificates of teaching", figures.teaching, "Issued, and neither revoked nor replaced."),
    ]
    if figures.revoked:
        lines.append(("Revoked", figures.revoked, "Declared void, with a reason that the public check says."))
    return lines


def accreditation(row):
    """Pairs (what, words) about one accreditation."""
    yield "Accreditor", row.accreditor.name
    yield "State", _state(row)
    if row.is_granted:
        yield "Number", row.number
        yield "Valid", f"{day(row.valid_from)} to {day(row.valid_until)}"
        yield "Credits", _credits(row)
    yield "For", "teaching" if row.form == "teaching" else "attending live"


def _state(row):
    if row.state == AccreditationState.GRANTED:
        return f"Granted on {day(row.decided_on)}"
    if row.state == AccreditationState.APPLIED:
        return f"An application was made on {day(row.applied_on)}"
    return "Refused" if row.state == AccreditationState.REFUSED else "Not applied for"


def _credits(row):
    caps = [(row.most_half_day, "a half day"), (row.most_day, "a day"), (row.most, "in all")]
    most = ", ".join(f"{hundredths(amount)} {what}" for amount, what in caps if amount)
    rate = f"{hundredths(row.credits_per_hour)} {row.accreditor.unit} an hour"
    return f"{rate}; at most {most}" if most else rate


def credits(figure):
    """Accreditor, people, credits; a group of fewer than five is not told."""
    row = figure.accreditation
    whom = " (teaching)" if row.form == "teaching" else ""
    if figure.people is None:
        return row.accreditor.short_name + whom, NOT_SHOWN, NOT_SHOWN
    return (
        row.accreditor.short_name + whom,
        figure.people,
        f"{hundredths(figure.amount)} {row.accreditor.unit}",
    )


def day(value):
    return f"{value.day} {value:%B %Y}"


def evaluation(found):
    """How many were asked and answered, in a sentence."""
    asked = f" of {found.invited} who were asked ({found.rate} %)" if found.invited else ""
    return f"{found.received}{asked} answered. The figures below are of {found.counted} answers, which are anonymous."


def about(report):
    """Pairs about the event itself."""
    event = report.event
    yield "Title", event.title
    if event.level:
        yield "Programme", f"{event.level.pathway}, {event.level}"
    yield "Dates", report.days
    yield "Place", event.place
    yield "Organiser", report.organiser
    for session in report.sessions:
        yield "Session", _session(session, event.zone)
    yield "State of", f"{_moment(report.as_of, event.zone)}. What is recorded or issued later is not in it."


def _session(session, zone):
    first, last = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
    until = f"{last:%H:%M}" if first.date() == last.date() else f"{day(last)}, {last:%H:%M}"
    return f"{session.title}: {day(first)}, {first:%H:%M}–{until} ({duration(session.minutes)})"


def _moment(value, zone):
    local = value.astimezone(zone)
    return f"{day(local)}, {local:%H:%M} ({str(zone).rpartition('/')[2].replace('_', ' ')})"


def teacher(row):
    """Name, role, what they taught."""
    return row.name, row.get_role_display(), row.topic
