"""From the bytes of a report to rows about people. Pure: no database, and for any bytes an answer or a complaint."""

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from registrations.reports import cells, generic, moments, teams, webex, zoom
from registrations.reports.complaints import Complaint
from registrations.reports.decoding import decode
from registrations.reports.layouts import Problem, Reading, Row
from registrations.reports.splitting import split
from registrations.reports.tables import find

SOURCES = {"webex": webex, "teams": teams, "zoom": zoom}


def read(data, *, session, zone, provider="", day_order="", columns=None):
    """What a report says about a session, a pair of moments (start, end).

    `zone` is the name of the time zone of whoever hosted the meeting. `provider`, `day_order` and `columns` are
    what a person has said; empty where the file itself has to tell.
    """
    text, encoding = decode(data)
    tables = find(split(text))
    days = tuple(moment.astimezone(ZoneInfo(zone)).date() for moment in session)
    list_of_2020 = teams.recognise_2020(tables) if provider in ("", "teams") else None
    if list_of_2020:
        reading = _read_list(list_of_2020, zone, day_order, days)
    else:
        reading = _read_layout(_layout(tables, provider, columns), zone, day_order, days)
    reading.encoding = encoding
    _refuse_another_meeting(reading, session, days)
    return reading


@dataclass(frozen=True)
class Columns:
    """What a person needs to see to say what stands where: headers, an example of each, and a guess."""

    header: list
    examples: list
    guess: dict


def columns_of(data):
    """Of the table with the people."""
    table = generic.largest(find(split(decode(data)[0])))
    if table is None:
        raise Complaint("no_people")
    places = range(len(table.header.cells))
    examples = [next((line.cell(place) for line in table.lines if line.cell(place)), "") for place in places]
    return Columns(table.header.cells, examples, generic.guess(table))


def _layout(tables, provider, columns):
    if provider == generic.PROVIDER:
        return generic.recognise(tables, columns)
    sources = [SOURCES[provider]] if provider else SOURCES.values()
    for source in sources:
        layout = source.recognise(tables)
        if layout:
            return layout
    raise Complaint("unknown_layout" if tables else "no_people")


def _read_layout(layout, zone, day_order, days):
    read, problems = [], []
    for line in layout.table.lines:
        row = _Line(line, layout)
        problem = row.problem()
        if problem:
            problems.append(problem)
        else:
            read.append(row)
    meeting = [moment for moment in map(moments.read, layout.meeting) if moment]
    dates = [(row.number, moment) for row in read for moment in (row.came, row.left) if moment]
    order = moments.settle([*dates, *((None, moment) for moment in meeting)], day_order, days)
    rows = []
    for row in read:
        done = row.done(order, zone)
        (problems if isinstance(done, Problem) else rows).append(done)
    starts_at, ends_at = [moment.at(order, zone) for moment in meeting] if len(meeting) == 2 else (None, None)
    return Reading(
        layout.provider,
        "",
        rows,
        sorted(problems, key=lambda problem: problem.line),
        day_order=order,
        starts_at=starts_at,
        ends_at=ends_at,
        claimed=layout.claimed,
    )


class _Line:
    """One line on its way: read first, and done once the whole file has told the order of its dates."""

    def __init__(self, line, layout):
        self.line, self.layout, self.number = line, layout, line.number
        self.name = cells.name(line.cell(layout.name))
        addresses = (cells.email(line.cell(place)) for place in layout.emails)
        self.email = next(filter(None, addresses), "")
        self.came, self.left = (moments.read(line.cell(place)) for place in (layout.came, layout.left))
        self.seconds = cells.minutes_in_seconds(line.cell(layout.duration))

    def problem(self):
        layout, line = self.layout, self.line
        places = [place for place in (layout.name, layout.came, layout.left) if place is not None]
        if len(line.cells) <= max(places, default=0):
            expected = len(layout.table.header.cells)
            return Problem(self.number, "short", {"cells": len(line.cells), "expected": expected})
        if not self.name and not self.email:
            return Problem(self.number, "no_name")
        for place, moment in ((layout.came, self.came), (layout.left, self.left)):
            if line.cell(place) and moment is None:
                return Problem(self.number, "no_date", {"text": line.cell(place)[:60]})
        if line.cell(layout.duration) and self.seconds is None:
            return Problem(self.number, "no_duration", {"text": line.cell(layout.duration)[:60]})
        return None

    def done(self, order, zone):
        came, left = (moment and moment.at(order, zone) for moment in (self.came, self.left))
        if came and left and left < came:
            left = self.left.again(order, zone)  # the clock was turned back in between
        if came and left and left < came:
            facts = {"came": self.came.text, "left": self.left.text}
            return Problem(self.number, "leaves_before_coming", facts)
        minutes = None
        if came and self.seconds is not None and (left is None or self.layout.has_gaps):
            end = came + timedelta(seconds=self.seconds)
            left = min(left, end) if left else end
        elif came is None and self.seconds is not None:
            minutes = round(self.seconds / 60)
        waits = cells.is_yes(self.line.cell(self.layout.in_waiting_room))
        return Row(self.number, self.name, self.email, came, left, minutes, in_waiting_room=waits)


def _read_list(table, zone, day_order, days):
    read, problems = [], []
    for line in table.lines:
        name, at = cells.name(line.cell(0)), moments.read(line.cell(2))
        if not name or not line.cell(1):
            problems.append(Problem(line.number, "short", {"cells": line.filled, "expected": 3}))
        elif at is None:
            problems.append(Problem(line.number, "no_date", {"text": line.cell(2)[:60]}))
        else:
            read.append((line.number, name, line.cell(1), at))
    order = moments.settle([(number, at) for number, _name, _action, at in read], day_order, days)
    events = [(number, name, action, at.at(order, zone)) for number, name, action, at in read]
    rows, unpaired = teams.pair(events)
    problems = sorted([*problems, *unpaired], key=lambda problem: problem.line)
    return Reading(teams.PROVIDER, "", rows, problems, day_order=order)


def _refuse_another_meeting(reading, session, days):
    """By the times of the people, else those of the meeting. Without any there is nothing to tell it by."""
    spans = [(row.came_at, row.left_at or session[1]) for row in reading.rows if row.came_at]
    if not spans and reading.starts_at:
        spans = [(reading.starts_at, reading.ends_at)]
    if not spans:
        if not reading.rows and not reading.problems:
            raise Complaint("no_people")
        return
    if not any(came < session[1] and left > session[0] for came, left in spans):
        theirs = min(came for came, _left in spans)
        raise Complaint("another_meeting", theirs=theirs.isoformat(), ours=session[0].isoformat())
