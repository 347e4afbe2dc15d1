"""Each row of the table of sources: the file as the system writes it, and what is read from it."""

from datetime import timedelta

import pytest

from registrations import reports
from registrations.tests.reports import samples
from registrations.tests.reports.samples import END, START, guest

SESSION = (START, END)
PEOPLE = [
    guest("Łukasz Żółć", "Lukasz@Example.com", (0, 80), (95, 180)),
    guest("Smith, John (External)", "", (5, 180)),
    guest("Kasia (Katarzyna Nowak)", "k@example.com", (-20, 170)),
]
SPANS = [
    ("Łukasz Żółć", "lukasz@example.com", 0, 80),
    ("Łukasz Żółć", "lukasz@example.com", 95, 180),
    ("Smith, John", "", 5, 180),
    ("Kasia (Katarzyna Nowak)", "k@example.com", -20, 170),
]


def read(data, *, session=SESSION, zone="Europe/Brussels", **said):
    return reports.read(data, session=session, zone=zone, **said)


def after_start(moment):
    return moment and round((moment - START).total_seconds() / 60)


def spans(reading):
    return [(row.name, row.email, after_start(row.came_at), after_start(row.left_at)) for row in reading.rows]


def complaint_about(data, **said):
    with pytest.raises(reports.Complaint) as caught:
        read(data, **said)
    return caught.value


TIMED = {
    "zoom, joins": (samples.zoom_joins(PEOPLE), "zoom", "utf-8", 5),
    "zoom, joins, no head": (samples.zoom_joins(PEOPLE, with_head=False), "zoom", "utf-8", 2),
    "zoom, admin": (samples.zoom_admin(PEOPLE), "zoom", "utf-8", 2),
    "teams, little endian": (samples.teams(PEOPLE), "teams", "utf-16-le", 17),
    "teams, big endian": (
        samples.teams(PEOPLE, encoding="utf-16-be", end="\r\n", date=samples.day_first),
        "teams",
        "utf-16-be",
        17,
    ),
    "teams, Polish": (samples.teams(PEOPLE, words=samples.POLISH), "teams", "utf-16-le", 17),
    "teams, without its mark": (samples.teams(PEOPLE)[2:], "teams", "utf-16-le", 17),
    "teams, saved as UTF-8": (samples.teams(PEOPLE, encoding="utf-8"), "teams", "utf-8", 17),
    "webex": (samples.webex(PEOPLE), "webex", "utf-16-le", 2),
}


@pytest.mark.parametrize(("data", "provider", "encoding", "line"), TIMED.values(), ids=TIMED.keys())
def test_every_source_with_times_reads_the_same(data, provider, encoding, line):
    reading = read(data)

    assert (reading.provider, reading.encoding) == (provider, encoding)
    assert spans(reading) == SPANS
    assert [row.line for row in reading.rows] == [line, line + 1, line + 2, line + 3]
    assert reading.problems == []


@pytest.mark.parametrize("with_guest", [False, True])
def test_zoom_with_people_once_knows_durations_and_no_times(with_guest):
    reading = read(samples.zoom_unique(PEOPLE, with_guest=with_guest))

    assert [(row.line, row.name, row.minutes, row.came_at) for row in reading.rows] == [
        (5, "Łukasz Żółć", 165, None),
        (6, "Smith, John", 175, None),
        (7, "Kasia (Katarzyna Nowak)", 190, None),
    ]
    assert (reading.starts_at, reading.ends_at) == SESSION


def test_the_waiting_room_of_zoom_is_told_apart():
    reading = read(samples.zoom_joins(PEOPLE[:1], waiting=[guest("Early", "", (-10, 0))]))

    assert [(row.name, row.in_waiting_room) for row in reading.rows] == [
        ("Early", True),
        ("Łukasz Żółć", False),
        ("Łukasz Żółć", False),
    ]


def test_of_two_columns_with_the_same_header_the_persons_own_is_read():
    rows = read(samples.zoom_admin(PEOPLE[2:])).rows

    assert rows[0].email == "k@example.com"  # and not the host's


def test_teams_activities_go_before_participants_and_nobody_is_read_twice():
    assert len(read(samples.teams(PEOPLE)).rows) == 4


