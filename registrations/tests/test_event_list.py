"""The public list of events: filters, months, countries, and the calendar file of what is shown."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from levels.tests.factories import LevelFactory
from registrations.models import EventKind, EventLanguage
from registrations.tests.factories import EventFactory

pytestmark = pytest.mark.django_db
URL = reverse("registrations:event_list")
FILE = reverse("registrations:list_calendar")
MAY, JUNE = datetime(2097, 5, 6, 7, tzinfo=UTC), datetime(2097, 6, 6, 7, tzinfo=UTC)


def event(title, starts_at=MAY, **facts):
    return EventFactory(title=title, starts_at=starts_at, **facts)


def text(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def programme(poland, romania):
    """Four events to come and one that is over."""
    return [
        event("Central webinar", kind=EventKind.WEBINAR, level=LevelFactory(number=1)),
        event("Dzień sepsy", hub=poland, kind=EventKind.NATIONAL, language=EventLanguage.POLISH),
        event("Ziua sepsisului", JUNE, hub=romania, kind=EventKind.NATIONAL, language="ro"),
        event("Symulacja", None, hub=poland, kind="simulation", language="pl", date_note="Spring"),
        event("Było", datetime(2020, 5, 6, 7, tzinfo=UTC), hub=poland, language="pl"),
    ]


def titles(response):
    listing = response.context["listing"]
    return {event.title for event in listing.shown}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Central webinar", "Dzień sepsy", "Ziua sepsisului", "Symulacja"}),
        ("country=pl", {"Dzień sepsy", "Symulacja"}),
        ("country=all", {"Central webinar"}),
        ("month=2097-05", {"Central webinar", "Dzień sepsy"}),
        ("month=open", {"Symulacja"}),
        ("kind=national", {"Dzień sepsy", "Ziua sepsisului"}),
        ("level=1", {"Central webinar"}),
        ("level=none", {"Dzień sepsy", "Ziua sepsisului", "Symulacja"}),
        ("language=ro", {"Ziua sepsisului"}),
        ("country=pl&kind=national&month=2097-05", {"Dzień sepsy"}),
        ("country=pl&language=ro", set()),
        ("country=PL'--&month=2097-13&kind=x&level=-1&language=zz", 4),
    ],
)
def test_each_filter_shows_what_it_says(client, programme, query, found):
    response = client.get(f"{URL}?{query}")

    shown = titles(response)
    assert (len(shown) if isinstance(found, int) else shown) == found


def test_months_carry_the_countries_beside_them_and_open_dates_come_last(client, programme):
    response = client.get(URL)

    months = [(name, places) for name, places, _events in response.context["listing"].months()]
    assert months == [
        ("May 2097", ["For everyone", "Poland"]),
        ("June 2097", ["Romania"]),
        ("Date open", ["Poland"]),
    ]


def test_a_month_begins_at_midnight_where_the_event_is(client):
    """Both at the same moment: in Auckland it is June already."""
    night = datetime(2097, 5, 31, 20, tzinfo=UTC)
    for zone in ("Europe/Lisbon", "Pacific/Auckland", "Europe/London"):
        event(zone, night, time_zone=zone)

    listing = client.get(URL).context["listing"]

    assert [(name, len(events)) for name, _places, events in listing.months()] == [
        ("May 2097", 2),
        ("June 2097", 1),
    ]


def test_options_are_counted_beside_the_other_filters(client, programme):
    listing = client.get(f"{URL}?country=pl").context["listing"]

    counts = {one.name: {option.value: option.count for option in one.options} for one in listing.filters()}
    assert counts["country"] == {"all": 1, "pl": 2, "ro": 1}
    assert counts["kind"] == {"webinar": 0, "national": 1, "simulation": 1}
    assert counts["month"] == {"2097-05": 1, "2097-06": 0, "open": 1}


def test_an_empty_list_says_which_filter_to_loosen(client, programme):
    page = text(client.get(f"{URL}?country=pl&language=ro"))

    assert "No coming event passes all these filters" in page
    assert "Without “Country: Poland” there is 1 event" in page
    assert 'href="?language=ro"' in page
    assert "Without “Language: Romanian” there are 2 events" in page


def test_the_overview_leads_to_each_country_and_month(client, programme):
    page = text(client.get(f"{URL}?kind=national"))

    assert 'href="?kind=national&amp;country=pl&amp;month=2097-05"' in page
    assert 'href="?kind=national&amp;country=ro&amp;month=2097-06"' in page


def test_what_is_past_passes_the_filters_too(client, programme):
    assert "Było" in text(client.get(f"{URL}?country=pl"))
    assert "Było" not in text(client.get(f"{URL}?country=ro"))


def test_the_calendar_file_holds_what_is_shown_and_has_a_date(client, programme):
    response = client.get(f"{FILE}?country=pl")

    file = response.content.decode()
    assert response["Content-Type"].startswith("text/calendar")
    assert "SUMMARY:Dzień sepsy" in file
    assert file.count("BEGIN:VEVENT") == 1
    assert f'href="{FILE}?country=pl"' in text(client.get(f"{URL}?country=pl"))


def test_an_empty_calendar_file_is_one_all_the_same(client):
    assert "END:VCALENDAR" in client.get(f"{FILE}?country=se").content.decode()


def test_drafts_are_in_neither_but_for_those_who_run_them(as_, client, coordinator, poland, participant):
    event("Secret", hub=poland, is_published=False)

    for get in (client.get, as_(participant).get):
        assert "Secret" not in text(get(URL))
        assert "Secret" not in get(FILE).content.decode()
    assert "Secret" in text(as_(coordinator).get(URL))


@pytest.mark.parametrize("rows", [1, 3])
def test_neither_asks_more_for_more_events(client, rows, poland, django_assert_num_queries):
    for number in range(rows):
        event(f"Event {number}", MAY.replace(month=number + 1), hub=poland)

    with django_assert_num_queries(3):
        client.get(f"{URL}?country=pl")
    with django_assert_num_queries(2):
        client.get(f"{FILE}?country=pl")


def test_the_page_of_a_hub_lists_what_is_to_come_before_what_was(client, programme):
    page = text(client.get(reverse("hub", args=["pl"])))

    assert page.index("Dzień sepsy") < page.index("What was") < page.index("Było")
    assert f'href="{FILE}?country=pl"' in page
    assert timezone.now() < MAY
