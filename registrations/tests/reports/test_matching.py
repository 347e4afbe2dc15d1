"""Who the people of a report are: surely by address, by name only as a suggestion."""

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.tests.factories import UserFactory
from registrations.models import Alias, AliasKind, Match, Standing, State
from registrations.reports import names
from registrations.tests.reports import samples
from registrations.tests.reports.samples import guest

pytestmark = pytest.mark.django_db


@pytest.fixture
def one(upload):
    """The only person of a report in which only this one stands."""
    return lambda *who: upload(samples.zoom_joins([guest(*who)])).people.get()


def remembered(registration, kind, text, staff):
    return Alias.objects.create(user=registration.user, kind=kind, text=text, confirmed_by=staff)


def test_the_verified_address_of_an_account_is_sure_whatever_the_name(registered, one):
    anna = registered("Anna Lis", "anna@example.com")

    person = one("Completely Different", "Anna@Example.com")

    assert (person.standing, person.registration, person.matched_by) == (Standing.MATCHED, anna, Match.EMAIL)


def test_so_is_a_second_verified_address(registered, one):
    anna = registered("Anna Lis")
    EmailAddress.objects.create(user=anna.user, email="anna@hospital.example", verified=True)

    assert one("A", "anna@hospital.example").registration == anna


def test_an_address_that_was_never_verified_is_not(registered, one):
    anna = registered("Anna Lis")
    EmailAddress.objects.create(user=anna.user, email="boss@hospital.example", verified=False)

    assert one("The Boss", "boss@hospital.example").standing == Standing.UNREGISTERED


def test_a_name_is_only_a_suggestion_even_when_it_is_the_same(registered, one):
    anna = registered("Anna Lis")

    person = one("Anna Lis")

    assert (person.standing, person.registration) == (Standing.TO_CONFIRM, None)
    assert person.suggestions == [[anna.pk, 100]]


def test_namesakes_are_both_suggested(registered, one):
    rows = {registered("Anna Nowak").pk, registered("Anna Nowak").pk}

    assert {pk for pk, _score in one("Nowak, Anna").suggestions} == rows


def test_what_was_confirmed_before_is_sure(registered, one, staff):
    anna = registered("Anna Lis")
    remembered(anna, AliasKind.EMAIL, "lis@old.example", staff)

    person = one("A. L.", "lis@old.example")

    assert (person.registration, person.matched_by) == (anna, Match.ALIAS)


def test_so_is_a_confirmed_name_but_never_among_namesakes(registered, one, upload, staff):
    anna = registered("Anna Maria Lis")
    remembered(anna, AliasKind.NAME, "anna lis", staff)
    assert one("Anna Lis").registration == anna

    registered("Anna Lis")
    person = upload(samples.zoom_joins([guest("ANNA LIS", "", (1, 20))])).people.get()
    assert (person.standing, len(person.suggestions)) == (Standing.TO_CONFIRM, 2)


def test_a_confirmed_name_with_an_unknown_address_is_asked_about(registered, one, staff):
    anna = registered("Anna Lis")
    remembered(anna, AliasKind.NAME, "anna lis", staff)

    assert one("Anna Lis", "who@knows.example").standing == Standing.TO_CONFIRM


def test_somebody_with_an_account_but_no_place_is_listed_and_not_taken_for_a_namesake(registered, one):
    registered("Anna Lis")
    UserFactory(name="Anna Lis", email="other.anna@example.com")

    person = one("Anna Lis", "other.anna@example.com")

    assert (person.standing, person.suggestions) == (Standing.UNREGISTERED, [])


@pytest.mark.parametrize("state", [State.REQUESTED, State.WAITING, State.CANCELLED])
def test_only_who_holds_a_place_is_matched(registered, one, state):
    registered("Anna Lis", "anna@example.com", state=state)

    assert one("Anna Lis", "anna@example.com").standing == Standing.UNREGISTERED


def test_rejoining_is_one_person_and_two_namesakes_with_addresses_are_two(upload):
    rows = [
        guest("Anna", "a@example.com", (0, 10), (20, 30)),
        guest("Anna", "b@example.com"),
        guest("Anna (External)", "", (5, 9)),
        guest("ANNA", "", (50, 60)),
    ]

    report = upload(samples.zoom_joins(rows))

    assert [person.rows.count() for person in report.people.all()] == [2, 1, 2]


def test_who_never_left_the_waiting_room_was_not_there(registered, upload):
    registered("Anna Lis", "anna@example.com")

    report = upload(samples.zoom_joins([guest("B")], waiting=[guest("Anna Lis", "anna@example.com", (0, 9))]))

    assert report.people.get(email="anna@example.com").standing == Standing.WAITING_ROOM


def test_matching_asks_as_often_for_many_as_for_one(registered, upload):
    asked = []
    for number in (1, 3):
        known = [(f"Person {number} {place}", f"p{number}{place}@example.com") for place in range(number)]
        for name, email in known:
            registered(name, email)
        people = [guest(name, email) for name, email in known]
        with CaptureQueriesContext(connection) as queries:
            upload(samples.zoom_joins([*people, *(guest(f"{name}x") for name, _email in known)]))
        asked.append(len(queries))

    assert asked[0] == asked[1]


@pytest.mark.parametrize(
    ("one_name", "other", "least", "most"),
    [
        ("Łukasz Żółć", "Lukasz Zolc", 100, 100),
        ("Smith, John", "John Smith", 100, 100),
        ("Øystein Ærø", "oystein aero", 100, 100),
        ("Anna Maria Nowak", "Anna Nowak", 90, 90),
        ("Anna Nowak", "Ana Nowak", 80, 89),
        ("A. Nowak", "Anna Nowak", 60, 89),
        ("Anna Nowak", "Piotr Zieliński", 0, 59),
        ("Anna", "Anna Kowalska-Wiśniewska", 0, 59),
        ("", "Anna", 0, 0),
    ],
)
def test_how_alike_names_are(one_name, other, least, most):
    one_name, other = names.fold(one_name), names.fold(other)

    assert least <= names.score(one_name, other) <= most
    assert names.score(one_name, other) == names.score(other, one_name)


def test_the_original_name_behind_a_display_name_counts():
    index = names.Index({1: "Katarzyna Nowak", 2: "Kazimierz Dolny"})

    assert index.suggest("Kasia (Katarzyna Nowak)") == [(1, 100)]


def test_among_many_namesakes_the_whole_name_is_found():
    index = names.Index(
        {number: f"Anna {'Nowak' if number % 2 else 'Lis'} {number}" for number in range(1000)}
    )

    assert index.suggest("Anna Lis 400")[0] == (400, 100)
