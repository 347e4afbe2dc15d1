"""The participants of a hub by name: who sees them, who is among them, for how long."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import give_consent, withdraw_consent
from accounts.models import AuditEntry, ConsentKind, Profession, Profile
from accounts.tests.factories import UserFactory
from hubs.tests.factories import MembershipFactory
from impact import participants
from levels.models import Progress
from levels.tests.factories import LevelEnrolmentFactory, LevelFactory, ResourceFactory
from registrations.models import Attendance, State
from registrations.tests.factories import EventFactory, RegistrationFactory, SessionFactory

pytestmark = pytest.mark.django_db
LIST, FILE = "/hubs/pl/manage/people/", "/hubs/pl/manage/people.csv"
DAY = timedelta(days=1)


def learner(name="Łukasz Żółć", country="PL", shares=True, level=1, **work):
    """On the pathway with one level open."""
    person = UserFactory(
        name=name, country=country, **{f"country__{key}": word for key, word in work.items()}
    )
    LevelEnrolmentFactory(
        enrolment__user=person, level=LevelFactory(number=level), standing={"have": 2, "of": 4}
    )
    if shares:
        give_consent(person, ConsentKind.HUB)
    return person


def study(person, days_ago=1, level=1):
    moment = timezone.now() - days_ago * DAY
    resource = ResourceFactory(module__level=LevelFactory(number=level))
    return Progress.objects.create(person=person, resource=resource, opened_at=moment, last_at=moment)


def complete(person):
    person.enrolments.get().levels.update(completed_at=timezone.now())


def names(response):
    return [str(person) for person in response.context["page"]]


def rows_of(response):
    content = b"".join(response.streaming_content).decode().removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(content)))


# ---- Who sees it ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["participant", "stranger", "romanian_coordinator"])
@pytest.mark.parametrize("address", [LIST, FILE])
def test_for_anybody_else_there_is_no_such_page(as_, poland, request, who, address):
    learner()

    assert as_(request.getfixturevalue(who)).get(address).status_code == 404


@pytest.mark.parametrize("address", [LIST, FILE])
def test_when_the_term_is_over_so_is_the_view(as_, poland, address):
    former = MembershipFactory(hub=poland, ends_on=timezone.localdate() - DAY).user

    assert as_(former).get(address).status_code == 404


@pytest.mark.parametrize("address", [LIST, FILE])
def test_nobody_signed_in_is_sent_to_log_in(client, poland, address):
    assert client.get(address).status_code == 302


def test_staff_see_the_participants_of_every_hub(as_, staff, poland):
    learner("Anna Wiśniewska")

    assert names(as_(staff).get(LIST)) == ["Anna Wiśniewska"]


# ---- Who is among them ------------------------------------------------------------------------------------------


def test_only_who_shares_lives_there_and_is_on_the_pathway_is_named(as_, coordinator):
    learner("Anna Wiśniewska")
    learner("Does not share", shares=False)
    learner("Lives in Romania", country="RO")
    give_consent(UserFactory(name="Not on the pathway", country="PL"), ConsentKind.HUB)
    closed = learner("Closed the account")
    closed.is_active = False
    closed.save()

    assert names(as_(coordinator).get(LIST)) == ["Anna Wiśniewska"]


def test_who_takes_the_consent_back_is_gone_at_the_next_click(as_, coordinator):
    person = learner("Anna Wiśniewska")
    client = as_(coordinator)
    assert names(client.get(LIST)) == ["Anna Wiśniewska"]

    withdraw_consent(person, ConsentKind.HUB)

    response = client.get(LIST)
    assert names(response) == []
    assert "Wiśniewska" not in response.content.decode()
    assert rows_of(client.get(FILE)) == []


def test_who_moves_away_is_gone_from_here_and_nobody_there_sees_more_than_was_agreed(
    as_, coordinator, romania
):
    person = learner("Anna Wiśniewska")

    Profile.objects.filter(user=person).update(country="RO")

    assert names(as_(coordinator).get(LIST)) == []


def test_a_row_tells_progress_events_and_the_month_and_no_address_and_no_day(as_, coordinator):
    person = learner("Anna Wiśniewska")
    touched = study(person)
    yesterday = timezone.now() - DAY
    event = EventFactory(starts_at=yesterday - 3 * DAY, ends_at=yesterday, minimum_attendance=0)
    row = RegistrationFactory(event=event, user=person, state=State.CONFIRMED)
    Attendance.objects.create(session=SessionFactory(event=event), registration=row, minutes=60)

    page = as_(coordinator).get(LIST)
    found = page.context["page"][0]
    [line] = rows_of(as_(coordinator).get(FILE))

    [level] = found.levels_reached
    assert (level.number, level.have, level.of, level.percent) == (1, 2, 4, 50)
    assert len(found.attended) == 1
    assert found.last_month.day == 1
    assert person.email not in page.content.decode()
    assert line["last_active_month"] == f"{touched.last_at:%Y-%m}"
    assert line["levels"] == "Level 1: 2 of 4 requirements met"
    assert (line["name"], line["events_attended"], line["certificates"]) == ("Anna Wiśniewska", "1", "0")


# ---- Search and filters -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["lukasz", "ŻÓŁĆ", "zolc luk"])
def test_names_are_found_without_their_accents(as_, coordinator, query):
    learner("Łukasz Żółć")
    learner("Anna Wiśniewska")

    assert names(as_(coordinator).get(LIST, {"q": query})) == ["Łukasz Żółć"]


@pytest.mark.parametrize(
    ("stage", "found"),
    [
        ("not_begun", ["Not begun"]),
        ("under_way", ["Stuck", "Under way"]),
        ("stuck", ["Stuck"]),
        ("completed", ["Completed"]),
        ("nonsense", ["Completed", "Not begun", "Stuck", "Under way"]),
    ],
)
@pytest.mark.parametrize("level", ["", "1"])
def test_progress_is_a_filter(as_, coordinator, stage, found, level):
    learner("Not begun")
    study(learner("Under way"), days_ago=59)
    study(learner("Stuck"), days_ago=61)
    person = learner("Completed")
    study(person, days_ago=90)
    complete(person)

    assert names(as_(coordinator).get(LIST, {"stage": stage, "level": level})) == found


def test_level_and_profession_are_filters_and_an_announcement_takes_them_over(as_, coordinator):
    learner("Nurse", profession=Profession.NURSE)
    learner("Doctor")
    level = LevelFactory(number=2)
    learner("Of Level 2", level=2, profession=Profession.NURSE)
    client = as_(coordinator)

    response = client.get(LIST, {"level": "2", "profession": "nurse"})

    assert names(response) == ["Of Level 2"]
    form = client.get(response.context["write_url"]).context["form"]
    assert form["professions"].value() == ["nurse"]
    assert form["level"].value() == str(level.pk)


def test_who_joined_last_can_stand_first(as_, coordinator):
    for name in ("Anna", "Zofia"):
        learner(name)

    assert names(as_(coordinator).get(LIST)) == ["Anna", "Zofia"]
    assert names(as_(coordinator).get(LIST, {"order": "newest"})) == ["Zofia", "Anna"]


def test_without_anybody_the_page_says_why(as_, coordinator):
    assert "Nobody shares with your hub yet" in as_(coordinator).get(LIST).content.decode()
    assert "Nobody is found this way" in as_(coordinator).get(LIST, {"q": "x"}).content.decode()


# ---- How many more ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("others", "told"), [(0, 0), (1, 0), (4, 0), (5, 5), (9, 5), (10, 10)])
def test_how_many_do_not_share_is_told_in_whole_fives(poland, others, told):
    learner()
    for _one in range(others):
        learner(shares=False)

    assert participants.Participants(poland, {}).others == told


# ---- The file -----------------------------------------------------------------------------------------------------


def test_who_took_the_table_and_how_much_of_it_is_on_record(as_, coordinator):
    for _one in range(3):
        learner()

    assert len(rows_of(as_(coordinator).get(FILE))) == 3

    entry = AuditEntry.objects.get(action="participants.exported")
    assert (entry.actor_id, entry.facts) == (coordinator.pk, {"rows": 3})


def test_no_cell_of_the_table_is_a_formula(as_, coordinator):
    learner("=cmd|' /C calc'!A0")

    assert rows_of(as_(coordinator).get(FILE))[0]["name"].startswith("'=")


def test_the_table_follows_the_filters_and_goes_on_beyond_a_chunk(as_, coordinator, monkeypatch):
    monkeypatch.setattr(participants, "CHUNK", 2)
    for number in range(5):
        learner(f"Doctor {number}")
    learner("Nurse", profession=Profession.NURSE)

    found = rows_of(as_(coordinator).get(FILE, {"profession": "doctor"}))

    assert [row["name"] for row in found] == [f"Doctor {number}" for number in range(5)]


def test_the_table_is_not_taken_all_day(as_, coordinator):
    client = as_(coordinator)
    answers = [client.get(FILE).status_code for _one in range(11)]

    assert answers == [200] * 10 + [302]
    assert AuditEntry.objects.filter(action="participants.exported").count() == 10


# ---- What it costs --------------------------------------------------------------------------------------------------


def test_the_queries_are_the_same_for_one_person_and_for_three(as_, coordinator):
    client = as_(coordinator)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        return len(queries)

    study(learner())
    client.get(LIST)
    one = cost()
    for _one in range(2):
        study(learner())

    assert cost() == one <= 15
