"""Two coordinators side by side, each on a phone: both see everybody and the own country, and nothing of the other's."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from hubs.tests.factories import MembershipFactory
from impact.actions import snapshots
from impact.tests.test_snapshots import people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = [
    "/impact/",
    "/impact/funnel/",
    "/impact/knowledge/",
    "/impact/events/",
    "/impact/opinions/",
    "/impact/moore/",
]


@pytest.fixture
def coordinator_of(transactional_db):
    def make(country):
        return MembershipFactory(hub__country=country, hub__name=f"Hub {country}", user__country=country).user

    return make


def test_each_hub_sees_itself_beside_everybody_and_never_the_other(phone, coordinator_of):
    polish, portuguese = phone(coordinator_of("PL")), phone(coordinator_of("PT"))
    people(6, "PL", profession="nurse")
    people(7, "PT", profession="pharmacist")
    people(9, "IN")
    snapshots.take()

    for device, own, other in ((polish, "6", "7"), (portuguese, "7", "6")):
        device.open("/impact/")
        figures = device.page.locator(".headlines .figure").all_inner_texts()
        assert own in figures
        assert other not in figures
    polish.follow("All countries")
    assert "22" in polish.page.locator(".headlines .figure").all_inner_texts()


def test_asking_for_the_other_hub_shows_the_own(phone, coordinator_of):
    polish = phone(coordinator_of("PL"))
    coordinator_of("PT")
    people(6, "PL")
    people(7, "PT")
    snapshots.take()

    polish.open("/impact/?hub=pt")

    assert polish.page.locator("h1").inner_text() == "Poland"


def test_axe_finds_nothing_on_a_dashboard_with_figures(phone, coordinator_of):
    polish = phone(coordinator_of("PL"))
    people(6, "PL")
    people(9, "IN", profession="nurse")
    snapshots.take()

    for path in PAGES:
        polish.open(path)
        found = Axe().run(polish.page).response["violations"]
        assert [(one["id"], one["nodes"][0]["target"]) for one in found] == []
