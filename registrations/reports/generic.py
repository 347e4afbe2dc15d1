"""Any other table: a person says what stands in which column."""

from registrations.reports.complaints import Complaint
from registrations.reports.layouts import Layout
from registrations.reports.tables import Kind

PROVIDER = "other"
COLUMNS = ("name", "email", "came", "left", "duration")


def recognise(tables, columns):
    """`columns` maps the names above to places; without it, or where it does not fit, somebody is asked."""
    table = largest(tables)
    if table is None:
        raise Complaint("no_people")
    places = {name: place for name, place in (columns or {}).items() if name in COLUMNS and place is not None}
    is_usable = {"name", "email"} & places.keys()
    if not is_usable or max(places.values()) >= len(table.header.cells):
        raise Complaint("which_columns")
    return Layout(
        PROVIDER,
        table,
        name=places.get("name"),
        emails=(places["email"],) if "email" in places else (),
        came=places.get("came"),
        left=places.get("left"),
        duration=places.get("duration"),
    )


def guess(table):
    """What probably stands where, for a person to look over: by what the cells look like."""
    pairs = table.pairs_of_moments()
    found = {
        "name": _first(table, Kind.TEXT),
        "email": _first(table, Kind.EMAIL),
        "came": pairs[-1] if pairs else None,
        "left": pairs[-1] + 1 if pairs else None,
        "duration": _first(table, Kind.SPAN),
    }
    return {name: place for name, place in found.items() if place is not None}


def _first(table, kind):
    return table.kinds.index(kind) if kind in table.kinds else None


def largest(tables):
    """The one with the most lines: that is where the people are."""
    return max(tables, key=lambda table: len(table.lines), default=None)
