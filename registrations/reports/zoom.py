"""Zoom: people once with their total, one line for each join, or the flat export of an account's admin."""

from registrations.reports.layouts import Layout
from registrations.reports.tables import Kind

PROVIDER = "zoom"
# After the duration come yes-or-no columns: guest, recording consent, in waiting room.
WAITING_ROOM_AFTER_DURATION = 3


def recognise(tables):
    for table in reversed(tables):
        layout = _joins(table, tables) or _totals(table, tables)
        if layout:
            return layout
    return None


def _joins(table, tables):
    """Name, address, joined, left, minutes: in that order, whatever stands before. The flat export has the meeting
    and its host before them, with the same headers.
    """
    for came in reversed(table.pairs_of_moments()):
        if table.is_like(came - 2, Kind.TEXT, Kind.EMAIL) and table.is_like(came + 2, Kind.NUMBER):
            return Layout(
                PROVIDER,
                table,
                name=came - 2,
                emails=(came - 1,),
                came=came,
                left=came + 1,
                duration=came + 2,
                in_waiting_room=_waiting_room(table, came + 2),
                meeting=_own_meeting(table, came) or _meeting_before(table, tables),
            )
    return None


def _totals(table, tables):
    """Name, address, minutes in all; in newer accounts first joining and last leaving, with gaps between."""
    if not table.is_like(0, Kind.TEXT, Kind.EMAIL, Kind.NUMBER) or table.kinds[2] != Kind.NUMBER:
        return None
    came = next(iter(table.pairs_of_moments()), None)
    return Layout(
        PROVIDER,
        table,
        name=0,
        emails=(1,),
        came=came,
        left=None if came is None else came + 1,
        duration=2,
        has_gaps=True,
        meeting=_meeting_before(table, tables),
    )


def _waiting_room(table, duration):
    """Where accounts leave columns out, the English header says it; else it is the third."""
    for place in range(duration + 1, len(table.header.cells)):
        if "waiting" in table.header.cells[place].lower():
            return place
    place = duration + WAITING_ROOM_AFTER_DURATION
    return place if place < len(table.header.cells) else None


def _own_meeting(table, came):
    """Start and end of the meeting on the same line as the person."""
    places = [place for place in table.pairs_of_moments() if place + 1 < came]
    return tuple(table.lines[0].cell(place) for place in (places[-1], places[-1] + 1)) if places else ()


def _meeting_before(table, tables):
    """The little table above: one line about the meeting."""
    for other in tables[: tables.index(table)]:
        for place in other.pairs_of_moments():
            return other.lines[0].cell(place), other.lines[0].cell(place + 1)
    return ()
