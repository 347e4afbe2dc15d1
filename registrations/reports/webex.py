"""Webex: the meeting and the person on each line, dates as formulas, `204 mins`."""

from registrations.reports.layouts import Layout
from registrations.reports.tables import Kind

PROVIDER = "webex"


def recognise(tables):
    for table in tables:
        pairs = table.pairs_of_moments()
        for came in pairs[1:]:
            is_person = table.is_like(came - 2, Kind.TEXT, Kind.EMAIL)
            if is_person and table.is_like(came + 2, Kind.SPAN) and table.kinds[came + 2] == Kind.SPAN:
                start = pairs[0]
                return Layout(
                    PROVIDER,
                    table,
                    name=came - 2,
                    emails=(came - 1,),
                    came=came,
                    left=came + 1,
                    duration=came + 2,
                    meeting=(table.lines[0].cell(start), table.lines[0].cell(start + 1)),
                )
    return None
