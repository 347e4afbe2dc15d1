"""Teams: the report of today with its three sections, the one without times, and the list of 2020."""

import re
from collections import Counter

from registrations.reports import moments
from registrations.reports.layouts import Layout, Problem, Row
from registrations.reports.tables import Kind

PROVIDER = "teams"
SECTION = re.compile(r"[0-9]\s*\.")


def recognise(tables):
    """The activities, one row for each stay, are better than the participants: first, last and the time between."""
    timed = [table for table in tables if _is_timed(table)]
    if timed:
        return _timed(timed[-1], tables)
    for table in tables:
        is_section = SECTION.match(table.title)
        if is_section and Kind.MOMENT not in table.kinds and Kind.EMAIL in table.kinds:
            return _without_times(table, tables)
    return None


def _is_timed(table):
    """Some exports leave the address out; then the name comes with times and a duration only."""
    is_shaped = table.kinds[1:4] == [Kind.MOMENT, Kind.MOMENT, Kind.SPAN]
    return is_shaped and table.is_like(0, Kind.TEXT)


def _timed(table, tables):
    """A participant's row goes from the first joining to the last leaving: the duration tells of gaps. In the
    activities it is as long as the stay. Beside the address there may be a second one (UPN).
    """
    return Layout(
        PROVIDER,
        table,
        name=0,
        emails=tuple(place for place in (4, 5) if table.is_like(place, Kind.EMAIL)),
        came=1,
        left=2,
        duration=3,
        meeting=_meeting(tables),
        claimed=_claimed(tables),
        has_gaps=True,
    )


def _without_times(table, tables):
    """The policy “only who attended”: names and addresses, perhaps empty columns where the times would be."""
    emails = tuple(place for place, kind in enumerate(table.kinds) if kind == Kind.EMAIL)
    return Layout(PROVIDER, table, name=0, emails=emails, meeting=_meeting(tables), claimed=_claimed(tables))


def _summary(tables):
    """The cells beside the words of the first section."""
    first = next((table for table in tables if len(table.header.cells) == 2), None)
    return [line.cell(1) for line in (first.header, *first.lines)] if first else []


def _meeting(tables):
    dates = [cell for cell in _summary(tables) if moments.read(cell)]
    return tuple(dates[:2]) if len(dates) > 1 else ()


def _claimed(tables):
    """`Attended participants`, the only plain number; it may disagree with the rows."""
    numbers = [cell for cell in _summary(tables) if cell.isascii() and cell.isdigit() and len(cell) < 6]
    return int(numbers[0]) if numbers else None


# ---- The list of 2020: one line for each coming and going -----------------------------------------------------


def recognise_2020(tables):
    """Name, what happened, when; nothing else."""
    return next((table for table in tables if _is_list(table)), None)


def _is_list(table):
    is_shaped = len(table.kinds) == 3 and table.is_like(0, Kind.TEXT, Kind.TEXT, Kind.MOMENT)
    return is_shaped and table.kinds[2] == Kind.MOMENT and len({line.cell(1) for line in table.lines}) < 6


def pair(events):
    """Rows and problems of `events`, tuples (line, name, action, moment in UTC).

    Nobody leaves before having come: what is never the first thing somebody does means leaving, in whatever
    language. Who never left stayed to the end.
    """
    leaving = _leaving(events)
    rows, problems = [], []
    for name, own in _by_person(events).items():
        _pair_one(name, own, leaving, rows, problems)
    return sorted(rows, key=lambda row: row.line), problems


def _by_person(events):
    people = {}
    for event in sorted(events, key=lambda event: (event[3], event[0])):
        people.setdefault(event[1], []).append(event)
    return people


def _leaving(events):
    labels = Counter(action for _line, _name, action, _at in events)
    if english := {label for label in labels if label.lower() == "left"}:
        return english
    first = {own[0][2] for own in _by_person(events).values()}
    return labels.keys() - first


def _pair_one(name, own, leaving, rows, problems):
    came = last = None
    joins = sum(action not in leaving for _line, _name, action, _at in own)
    lefts = 0
    for line, _name, action, at in own:
        if action not in leaving:
            came = came or (line, at)
            continue
        lefts += 1
        if came:
            rows.append(Row(came[0], name, "", came[1], at))
            last, came = len(rows) - 1, None
        elif last is not None and joins >= lefts:
            # Joined on two devices: the first to leave was not the end.
            rows[last] = Row(rows[last].line, name, "", rows[last].came_at, at)
        else:
            problems.append(Problem(line, "left_without_joining"))
    if came:
        rows.append(Row(came[0], name, "", came[1], lasts_to_the_end=True))
