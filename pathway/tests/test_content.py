import io
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection

from fellowships.models import Call
from hubs.models import Hub, Society
from levels.models import Director, FurtherReading, Level, Outcome, Pathway
from pathway.content import loader
from pathway.models import ContentItem, PageViews
from registrations.dates import days, hours
from registrations.models import Event, EventKind, Filling, Seat

PILOT = ["GB", "PL", "PT", "RO", "SE"]


@pytest.fixture
def own_content(tmp_path):
    """A copy of the content files that a test may change."""
    for path in loader.FOLDER.glob("*.toml"):
        shutil.copy(path, tmp_path)
    return tmp_path


def change(folder, name, old, new):
    path = folder / f"{name}.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


# ---- What is loaded -------------------------------------------------------------------------------------------


def test_the_central_events_are_on_their_published_days(real_pathway):
    assert {event.slug: days(event) for event in Event.objects.all()} == {
        "kick-off-webinar": "19 February 2026",
        "level-1-live": "6 May 2026",
        "level-2-live": "9–10 September 2026",
        "essentials-workshops-lives-2026": "LIVES 2026, date to be announced",
        "masterclass-lives-2027": "2027, to be announced",
    }


def test_times_are_local_to_the_event_in_winter_and_in_summer(real_pathway):
    assert hours(Event.objects.get(slug="kick-off-webinar")) == "18:00–19:30"
    assert hours(Event.objects.get(slug="level-1-live")) == "09:00–17:00"


def test_the_two_day_event_has_two_sessions(real_pathway):
    sessions = Event.objects.get(slug="level-2-live").sessions

    assert list(sessions.values_list("title", flat=True)) == ["Day 1", "Day 2"]


@pytest.mark.parametrize(
    ("slug", "kind", "level"),
    [
        ("essentials-workshops-lives-2026", EventKind.WORKSHOP, 2),
        ("masterclass-lives-2027", EventKind.MASTERCLASS, 3),
    ],
)
def test_both_lives_events_have_25_seats_five_at_home_in_each_pilot_country(real_pathway, slug, kind, level):
    event = Event.objects.get(slug=slug)

    assert (event.kind, event.level.number, event.capacity) == (kind, level, 25)
    assert (event.filling, event.asks_for_motivation) == (Filling.REVIEWED, True)
    homes = sorted(Seat.objects.filter(event=event).values_list("home", flat=True))
    assert homes == sorted(PILOT * 5)


def test_online_events_are_open_to_everyone_and_first_come(real_pathway):
    online = Event.objects.filter(is_online=True)

    assert {(event.capacity, event.filling, event.is_published) for event in online} == {
        (None, Filling.FIRST_COME, True)
    }


def test_the_pathway_has_its_directors_and_its_whole_text(real_pathway):
    pathway = Pathway.objects.get()

    assert pathway.months == 24
    assert "Building on ESICM’s prior education initiatives" in pathway.aims
    assert "initial framework for broader implementation" in pathway.aims
    assert [(one.name, one.degrees, one.initials) for one in pathway.directors.of_the_pathway()] == [
        ("Andrew Conway Morris", "MD, PhD, MRC", "AC"),
        ("Liesbet De Bus", "MD, PhD", "LD"),
        ("Claire Roger", "MD, PhD", "CR"),
    ]
    assert (str(pathway.content_updated_on), pathway.contact_email) == ("2025-12-23", "education@esicm.org")
    assert pathway.statements.count() == 8


def test_the_levels_have_their_titles_directors_and_outcomes(real_pathway):
    assert list(Level.objects.values_list("title", "also_printed_as")) == [
        ("Foundations in Sepsis and Severe Infections", ""),
        ("Consolidating Clinical Practice", ""),
        ("Expert Practice", "Developing Expert Practice"),
    ]
    directors = Director.objects.exclude(level=None).order_by("level", "order")
    assert list(directors.values_list("level__number", "name")) == [
        (1, "Gennaro De Pascale"),
        (1, "Kordo Saeed"),
        (2, "Liesbet De Bus"),
        (2, "Ricard Ferrer"),
    ]
    assert Outcome.objects.filter(level__number=1, tier="topic").count() == 15
    assert Outcome.objects.filter(level__number=2).exclude(tier="topic").count() == 12
    assert list(
        Level.objects.filter(availability="Open for the whole pathway").values_list("number", flat=True)
    ) == [1, 2]