def test_teams_without_activities_counts_the_time_in_the_meeting_not_from_first_to_last():
    reading = read(samples.teams(PEOPLE, sections=(1, 2)))

    assert spans(reading)[0] == ("Łukasz Żółć", "lukasz@example.com", 0, 165)


def test_teams_without_addresses_is_read_as_well():
    lines = samples.teams(PEOPLE, sections=(2,), encoding="utf-8").decode().split("\n")
    data = "\n".join("\t".join(line.split("\t")[:4]) for line in lines).encode()

    assert spans(read(data))[:2] == [("Łukasz Żółć", "", 0, 165), ("Smith, John", "", 5, 180)]


def test_zoom_totals_with_first_and_last_moment_count_the_total():
    data = (
        b"Name (Original Name),User Email,Total Duration (Minutes),Guest,Join Time,Leave Time\n"
        b"Ana,ana@example.com,100,No,2026-09-14 09:10:00,2026-09-14 11:40:00\n"
    )

    assert spans(read(data)) == [("Ana", "ana@example.com", 10, 110)]


def test_what_teams_claims_of_the_number_of_people_is_kept():
    assert read(samples.teams(PEOPLE, claimed=9)).claimed == 9


def test_teams_without_times_is_presence_of_unknown_length():
    reading = read(samples.teams_only_who_attended(PEOPLE))

    assert spans(reading) == [
        ("Łukasz Żółć", "lukasz@example.com", None, None),
        ("Smith, John", "", None, None),
        ("Kasia (Katarzyna Nowak)", "k@example.com", None, None),
    ]
    assert {row.minutes for row in reading.rows} == {None}


@pytest.mark.parametrize("actions", [("Joined", "Left"), ("Beigetreten", "Verlassen")])
def test_the_list_of_2020_is_paired_and_who_never_left_stayed(actions):
    reading = read(samples.teams_2020(PEOPLE, still_there={"Smith, John (External)"}, actions=actions))

    assert sorted(spans(reading), key=lambda span: span[:1] + span[2:3]) == [
        ("Kasia (Katarzyna Nowak)", "", -20, 170),
        ("Smith, John", "", 5, None),
        ("Łukasz Żółć", "", 0, 80),
        ("Łukasz Żółć", "", 95, 180),
    ]
    assert [row.name for row in reading.rows if row.lasts_to_the_end] == ["Smith, John"]


def test_in_the_list_of_2020_two_devices_last_until_the_second_leaves():
    data = samples.teams_2020([guest("Ana", "", (0, 60)), guest("Ana", "", (10, 90))])

    assert spans(read(data)) == [("Ana", "", 0, 90)]


def test_in_the_list_of_2020_leaving_without_joining_is_a_problem():
    data = samples.teams_2020([guest("Ana"), guest("Bo")]).decode("utf-16").split("\n")
    lines = [line for line in data if not line.startswith("Bo\tJoined")]

    reading = read(("\n".join(lines)).encode("utf-16"))

    assert [(problem.line, problem.code) for problem in reading.problems] == [(4, "left_without_joining")]


def test_any_other_table_is_read_by_the_columns_somebody_names():
    columns = {"name": 2, "email": 1, "came": 3, "left": 4}

    assert spans(read(samples.other(PEOPLE[1:]), provider="other", columns=columns)) == SPANS[2:]
    assert complaint_about(samples.other(PEOPLE[1:]), provider="other").code == "which_columns"
    assert complaint_about(samples.other(PEOPLE[1:])).code == "unknown_layout"


def test_for_naming_columns_headers_and_examples_are_shown_with_a_guess():
    columns = reports.columns_of(samples.other(PEOPLE[1:]))

    assert columns.header == ["No.", "E-mail", "Teilnehmer", "Beitritt", "Austritt"]
    assert columns.examples[1:3] == ["k@example.com", "Smith, John (External)"]
    assert columns.guess == {"email": 1, "name": 2, "came": 3, "left": 4}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_parts_the_cells_is_found_out(delimiter):
    columns = {"name": 2, "email": 1, "came": 3, "left": 4}
    data = samples.other(PEOPLE[1:], delimiter=delimiter)

    assert spans(read(data, provider="other", columns=columns)) == SPANS[2:]


