"""What waits for staff: who sees the page, and that it costs the same however much waits."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from hubs.models import Hub
from hubs.tests.factories import HubFactory
from impact import decisions
from mailing.models import MessageState
from mailing.tests.factories import MessageFactory
from registrations.tests.factories import ProposalFactory

pytestmark = pytest.mark.django_db
URL = "/impact/today/"


def clerk(*names):
    """One of the staff with these rights only."""
    person = UserFactory(is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__in=names))
    return person


def proposed(title="Sepsis day"):
    hub = Hub.objects.first() or HubFactory()
    facts = {"state": "proposed", "proposed_at": timezone.now(), "proposed_by": UserFactory()}
    return ProposalFactory(title=title, hub=hub, **facts)


def titles(areas):
    return [decision.title for area in areas for decision in area.decisions]


def test_staff_read_what_waits_and_where_it_is_decided(as_, staff):
    proposal = proposed(title="Dzień sepsy w Łodzi")

    page = as_(staff).get(URL).content.decode()

    assert "1 event is proposed by a hub" in page
    assert "Dzień sepsy w Łodzi" in page
    assert reverse("registrations:office_proposal", args=[proposal.pk]) in page


def test_nobody_but_staff_finds_the_page(as_, client, participant, coordinator, stranger):
    for person in (participant, coordinator, stranger):
        assert as_(person).get(URL).status_code == 404
    client.logout()
    assert client.get(URL).status_code == 302
    assert client.post(URL).status_code in (302, 405)


def test_staff_without_a_right_are_told_only_of_what_they_may_decide(as_):
    MessageFactory(state=MessageState.FAILED)
    proposed()

    found = decisions.of(clerk("change_proposal"))

    assert titles(found) == ["1 event is proposed by a hub"]
    assert [str(area.title) for area in found] == ["Events and seats"]


def test_staff_who_may_decide_nothing_are_told_so(as_):
    proposed()

    page = as_(clerk()).get(URL).content.decode()

    assert "You may look, but decide nothing yet" in page


def test_the_administration_shows_the_same_above_its_list(as_, staff):
    proposed()

    page = as_(staff).get("/admin/").content.decode()

    assert "1 event is proposed by a hub" in page
    assert page.index(URL) < page.index("app-registrations")


def test_the_frame_leads_staff_to_the_page_and_nobody_else(as_, staff, participant):
    assert f'href="{URL}"' in as_(staff).get("/events/").content.decode()
    assert f'href="{URL}"' not in as_(participant).get("/events/").content.decode()


@pytest.mark.parametrize("many", [0, 1, 3])
def test_the_page_asks_as_often_for_three_as_for_none(as_, many, django_assert_max_num_queries):
    for number in range(many):
        proposed(title=f"Day {number}")
        MessageFactory(state=MessageState.FAILED)
    client = as_(clerk("change_proposal", "change_message", "change_event", "view_snapshot", "change_case"))

    with django_assert_max_num_queries(15):
        assert client.get(URL).status_code == 200
