import datetime

import pytest

from accounts.models import CareerStage, Profession
from accounts.tests.factories import UserFactory
from impact import reading
from impact.actions import snapshots
from impact.models import Snapshot
from impact.models.snapshots import Split
from levels.tests.factories import EnrolmentFactory

pytestmark = pytest.mark.django_db


def people(number, country, **profile):
    """So many people on the pathway; returns their profiles."""
    said = {f"country__{key}": value for key, value in profile.items()}
    return [EnrolmentFactory(user=UserFactory(country=country, **said)).user.profile for _ in range(number)]


def test_a_snapshot_says_how_many_are_on_the_pathway():
    people(6, country="PL")
    people(7, country="IN")

    snapshots.take()
    numbers = reading.latest()

    assert numbers.get("enrolled").people == 13
    assert [(group, shown.people) for group, shown in numbers.groups("enrolled", Split.COUNTRY)] == [
        ("IN", 7),
        ("PL", 6),
    ]


def test_a_country_with_one_participant_is_not_shown_and_does_not_follow_from_the_others():
    people(9, country="IN")
    people(1, country="MT")
    people(6, country="FR")

    snapshots.take()
    shown = dict(reading.latest().groups("enrolled", Split.COUNTRY))

    assert {group: cell.people for group, cell in shown.items()} == {"IN": 9, "other": 7}


def test_who_works_for_the_portal_is_counted_nowhere():
    people(5, country="IN")
    UserFactory(is_staff=True, country="IN")

    snapshots.take()

    assert reading.latest().get("joined").people == 5


def test_who_moves_later_counts_where_the_level_was_joined():
    moved = people(5, country="IN")
    snapshots.take()
    for profile in moved:
        profile.country = "FR"
        profile.save()

    snapshots.take()

    assert [group for group, _shown in reading.latest().groups("enrolled", Split.COUNTRY)] == ["IN"]


def test_before_the_first_count_there_are_no_figures():
    assert reading.latest() is None


def test_of_older_months_the_last_snapshot_stays():
    first = Snapshot.objects.create(as_of=datetime.datetime(2026, 9, 1, tzinfo=datetime.UTC), seconds=1)
    last = Snapshot.objects.create(as_of=datetime.datetime(2026, 9, 30, tzinfo=datetime.UTC), seconds=1)

    newest = snapshots.take()

    assert set(Snapshot.objects.all()) == {last, newest}
    assert first.pk not in Snapshot.objects.values_list("pk", flat=True)


def test_professions_are_counted_as_they_were_on_that_day():
    changed = people(5, country="IN", profession=Profession.NURSE, career_stage=CareerStage.EARLY)
    for profile in changed:
        profile.profession = Profession.DOCTOR
        profile.save()

    snapshots.take()

    assert [group for group, _shown in reading.latest().groups("enrolled", Split.PROFESSION)] == ["nurse"]
