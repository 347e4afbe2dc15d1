"""The public list of centres and the page of each."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from fellowships.models import Week
from fellowships.tests.factories import CentreFactory, CentreMemberFactory, OfferingFactory

pytestmark = pytest.mark.django_db


def listed(client, **asked):
    page = client.get(reverse("fellowships:centres"), asked)
    assert page.status_code == 200
    return [centre.name for centre in page.context["directory"].shown]


@pytest.fixture
def centres():
    """Nîmes, Łódź and Lisboa."""
    return [
        CentreFactory(name="Hôpital Carémeau", city="Nîmes", country="FR", topics=["Dosing"], languages=["fr", "en"]),
        CentreFactory(name="Szpital Kopernika", city="Łódź", country="PL", topics=["Source control"], languages=["pl"]),
        CentreFactory(
            name="Hospital de São Francisco", city="Lisboa", country="PT",
            topics=["Dosing", "Stewardship"], languages=["pt", "en"], tutor="Prof. Inês Araújo",
        ),
    ]  # fmt: skip


def test_everybody_sees_public_centres_and_no_others(client, centres):
    CentreFactory(name="Not yet", is_public=False)

    assert listed(client) == ["Hôpital Carémeau", "Szpital Kopernika", "Hospital de São Francisco"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("nimes", ["Hôpital Carémeau"]),
        ("LODZ", ["Szpital Kopernika"]),
        ("sao araujo", ["Hospital de São Francisco"]),
        ("stewardship", ["Hospital de São Francisco"]),
        ("portugal", ["Hospital de São Francisco"]),
        ("hopital carémeau", ["Hôpital Carémeau"]),
        ("nowhere", []),
        ("100%", []),
        ("nul\0l", []),
    ],
)
def test_words_find_whatever_the_accents(client, centres, words, found):
    assert listed(client, q=words) == found


def test_filters_narrow_and_count_beside_each_other(client, centres):
    assert listed(client, topic="Dosing") == ["Hôpital Carémeau", "Hospital de São Francisco"]
    assert listed(client, topic="Dosing", language="pt") == ["Hospital de São Francisco"]
    page = client.get(reverse("fellowships:centres"), {"language": "en"})
    by_name = {
        one.name: {option.label: option.count for option in one.options}
        for one in page.context["directory"].filters()
    }

    assert by_name["topic"] == {"Dosing": 2, "Stewardship": 1}
    assert by_name["country"] == {"France": 1, "Portugal": 1}
    assert by_name["language"] == {"English": 2, "French": 1, "Polish": 1, "Portuguese": 1}


def test_an_empty_list_says_which_filter_is_in_the_way(client, centres):
    page = client.get(reverse("fellowships:centres"), {"country": "PL", "topic": "Dosing"}).content.decode()

    assert "No centre is found this way" in page
    assert "Without “Poland” there are 2 centres" in page
    assert "Without “Dosing” there is 1 centre" in page


def test_values_nobody_can_mean_find_nothing_and_break_nothing(client, centres):
    assert listed(client, country="Z" * 500, topic="<script>", language="\0") == []


def test_without_centres_the_page_says_so(client):
    assert "No centre is announced yet" in client.get(reverse("fellowships:centres")).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_queries_whatever_its_length(client, django_assert_num_queries, number):
    for _each in range(number):
        offering = OfferingFactory()
        Week.objects.create(offering=offering, starts_on=timezone.localdate(), ends_on=timezone.localdate())

    with django_assert_num_queries(4):
        client.get(reverse("fellowships:centres"))


def test_the_page_shows_what_is_offered_and_never_the_address(client):
    offering = OfferingFactory(places=2, notes="One fellow at a time.", centre__topics=["Dosing"])
    first = timezone.localdate() + timedelta(days=60)
    Week.objects.create(offering=offering, starts_on=first, ends_on=first + timedelta(days=4))
    Week.objects.create(offering=offering, starts_on=date(2020, 3, 2), ends_on=date(2020, 3, 6))

    page = client.get(offering.centre.get_absolute_url()).content.decode()

    assert offering.centre.contact_email not in page
    assert "2 places" in page
    assert "One fellow at a time." in page
    assert str(offering.weeks.get(starts_on=first)) in page
    assert "2020" not in page


def test_places_taken_back_are_not_shown(client):
    offering = OfferingFactory(withdrawn_at=timezone.now(), withdrawn_because="The unit moves.")

    assert "gives no places" in client.get(offering.centre.get_absolute_url()).content.decode()


def test_a_page_not_public_yet_is_there_for_its_people_and_the_office_only(client, as_, staff, stranger):
    centre = CentreFactory(is_public=False)
    member = CentreMemberFactory(centre=centre).user
    former = CentreMemberFactory(
        centre=centre, starts_on=date(2026, 1, 1), ends_on=timezone.localdate() - timedelta(days=1)
    ).user

    assert client.get(centre.get_absolute_url()).status_code == 404
    for person, status in [(stranger, 404), (former, 404), (member, 200), (staff, 200)]:
        assert as_(person).get(centre.get_absolute_url()).status_code == status
