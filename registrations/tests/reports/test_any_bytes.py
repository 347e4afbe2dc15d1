"""Whatever somebody uploads: rows, or a clear complaint. Never an exception."""

from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registrations import reports
from registrations.tests.reports import samples
from registrations.tests.reports.samples import END, START, guest

PEOPLE = [guest("Łukasz Żółć", "l@example.com", (0, 80), (95, 180)), guest("Smith, John", "", (5, 180))]
FILES = [
    samples.zoom_unique(PEOPLE),
    samples.zoom_joins(PEOPLE),
    samples.zoom_admin(PEOPLE),
    samples.teams(PEOPLE),
    samples.teams(PEOPLE, encoding="utf-16-be", date=samples.day_first),
    samples.teams_only_who_attended(PEOPLE),
    samples.teams_2020(PEOPLE),
    samples.webex(PEOPLE),
    samples.other(PEOPLE, encoding="utf-8"),
]
CELLS = st.one_of(
    st.sampled_from(
        ["", "Ana", "a@b.eu", "14/09/2026 09:00", "09/14/26, 9:00:00\u202fAM", "2026-09-14 10:00", "31/31/2026 10:00",
         "1h 2m 3s", "204 mins", "00:12:33", "60", "99999999", "Yes", '="2026-09-14 09:00"', '"', "1. Summary",
         "0001-01-01 00:00", "2026-09-14 09:00 +14:59", "٣/٩/2026 09:00"]
    ),
    st.text(max_size=12),
)  # fmt: skip
SAID = st.fixed_dictionaries(
    {
        "provider": st.sampled_from(["", "zoom", "teams", "webex", "other"]),
        "day_order": st.sampled_from(["", "dmy", "mdy"]),
        "zone": st.sampled_from(["Europe/Brussels", "America/New_York", "UTC", "Asia/Kathmandu"]),
        "columns": st.dictionaries(st.sampled_from(reports.COLUMNS), st.integers(0, 6)),
    }
)


def answer(data, said):
    try:
        reading = reports.read(data, session=(START, END), **said)
    except reports.Complaint as complaint:
        return str(complaint)  # has words for it
    lines = [row.line for row in reading.rows] + [problem.line for problem in reading.problems]
    assert len(lines) == len(set(lines))
    for row in reading.rows:
        assert row.name or row.email
        assert row.came_at is None or row.came_at.tzinfo is UTC
        assert row.left_at is None or row.left_at >= row.came_at
    return reading


@given(data=st.binary(max_size=400), said=SAID)
def test_any_bytes(data, said):
    answer(data, said)


@given(
    rows=st.lists(st.lists(CELLS, max_size=9), max_size=12),
    delimiter=st.sampled_from(",;\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be"]),
    said=SAID,
)
def test_any_table(rows, delimiter, encoding, said):
    answer(samples.table(rows, delimiter).encode(encoding, "ignore"), said)


@settings(max_examples=200)
@given(
    data=st.sampled_from(FILES),
    at=st.integers(0, 3000),
    new=st.binary(max_size=6),
    cut=st.booleans(),
    said=SAID,
)
def test_any_damage_to_a_real_report(data, at, new, cut, said):
    at %= len(data)
    answer(data[:at] + new + (b"" if cut else data[at + len(new) :]), said)


@pytest.mark.parametrize("data", FILES[:-1])
def test_undamaged_they_are_read(data):
    assert answer(data, {"zone": "Europe/Brussels"}).rows
