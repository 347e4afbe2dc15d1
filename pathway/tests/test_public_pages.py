import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from fellowships.tests.factories import CallFactory
from hubs.models import Hub, Society
from hubs.tests.factories import HubFactory
from levels.models import Activity, Director, FurtherReading, Level, Outcome, Pathway, Statement
from levels.tests.factories import EnrolmentFactory, LevelEnrolmentFactory, LevelFactory, ResourceFactory
from registrations.models import Event, EventKind
from registrations.tests.factories import EventFactory

PAGES = [
    "/",
    "/levels/1/",
    "/levels/2/",
    "/levels/3/",
    "/hubs/",
    "/hubs/pl/",
    "/hubs/gb/",
    "/fellowships/",
    "/contact/",
    "/more/",
    "/privacy/",
    "/accessibility/",
]


def text_of(response):
    """What a reader sees: no tags, single spaces."""
    page = re.sub(r"<svg.*?</svg>|<head>.*?</head>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(page.replace("&amp;", "&").replace("&#x27;", "'").split())


# ---- Every page, for everyone ---------------------------------------------------------------------------------


def test_pages_for_everyone_cost_no_session_and_hold_no_token(client, real_pathway):
    for path in PAGES:
        response = client.get(path)

        assert (path, response.status_code, len(response.cookies)) == (path, 200, 0)
        assert "csrfmiddlewaretoken" not in response.content.decode()


def test_pages_for_everyone_need_at_most_six_queries(client, real_pathway, django_assert_max_num_queries):
    for path in PAGES:
        with django_assert_max_num_queries(6, info=path):
            client.get(path)


def test_the_pages_work_for_a_person_who_is_signed_in(as_, participant, real_pathway):
    assert {as_(participant).get(path).status_code for path in PAGES} == {200}


def test_nothing_can_be_sent_to_the_pages(client, real_pathway):
    assert {client.post(path).status_code for path in PAGES} == {405}


def test_the_pages_stand_before_anything_is_loaded(client, db):
    for path in ("/", "/hubs/", "/fellowships/", "/contact/", "/more/", "/privacy/", "/accessibility/"):
        assert (path, client.get(path).status_code) == (path, 200)


def test_what_does_not_exist_is_not_found(client, real_pathway):
    assert {client.get(path).status_code for path in ("/levels/4/", "/hubs/de/", "/hubs/nowhere/")} == {404}


def test_a_country_in_capitals_finds_its_page(client, real_pathway):
    assert client.get("/hubs/PL/").url == "/hubs/pl/"


# ---- Home -----------------------------------------------------------------------------------------------------


def test_home_says_everything_the_programme_says(client, real_pathway):
    text = text_of(client.get("/"))

    for fact in (
        "24 months, 2026–2027",
        "19 February 2026 Kick-off webinar",
        "6 May 2026 Level 1 live online event",
        "9–10 September 2026 Level 2 live online event",
        "LIVES 2026, date to be announced Level 2: Case-based Essentials workshops, 25 free entries",
        "2027, to be announced Level 3: Advanced decision-making masterclass, 25 free entries",
        "Foundations in Sepsis and Severe Infections",
        "Consolidating Clinical Practice",
        "Expert Practice",
        "A case repository",
        "National and regional face-to-face events",
        "25 free entries, about 5 per pilot country",
        "Fellowship & Expert Exchange: European placements",
        "National Training Hubs supported by local societies",
        "Faculty Development Days (FDD) for local ambassadors",
        "National events and workshops linked to national and regional conferences",
        "Hands-on simulation and bedside training",
        "Builds on proven ESICM methods",
        "Stronger impact tracking via combined central benchmarking and local evaluation",
        "Poland",
        "United Kingdom",
        "Andrew Conway Morris MD, PhD, MRC Clinician Scientist, University of Cambridge",
        "Liesbet De Bus",
        "Claire Roger",
        "Infection Section and the Systemic Inflammation and Sepsis Section",
        "education@esicm.org",
        "free of charge",
        "AMS remains a cross-cutting priority",
        "Last updated 23 December 2025 · 6,632 views",
    ):
        assert fact in text


def test_home_asks_who_is_not_signed_in_to_register(client, real_pathway):
    assert f'href="{reverse("account_signup")}">Register free' in client.get("/").content.decode()


def test_home_lets_who_is_signed_in_join_with_one_click(as_, participant, real_pathway):
    page = as_(participant).get("/").content.decode()

    assert f'action="{reverse("levels:enrol")}"' in page
    assert "Register free" not in page


def test_home_takes_who_is_enrolled_to_their_own_page(as_, participant, real_pathway):
    EnrolmentFactory(user=participant, pathway=Pathway.objects.get())

    page = as_(participant).get("/").content.decode()

    assert "Go to my pathway" in page
    assert "Join the pathway" not in page


def test_home_shows_an_event_of_a_hub_in_the_list_and_in_the_drawing(client, real_pathway):
    start = datetime.datetime(2027, 4, 9, 9, tzinfo=datetime.UTC)
    EventFactory(
        title="Warsaw workshop", kind=EventKind.NATIONAL, hub=Hub.objects.get(country="PL"), starts_at=start
    )

    response = client.get("/")

    assert "9 April 2027 Warsaw workshop, National Training Hub, Poland" in text_of(response)
    assert 'class="tl-label"' in response.content.decode()
    assert "Warsaw workshop, 9 April" in response.content.decode()


def test_home_shows_no_draft_and_no_cancelled_event(client, real_pathway):
    EventFactory(title="Not this one", is_published=False)
    EventFactory(title="Not this one", cancelled_at=timezone.now(), cancellation_reason="Strike")

    assert "Not this one" not in client.get("/").content.decode()


def test_home_shows_no_hub_that_is_not_open(client, real_pathway):
    Hub.objects.filter(country="SE").update(is_open=False)

    assert "Sweden</a>" not in client.get("/").content.decode()
    assert client.get("/hubs/se/").status_code == 404


def add_one_of_everything(number):
    pathway = Pathway.objects.get()
    level = LevelFactory(pathway=pathway, number=10 + number)
    hub = HubFactory(country=["DE", "FR", "IT"][number], name=f"Hub {number}")
    Activity.objects.create(level=level, kind="national", title=f"Activity {number}")
    Outcome.objects.create(level=Level.objects.get(number=1), tier="topic", text=f"Outcome {number}")
    Statement.objects.create(pathway=pathway, section="local", text=f"Statement {number}")
    Director.objects.create(pathway=pathway, name=f"Director {number}")
    Director.objects.create(pathway=pathway, level=Level.objects.get(number=1), name=f"Director {number}")
    Society.objects.create(hub=Hub.objects.get(country="PL"), name=f"Society {number}")
    FurtherReading.objects.create(title="More", url=f"https://example.org/{number}")
    EventFactory(level=Level.objects.get(number=1), hub=hub)
    EventFactory(hub=Hub.objects.get(country="PL"), kind=EventKind.NATIONAL, capacity=5, quotas={"PL": 5})
    CallFactory()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_ask_the_same_queries_however_much_there_is(
    client, real_pathway, rows, django_assert_num_queries
):
    for number in range(rows):
        add_one_of_everything(number)

    for path, queries in [
        ("/", 6),
        ("/levels/1/", 6),
        ("/hubs/", 3),
        ("/hubs/pl/", 4),
        ("/contact/", 2),
        ("/more/", 1),
        ("/fellowships/", 1),
    ]:
        with django_assert_num_queries(queries, info=path):
            client.get(path)


# ---- Levels ---------------------------------------------------------------------------------------------------


def test_a_level_shows_what_is_published_about_it(client, real_pathway):
    text = text_of(client.get("/levels/2/"))

    for fact in (
        "Level 2 of 3",
        "Live online on 9–10 September 2026",
        "Understand",
        "Evaluate",
        "Weigh uncertainty against speed",
        "Liesbet De Bus",
        "Ricard Ferrer",
        "Mandatory and optional resources",
        "Open for the whole pathway",
        "No national event announced yet",
        "Case-based Essentials workshops",
        "5,529 views",
    ):
        assert fact in text


def test_a_level_says_what_is_not_published_yet(client, real_pathway):
    text = text_of(client.get("/levels/3/"))

    assert "Level directors To be announced." in text
    assert "The topics of this level will stand here" in text
    assert "Whether this level has an assessment has not been announced yet." in text
    assert "You may also have seen it as “Developing Expert Practice”." in text
    assert "2027, to be announced" in text


def test_a_level_without_events_says_so(client, real_pathway):
    Event.objects.filter(level__number=1).delete()

    assert "No event announced yet" in text_of(client.get("/levels/1/"))


def test_a_level_that_needs_the_one_before_says_so(client, real_pathway):
    Level.objects.filter(number=2).update(needs_previous=True)

    assert "This level opens to you when you have completed the one before." in text_of(
        client.get("/levels/2/")
    )


# ---- Hubs -----------------------------------------------------------------------------------------------------


def test_a_hub_shows_its_seats_and_claims_no_society(client, real_pathway):
    text = text_of(client.get("/hubs/pl/"))

    assert "5 of 25 free entries are kept for Poland." in text
    assert "Supported by the relevant national societies; their names will be announced." in text
    assert "No national event announced yet" in text


def test_a_hub_shows_its_own_societies_and_events_and_no_others(client, real_pathway):
    poland, sweden = Hub.objects.get(country="PL"), Hub.objects.get(country="SE")
    Society.objects.create(hub=poland, name="A Polish society")
    Society.objects.create(hub=sweden, name="A Swedish society")
    EventFactory(hub=poland, title="In Warsaw")
    EventFactory(hub=sweden, title="In Stockholm")

    text = text_of(client.get("/hubs/pl/"))

    assert "A Polish society" in text
    assert "In Warsaw" in text
    assert "A Swedish society" not in text
    assert "In Stockholm" not in text


def test_the_coordinator_finds_the_way_to_the_requests(as_, real_pathway):
    from hubs.tests.factories import MembershipFactory

    own = MembershipFactory(hub=Hub.objects.get(country="PL"), user=UserFactory(country="PL")).user

    assert reverse("registrations:quota", args=["pl"]) in as_(own).get("/hubs/pl/").content.decode()
    assert "Manage requests" not in as_(own).get("/hubs/ro/").content.decode()


# ---- Others ---------------------------------------------------------------------------------------------------


def test_links_that_staff_took_out_are_not_shown(client, real_pathway):
    FurtherReading.objects.filter(title="EUCAST").update(is_shown=False)

    page = client.get("/more/").content.decode()

    assert "eucast" not in page
    assert "https://www.sccm.org/survivingsepsiscampaign" in page


def test_the_privacy_notice_leads_to_the_own_data(client, real_pathway):
    assert f'href="{reverse("accounts:privacy")}"' in client.get("/privacy/").content.decode()


def test_the_admin_lists_the_views_of_pages(as_, staff, real_pathway, settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = False

    page = as_(staff).get(reverse("admin:pathway_pageviews_changelist")).content.decode()

    assert "6632" in page.replace(",", "")


def test_a_level_lists_its_modules_and_leads_those_who_are_on_it_to_the_classroom(client, as_, participant):
    resource = ResourceFactory(module__title="The first hour", minutes=75)
    ResourceFactory(module=resource.module, minutes=5, is_mandatory=False)
    ResourceFactory(module__title="Not ready", module__publish_on=None)
    path = reverse("level", args=[1])
    found = client.get(path).content.decode()
    assert "The first hour" in found
    assert "1 hour 15 minutes mandatory" in found
    assert "5 minutes for who wants more" in found
    assert "Not ready" not in found
    assert "Go to the classroom" not in found

    LevelEnrolmentFactory(enrolment__user=participant)

    assert "Go to the classroom" in as_(participant).get(path).content.decode()