def test_the_hint_of_a_spreadsheet_is_no_line_of_people():
    data = b"sep=;\r\n" + samples.other(PEOPLE[1:])

    reading = read(data, provider="other", columns={"name": 2})

    assert [row.line for row in reading.rows] == [3, 4]


def test_windows_letters_are_read():
    reading = read(
        samples.other([guest("José Muñoz", "j@example.com")]), provider="other", columns={"name": 2}
    )

    assert (reading.encoding, reading.rows[0].name) == ("cp1252", "José Muñoz")


def test_a_quotation_mark_in_an_unquoted_tab_file_swallows_nobody():
    data = samples.teams([guest("Bo", "b@example.com"), guest("Ana")], encoding="utf-8")
    data = data.replace(b"\nBo\t", b'\n"Bo\t')

    assert [row.name for row in read(data).rows] == ['"Bo', "Ana"]


# ---- Dates ----------------------------------------------------------------------------------------------------------


def shifted(days):
    return tuple(moment + timedelta(days=days) for moment in SESSION)


def joins_on(days, date):
    who = guest("Ana", "a@example.com", (days * 1440, days * 1440 + 180))
    return samples.zoom_joins([who], with_head=False, date=date)


def test_a_day_above_twelve_tells_the_order():
    assert read(joins_on(0, samples.us)).day_order == "mdy"
    assert read(joins_on(0, samples.day_first)).day_order == "dmy"


@pytest.mark.parametrize(("date", "order"), [(samples.us, "mdy"), (samples.day_first, "dmy")])
def test_else_the_day_of_the_session_does(date, order):
    on_7_september = -7

    assert read(joins_on(on_7_september, date), session=shifted(on_7_september)).day_order == order


def test_where_both_orders_lie_near_the_session_a_person_is_asked():
    data = b"Name,Email,Join,Leave,Min\nAna,a@example.com,08/09/2026 09:00,09/08/2026 10:00,60\n"
    session = (START - timedelta(days=6), START + timedelta(days=1))
    both = b"Name,Email,Join,Leave,Min\nAna,a@example.com,09/10/2026 09:00,10/09/2026 12:00,180\n"

    assert (
        complaint_about(both, session=(START - timedelta(days=5), START + timedelta(days=30))).code
        == "which_order"
    )
    assert read(data, session=session, day_order="dmy").problems[0].code == "leaves_before_coming"


def test_both_orders_in_one_file_are_refused():
    data = b"Name,Email,Join,Leave,Min\nAna,a@b.eu,14/09/2026 09:00,09/14/2026 10:00,60\n"

    assert complaint_about(data).code == "mixed_orders"


def test_an_order_that_somebody_chose_has_to_be_possible():
    complaint = complaint_about(joins_on(0, samples.us), day_order="dmy")

    assert (complaint.code, complaint.line) == ("order_impossible", 2)


@pytest.mark.parametrize(
    "text",
    [
        "2026-09-14T09:00:00",
        "2026-09-14 07:00:00 UTC",
        "2026-09-14T07:00:00Z",
        "2026-09-14T10:00:00+03:00",
        "14.09.2026 09:00",
        "14.9.26, 9:00:00",
        "Sep 14, 2026 09:00:00 AM",
        "14 Sep 2026 09:00",
        "9/14/26, 9:00:00\u202fAM",
        "\u200e9/14/2026 9:00 a.m.",
        '"=""2026-09-14 09:00:00"""',
    ],
)
def test_dates_are_understood_as_locales_write_them(text):
    cell = text if text.startswith('"') else f'"{text}"'
    data = f"Name,Email,Join,Leave,Min\nAna,a@b.eu,{cell},2026-09-14 12:00:00,180\n".encode()

    assert after_start(read(data).rows[0].came_at) == 0


def test_the_clock_of_the_host_may_be_another_one():
    assert after_start(read(joins_on(0, samples.us), zone="Europe/London").rows[0].came_at) == 60


def test_a_night_in_which_the_clock_is_turned_back_is_as_long_as_it_was():
    data = b"Name,Email,Join,Leave,Min\nAna,a@b.eu,2026-10-25 01:30,2026-10-25 03:30,180\nBo,b@b.eu,2026-10-25 02:50,2026-10-25 02:20,30\n"
    start = START.replace(month=10, day=24, hour=23)

    rows = read(data, session=(start, start + timedelta(hours=4))).rows

    assert [(row.left_at - row.came_at).total_seconds() / 60 for row in rows] == [180, 30]


