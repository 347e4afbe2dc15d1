"""The dashboards: who may look, what they show, and that many rows cost no more than few."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from hubs.tests.factories import MembershipFactory
from impact import boards, reading
from impact.actions import snapshots
from impact.models import Snapshot
from impact.tests.test_snapshots import people

pytestmark = pytest.mark.django_db
PAGES = ["overview", "funnel", "knowledge", "events", "opinions", "moore", "world", "definitions"]


def text(response):
    return response.content.decode()


@pytest.fixture
def portugal(hub_of):
    return hub_of("PT")


@pytest.fixture
def hub_of(db):
    def make(country):
        return MembershipFactory(hub__country=country, hub__name=f"Hub {country}", user__country=country).user

    return make


@pytest.mark.parametrize("page", PAGES)
def test_staff_and_coordinators_look_and_others_find_nothing(page, as_, staff, coordinator, participant):
    url = reverse(f"impact:{page}")

    assert as_(staff).get(url).status_code == 200
    assert as_(coordinator).get(url).status_code == 200
    assert as_(participant).get(url).status_code == 404
    assert as_(UserFactory()).get(url).status_code == 404


def test_a_coordinator_whose_term_is_over_finds_nothing(as_, poland):
    former = MembershipFactory(hub=poland, ends_on=timezone.localdate() - timedelta(days=1)).user

    assert as_(former).get(reverse("impact:overview")).status_code == 404


def test_who_is_not_signed_in_is_asked_to(client):
    assert client.get(reverse("impact:overview")).status_code == 302


@pytest.mark.parametrize("page", PAGES[:-1])
def test_before_the_first_count_each_dashboard_says_so(page, as_, staff):
    assert "No figures yet" in text(as_(staff).get(reverse(f"impact:{page}")))


@pytest.mark.parametrize("page", PAGES)
def test_a_dashboard_takes_as_many_queries_for_many_groups_as_for_few(
    page, as_, staff, poland, django_assert_max_num_queries
):
    people(5, "PL")
    snapshots.take()
    client = as_(staff)
    client.get(reverse(f"impact:{page}"))
    for country in ("IN", "BR", "PL", "FR"):
        people(5, country)
    snapshots.take()

    with django_assert_max_num_queries(15) as queries:
        assert client.get(reverse(f"impact:{page}")).status_code == 200
    few = len(queries)
    people(5, "DE", profession="nurse")
    snapshots.take()
    with django_assert_max_num_queries(few):
        client.get(reverse(f"impact:{page}"))


def test_a_coordinator_sees_the_own_country_set_apart_and_no_other(as_, coordinator, portugal):
    people(6, "PL")
    people(7, "PT")
    snapshots.take()

    own = as_(coordinator).get(reverse("impact:overview"))
    other = as_(coordinator).get(f"{reverse('impact:overview')}?hub=pt")

    assert "<h1>Poland</h1>" in text(own)
    assert "<h1>Poland</h1>" in text(other)
    assert '<span class="figure">6</span>' in text(own)
    assert '<span class="figure">7</span>' not in text(other)


def test_everybody_beside_the_own_country_is_one_click_away(as_, coordinator):
    people(6, "PL")
    people(7, "IN")
    snapshots.take()

    page = text(as_(coordinator).get(f"{reverse('impact:overview')}?hub=all"))

    assert '<span class="figure">13</span>' in page


def test_what_is_hidden_is_said_in_words(as_, coordinator):
    people(6, "IN")
    people(3, "PL")
    people(4, "FR")
    snapshots.take()

    assert '<span class="figure">not shown</span>' in text(as_(coordinator).get(reverse("impact:overview")))


def test_values_in_the_address_that_cannot_be_meant_are_taken_for_the_usual_ones(as_, staff):
    people(6, "PL")
    snapshots.take()

    page = as_(staff).get(f"{reverse('impact:knowledge')}?level=99&by=shoe-size&hub=xx")

    assert page.status_code == 200


def test_the_table_holds_what_the_page_shows_and_nothing_of_another_hub(as_, coordinator, portugal):
    people(6, "PL")
    people(8, "PT", profession="nurse")
    snapshots.take()

    answer = as_(coordinator).get(reverse("impact:table", args=["enrolled"]))

    rows = list(csv.DictReader(io.StringIO(text(answer).removeprefix("\ufeff"))))
    assert {row["country"] for row in rows} == {"", "PL"}
    totals = [row for row in rows if row["by"] == "total"]
    assert [(row["country"], row["people"]) for row in totals] == [("", "14"), ("PL", "6")]
    assert "attachment" in answer["Content-Disposition"]


def test_a_table_that_there_is_not_is_not_found(as_, staff):
    snapshots.take()

    assert as_(staff).get(reverse("impact:table", args=["shoe-size"])).status_code == 404


def test_only_staff_have_the_figures_counted_and_not_twice_a_minute(
    as_, staff, coordinator, django_capture_on_commit_callbacks
):
    assert as_(coordinator).post(reverse("impact:refresh")).status_code == 404
    assert as_(staff).get(reverse("impact:refresh")).status_code == 405

    first = as_(staff).post(reverse("impact:refresh"), follow=True)
    second = as_(staff).post(reverse("impact:refresh"), follow=True)

    assert "being counted anew" in text(first)
    assert "under way already" in text(second)


def test_growth_of_less_than_five_is_not_told():
    people(6, "PL")
    snapshots.take()
    last_month = timezone.now().replace(day=1) - timedelta(days=1)
    Snapshot.objects.update(as_of=last_month)
    people(2, "PL")
    snapshots.take()

    numbers = reading.latest(figures=["enrolled"])
    earlier = boards.last_month(numbers.as_of, ["enrolled"])

    assert boards.since(numbers.get("enrolled"), earlier.get("enrolled")) == (
        "hardly changed since the end of last month"
    )


def test_growth_of_five_and_more_is_told():
    people(6, "PL")
    snapshots.take()
    Snapshot.objects.update(as_of=timezone.now().replace(day=1) - timedelta(days=1))
    people(5, "PL")
    snapshots.take()

    numbers = reading.latest(figures=["enrolled"])
    earlier = boards.last_month(numbers.as_of, ["enrolled"])

    assert (
        boards.since(numbers.get("enrolled"), earlier.get("enrolled"))
        == "5 more than at the end of last month"
    )
