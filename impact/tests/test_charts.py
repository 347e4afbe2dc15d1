"""What the dashboards draw: honest about few, the own country beside everybody, and never without words."""

import csv
import io

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from hubs.models import Hub
from impact import boards, charts, reading
from impact.actions import snapshots
from impact.models import Cell
from impact.models.snapshots import Split
from impact.tests.test_knowledge import level, pair  # noqa: F401  a fixture
from impact.tests.test_snapshots import people
from impact.words import Words

pytestmark = pytest.mark.django_db


def page_of(client, name, query=""):
    return client.get(reverse(f"impact:{name}") + query).content.decode()


def numbers():
    snapshots.take()
    return reading.latest()


def test_where_every_group_is_too_small_the_whole_is_drawn_and_not_nothing():
    for profession in ("doctor", "nurse", "pharmacist"):
        people(2, "IN", profession=profession)

    chart = charts.bars(numbers(), Words(), "enrolled", Split.TOPIC)

    assert [(row.label, row.text) for row in chart.rows] == [("All together", "6 people")]


def test_a_total_of_few_is_said_to_be_few():
    people(3, "IN")

    chart = charts.bars(numbers(), Words(), "enrolled", Split.EVENT)

    assert [(row.text, row.is_hidden) for row in chart.rows] == [("not shown", True)]


def test_nobody_at_all_is_an_empty_chart():
    assert charts.bars(numbers(), Words(), "enrolled", Split.EVENT).is_empty


def test_each_step_is_told_of_the_one_before_and_of_the_first():
    people(10, "IN")
    steps = [("joined", 0), ("enrolled", 0), ("started", 1), ("completed", 1)]

    notes = [row.note for row in charts.funnel(numbers(), Words(), steps).rows]

    assert notes[:3] == ["", "100% of the first step", "0% of the step before, 0% of the first"]


def test_a_country_has_everybody_marked_at_each_step(poland):
    people(6, "PL")
    people(9, "IN")
    steps = [("joined", 0), ("enrolled", 0)]

    own = charts.funnel(numbers(), Words(), steps, country="PL")
    everybody = charts.funnel(reading.latest(), Words(), steps)

    assert [row.beside for row in own.rows] == [100, 100]
    assert own.compares
    assert not everybody.compares


def test_a_step_of_few_tells_no_share(poland):
    people(3, "PL")
    people(9, "IN")

    rows = charts.funnel(numbers(), Words(), [("joined", 0), ("enrolled", 0)], country="PL").rows

    assert [(row.text, row.note, row.mark) for row in rows] == [("not shown", "", None)] * 2


def test_a_country_and_everybody_stand_on_one_axis(level, poland):  # noqa: F811
    for _person in range(5):
        pair(level, country="PL")
    for _person in range(6):
        pair(level, before=6000, country="IN")

    chart = charts.changes(numbers(), Words(), Split.TOTAL, level=1, country="PL", own={"PL"})

    assert [(row.label, row.people, row.is_own) for row in chart.rows] == [
        ("Poland", 5, True),
        ("All countries", 11, False),
    ]


@pytest.mark.parametrize(
    ("dropped_out", "words"),
    [
        (0, "all who took the first took the second"),
        (3, "fewer than five took the first and not the second"),
        (6, "6 took the first and not the second"),
    ],
)
def test_who_dropped_out_is_said_however_few(dropped_out, words, as_, staff, level):  # noqa: F811
    for _person in range(6):
        pair(level)
    for _person in range(dropped_out):
        pair(level, after=None)
    snapshots.take()

    assert words in page_of(as_(staff), "knowledge")


def test_the_programme_before_is_quoted_with_its_source(as_, staff):
    people(5, "IN")
    snapshots.take()

    page = page_of(as_(staff), "knowledge")

    assert "3,140 doctors" in page
    assert "pubmed.ncbi.nlm.nih.gov/39347807" in page


def test_each_rung_says_what_it_does_not_say(as_, staff):
    people(5, "IN")
    snapshots.take()

    page = page_of(as_(staff), "moore")

    for _number, _name, _about, unsaid, _figure in boards.RUNGS:
        assert str(unsaid) in page


def test_the_overview_shows_the_ladder_in_short_and_everybody_beside_a_country(as_, coordinator):
    people(6, "PL")
    people(8, "IN")
    snapshots.take()

    page = page_of(as_(coordinator), "overview")

    assert page.count('<span class="step"') == 5
    assert "All countries: 14 people" in page
    assert "All countries: " not in page_of(as_(coordinator), "overview", "?hub=all")


def test_how_many_answered_is_drawn_beside_what_they_said(as_, staff):
    people(5, "IN")
    snapshots.take()

    page = page_of(as_(staff), "opinions")

    assert "Evaluations answered" in page
    assert "Answered when asked again" in page


def test_a_rate_is_of_those_who_were_asked():
    now, value = timezone.now(), {"invited": 40, "answered": 10, "rate": 2500}
    cell = Cell(figure="answered", level=1, people=10, value=value, as_of=now)
    board = boards.Board(reading.of_cells([cell], now), Words(), [], "", "profession", 1)

    rates = {chart.figure.name: chart for chart in boards.opinions(board)}["answered"]
    drawn = render_to_string("impact/charts/chart.html", {"chart": rates})

    assert "25%" in drawn
    assert "of 40 people" in drawn


def test_the_table_holds_the_very_rows_of_the_chart(as_, coordinator):
    for country, nurses, pharmacists in (("PL", 6, 3), ("IN", 7, 9)):
        people(8, country, profession="doctor")
        people(nurses, country, profession="nurse")
        people(pharmacists, country, profession="pharmacist")
    chart = charts.bars(numbers(), Words(), "enrolled", Split.PROFESSION, country="PL")

    answer = as_(coordinator).get(chart.table_url).content.decode().removeprefix("\ufeff")

    rows = [row for row in csv.DictReader(io.StringIO(answer)) if row["by"] == "profession"]
    assert sorted(
        (row["group"], row["people"], row["not_shown"]) for row in rows if row["country"]
    ) == sorted((row.label, str(row.people or ""), str(int(row.is_hidden))) for row in chart.rows)
    assert any(row.is_hidden for row in chart.rows)


def test_the_world_is_drawn_with_a_title_for_each_country_and_the_pilots_framed(as_, staff, poland):
    people(20, "PL")
    people(5, "IN")
    snapshots.take()

    page = page_of(as_(staff), "world")

    assert "<title>Poland: 20 people</title>" in page
    assert "<title>France: not shown by itself</title>" in page
    assert page.count(" tile-pilot") == Hub.objects.count()