# ---- Bad input ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"PK\x03\x04" + b"\0" * 100, "archive"),  # a zip bomb or a workbook renamed to .csv
        (b"\x1f\x8b\x08" + b"\0" * 100, "archive"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "archive"),
        (b"%PDF-1.7", "archive"),
        (b"Name,Email\0,Join", "binary"),
        (b"a" * 5000 + b"\0", "binary"),
        (bytes(range(256)) * 10, "binary"),
        (b"\xff\xfeN\0a", "truncated"),
        (b"Name,\x81\x8d\n", "encoding"),
        (b"x" * (5 * 1024 * 1024 + 1), "too_large"),
        (b"just a sentence\n", "no_people"),
        (b"Name,Email,Join\n", "no_people"),
        (b"Name,Email,When\nAna,a@b.eu,tomorrow\n", "unknown_layout"),
        (b"Name,Email\n" + b'"Ana, a@b.eu\n', "truncated"),
        (b"Name,Email\n" + b"x" * 3000 + b",\n", "field_too_long"),
        (b"a,b@c.de,c\n" * 20_001, "too_many_rows"),
    ],
)
def test_what_is_no_report_is_refused_with_the_reason(data, code):
    complaint = complaint_about(data)

    assert complaint.code == code
    assert str(complaint)


def test_a_report_of_another_meeting_is_refused_with_both_days():
    complaint = complaint_about(samples.teams(PEOPLE), session=shifted(7))

    assert complaint.code == "another_meeting"
    assert complaint.facts["theirs"].startswith("2026-09-14")
    assert complaint.facts["ours"].startswith("2026-09-21")


def test_so_is_one_without_times_of_people_by_the_times_of_the_meeting():
    assert complaint_about(samples.zoom_unique(PEOPLE), session=shifted(7)).code == "another_meeting"


def test_a_file_that_breaks_off_names_the_line():
    data = samples.zoom_joins(PEOPLE)

    reading = read(data[: data.rindex(b"k@example")])

    assert [(problem.line, problem.code) for problem in reading.problems] == [(8, "short")]
    assert len(reading.rows) == 3


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b",,2026-09-14 09:00,2026-09-14 10:00,60", "no_name"),
        (b"Bo,b@b.eu,soon,2026-09-14 10:00,60", "no_date"),
        (b"Bo,b@b.eu,2026-13-14 09:00,2026-09-14 10:00,60", "no_date"),
        (b"Bo,b@b.eu,2026-09-14 25:00,2026-09-14 10:00,60", "no_date"),
        (b"Bo,b@b.eu,2026-09-14 11:00,2026-09-14 10:00,60", "leaves_before_coming"),
        (b"Bo,b@b.eu,2026-09-14 09:00,2026-09-14 10:00,long", "no_duration"),
        (b"Bo", "short"),
    ],
)
def test_a_bad_line_is_a_problem_with_its_number_and_the_others_are_read(line, code):
    good = b"Ana,a@b.eu,2026-09-14 09:00,2026-09-14 10:00,60\n"
    data = b"Name,Email,Join,Leave,Min\n" + good + line + b"\n" + good

    reading = read(data)

    assert [(problem.line, problem.code) for problem in reading.problems] == [(3, code)]
    assert [row.line for row in reading.rows] == [2, 4]
    assert reports.words(code, 3, reading.problems[0].facts).startswith("Line 3: ")


def test_formulas_are_text():
    data = samples.zoom_joins([guest("=cmd|' /C calc'!A0", "a@b.eu")])

    assert read(data).rows[0].name == "=cmd|' /C calc'!A0"


def test_ten_thousand_rows_are_read():
    assert len(read(samples.webex(samples.people(8000))).rows) > 10_000


def test_a_cell_over_two_lines_keeps_the_count_of_lines():
    data = b'Name,Email,Join,Leave,Min\n"Ana\nMaria",a@b.eu,2026-09-14 09:00,2026-09-14 10:00,60\nBo,b@b.eu,2026-09-14 09:00,2026-09-14 10:00,60\n'

    assert [(row.line, row.name) for row in read(data).rows] == [(2, "Ana Maria"), (4, "Bo")]