def test_there_are_five_hubs_and_no_society_is_claimed(real_pathway):
    assert sorted(hub.country.code for hub in Hub.objects.all()) == PILOT
    assert not Society.objects.exists()


def test_views_of_the_earlier_site_are_carried_over(real_pathway):
    assert dict(PageViews.objects.values_list("path", "total")) == {
        "/": 6632,
        "/levels/1/": 5768,
        "/levels/2/": 5529,
        "/levels/3/": 5686,
    }


# ---- Loading again --------------------------------------------------------------------------------------------


def test_the_command_says_what_it_made_and_then_that_nothing_was_left(db):
    first, second = io.StringIO(), io.StringIO()

    call_command("load_pathway", stdout=first)
    call_command("load_pathway", stdout=second)

    assert "5 registrations.Event" in first.getvalue()
    assert second.getvalue() == "Everything is loaded already; nothing was changed.\n"


def test_what_staff_changed_stays_as_they_left_it(real_pathway):
    Level.objects.filter(number=1).update(title="Ours", number=7)
    Event.objects.filter(slug="kick-off-webinar").update(slug="opening", title="Opening")
    Pathway.objects.update(slug="renamed")
    Hub.objects.filter(country="PL").update(introduction="Nasz ośrodek")

    made = loader.load()

    assert not made
    assert Level.objects.get(title="Ours").number == 7
    assert Event.objects.get(slug="opening").title == "Opening"
    assert Hub.objects.get(country="PL").introduction == "Nasz ośrodek"
    assert (Level.objects.count(), Event.objects.count(), Pathway.objects.count()) == (3, 5, 1)


def test_what_staff_deleted_does_not_come_back(real_pathway):
    Event.objects.get(slug="masterclass-lives-2027").delete()
    Outcome.objects.first().delete()
    FurtherReading.objects.all().delete()
    Level.objects.get(number=3).delete()

    assert not loader.load()
    assert (Event.objects.count(), FurtherReading.objects.count(), Level.objects.count()) == (4, 0, 2)


def test_a_piece_that_is_new_in_the_files_is_added_to_what_is_there(db, own_content):
    loader.load(own_content)
    Pathway.objects.update(slug="renamed")
    change(own_content, "levels", 'urinary = "', 'new-topic = "A new topic"\nurinary = "')

    assert loader.load(own_content) == {"levels.Outcome": 1}
    assert Outcome.objects.get(text="A new topic").level.number == 1


def test_a_new_piece_of_a_deleted_level_is_left_out(db, own_content):
    loader.load(own_content)
    Event.objects.filter(level__number=1).delete()
    Level.objects.get(number=1).delete()
    change(own_content, "levels", 'urinary = "', 'new-topic = "A new topic"\nurinary = "')

    assert not loader.load(own_content)


def test_rows_made_by_hand_before_are_taken_as_they_are(db):
    Hub.objects.create(country="PL", name="Made by hand")
    Call.objects.create(slug="2026-2027", title="By hand", announcement="Soon")

    loader.load()

    assert Hub.objects.get(country="PL").name == "Made by hand"
    assert Call.objects.get().title == "By hand"


def test_a_mistake_in_the_files_loads_nothing_at_all(db, own_content):
    change(own_content, "more", "https://www.eucast.org", "no address")

    with pytest.raises(ValidationError):
        loader.load(own_content)

    assert not Pathway.objects.exists()
    assert not ContentItem.objects.exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_loads_at_once_load_everything_once():
    def load(_number):
        try:
            return bool(loader.load())
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(load, range(2))) == [False, True]

    assert (Event.objects.count(), Hub.objects.count()) == (5, 5)
