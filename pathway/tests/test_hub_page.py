"""The public page of a hub: the face of its country."""

import datetime

import pytest
from django.utils import timezone

from hubs.models import Hub, Society
from hubs.tests.factories import AmbassadorFactory, MembershipFactory
from impact.models import Cell, Snapshot
from impact.models.snapshots import Split
from levels.tests.factories import LocalMaterialFactory, PathwayFactory
from pathway.tests.test_public_pages import text_of
from registrations.models import EventKind
from registrations.tests.factories import EventFactory

pytestmark = pytest.mark.django_db
PAGE = "/hubs/pl/"
DAY = datetime.timedelta(days=1)


def counted(country="PL", **facts):
    snapshot = Snapshot.objects.create(seconds=1)
    return Cell.objects.create(
        snapshot=snapshot, figure="enrolled", country=country, as_of=snapshot.as_of, **facts
    )


def test_it_is_introduced_in_its_own_language_and_in_english(client, poland):
    Hub.objects.update(introduction="The hub of Poland.", introduction_local="Polski hub.", language="pl")

    page = client.get(PAGE).content.decode()

    assert '<p class="lead" lang="pl">Polski hub.</p>' in page
    assert 'lang="en">The hub of Poland.</p>' in page


def test_without_own_words_the_english_ones_lead(client, poland):
    Hub.objects.update(introduction="The hub of Poland.")

    assert '<p class="lead" lang="en">The hub of Poland.</p>' in client.get(PAGE).content.decode()


def test_how_many_people_are_on_the_pathway_is_said_as_of_a_day(client, poland):
    counted(people=214)

    assert "214 people from Poland are on the pathway as of" in text_of(client.get(PAGE))


@pytest.mark.parametrize("facts", [{"is_hidden": True}, {"people": 0}])
def test_of_few_and_of_nobody_nothing_is_said(client, poland, facts):
    counted(**facts)

    assert "on the pathway as of" not in text_of(client.get(PAGE))


def test_figures_of_others_are_not_taken_for_its_own(client, poland, romania):
    counted(country="RO", people=50)
    Cell.objects.create(
        snapshot=Snapshot.objects.get(),
        figure="enrolled",
        split=Split.TOTAL,
        people=300,
        as_of=timezone.now(),
    )

    assert "on the pathway as of" not in text_of(client.get(PAGE))


def test_what_comes_and_the_last_three_that_were(client, poland):
    now = timezone.now()
    for number in range(1, 5):
        start = now - 30 * number * DAY
        EventFactory(hub=poland, title=f"Past {number}", starts_at=start, ends_at=start + DAY / 4)
    EventFactory(hub=poland, title="To come", kind=EventKind.NATIONAL)

    response = client.get(PAGE)

    assert [event.title for event in response.context["events"]] == ["To come"]
    assert [event.title for event in response.context["past"]] == ["Past 1", "Past 2", "Past 3"]
    assert "past ones too" in text_of(response)


def test_who_asks_reads_where_the_mail_goes_and_what_to_expect(client, poland):
    PathwayFactory(contact_email="office@example.org")
    page = client.get(PAGE).content.decode()
    assert 'href="mailto:office@example.org?subject=Hub%20Poland"' in page
    assert "goes to the office of the pathway" in page

    Hub.objects.update(contact_email="hub@example.org", language="pl")
    page = text_of(client.get(PAGE))
    assert "hub@example.org" in page
    assert "Languages: Polish, English." in page

    Hub.objects.update(contact_note="Answered on Mondays.")
    assert "Answered on Mondays." in text_of(client.get(PAGE))


def test_coordinators_find_their_way_and_others_do_not(as_, coordinator, stranger, poland):
    assert "My name on this page" in text_of(as_(coordinator).get(PAGE))
    assert "My name on this page" not in text_of(as_(stranger).get(PAGE))


@pytest.mark.parametrize("rows", [1, 3])
def test_it_takes_five_queries_however_much_there_is(client, poland, rows, django_assert_num_queries):
    counted(people=214)
    for number in range(rows):
        Society.objects.create(hub=poland, name=f"Society {number}")
        MembershipFactory(hub=poland, is_shown=True)
        AmbassadorFactory(hub=poland, step=3, is_shown=True)
        EventFactory(hub=poland, capacity=5, quotas={"PL": 5})
        EventFactory(hub=poland, starts_at=timezone.now() - 9 * DAY, ends_at=timezone.now() - 8 * DAY)
        LocalMaterialFactory(hub=poland)

    with django_assert_num_queries(5):
        page = text_of(client.get(PAGE))

    assert "Society 0" in page
