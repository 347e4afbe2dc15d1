import io

import pytest
import tablib
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import actions
from accounts.models import Profile, User
from accounts.resources import PersonResource
from accounts.tables import harmless
from accounts.tests.factories import UserFactory

HEADERS = ["email", "name", "country", "profession", "career_stage"]


def read(*rows, headers=HEADERS, dry_run=False):
    return PersonResource().import_data(tablib.Dataset(*rows, headers=headers), dry_run=dry_run)


def test_new_people_are_invited(db):
    result = read(("Asa@Example.org", "Åsa  Öberg", "SE", "nurse", "early"))

    assert not result.has_errors()
    person = User.objects.get()
    assert (person.email, person.name, person.has_usable_password()) == (
        "asa@example.org",
        "Åsa Öberg",
        False,
    )
    assert (str(person.profile.country), person.profile.profession) == ("SE", "nurse")
    assert not EmailAddress.objects.get(user=person).verified
    assert not person.consents.exists()


def test_people_who_are_here_keep_what_the_table_does_not_say(participant):
    read((participant.email, "", "PT", "", ""))

    participant.refresh_from_db()
    assert participant.name == "Łukasz Żółć"
    assert str(participant.profile.country) == "PT"
    assert participant.profile.profession == "doctor"
    assert EmailAddress.objects.get(user=participant).verified


def test_a_person_may_come_without_a_profile(db):
    assert not read(("a@example.org", "Anna"), headers=["email", "name"]).has_errors()
    assert not Profile.objects.exists()


def test_a_dry_run_leaves_nothing(db):
    result = read(("a@example.org", "Anna", "PL", "doctor", "early"), dry_run=True)

    assert not result.has_errors()
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (("no address", "Anna", "PL", "doctor", "early"), "email"),
        (("b@example.org", "\u202eannA", "PL", "doctor", "early"), "name"),
        (("b@example.org", "Anna", "XX", "doctor", "early"), "country"),
        (("b@example.org", "Anna", "PL", "astronaut", "early"), "profession"),
        (("b@example.org", "Anna", "PL", "doctor", ""), "career_stage"),
    ],
)
def test_one_bad_row_stops_all_and_says_where(db, row, field):
    result = read(("a@example.org", "Anna", "PL", "doctor", "early"), row)

    (wrong,) = result.invalid_rows
    assert (wrong.number, set(wrong.error_dict)) == (2, {field})
    assert not User.objects.exists()


def test_the_same_address_twice_is_refused(db):
    rows = [("a@example.org", "Anna", "", "", ""), (" A@example.org", "Adam", "", "", "")]

    result = read(*rows)

    assert "a@example.org" in str(result.base_errors[0].error)
    assert not User.objects.exists()


def test_a_table_without_addresses_is_refused(db):
    assert read(("Anna",), headers=["name"]).has_errors()


def test_export_holds_full_names_and_runs_no_formula(participant):
    UserFactory(
        name="=cmd|' /C calc'!A0", email="evil@example.org", country="IN", country__workplace="@SUM(1)"
    )

    table = PersonResource().export()

    by_email = {row["email"]: row for row in table.dict}
    assert by_email[participant.email]["name"] == "Łukasz Żółć"
    assert by_email[participant.email]["country"] == "PL"
    assert by_email["evil@example.org"]["name"] == "'=cmd|' /C calc'!A0"
    assert by_email["evil@example.org"]["workplace"] == "'@SUM(1)"


def test_empty_accounts_are_not_exported(participant, stranger):
    actions.erase(stranger)

    assert PersonResource().export()["email"] == [participant.email]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_every_start_of_a_formula_is_defused(cell):
    assert harmless(cell) == f"'{cell}"


def test_what_is_no_formula_stays(db):
    assert [harmless(cell) for cell in ("Anna-Maria", "", None, -5)] == ["Anna-Maria", "", None, -5]


@pytest.mark.parametrize("count", [1, 3])
def test_export_asks_the_same_queries_whatever_its_length(db, count, django_assert_num_queries):
    UserFactory.create_batch(count, country="PL")

    with django_assert_num_queries(1):
        PersonResource().export()


def test_staff_see_what_would_happen_and_then_let_it_happen(as_, staff, settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = False
    client = as_(staff)
    csv = "email,name,country,profession,career_stage\nasa@example.org,Åsa Öberg,SE,nurse,early\n"
    file = SimpleUploadedFile("people.csv", csv.encode(), content_type="text/csv")

    preview = client.post(
        "/admin/accounts/user/import/", {"format": "0", "resource": "", "import_file": file}
    )
    assert not User.objects.filter(email="asa@example.org").exists()
    confirm = preview.context["confirm_form"]
    client.post("/admin/accounts/user/process_import/", confirm.initial)

    assert User.objects.get(email="asa@example.org").name == "Åsa Öberg"


def test_staff_export_a_spreadsheet(as_, staff, participant, settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = False
    export = PersonResource().export()

    assert participant.name in {
        row["name"] for row in tablib.Dataset().load(io.BytesIO(export.export("xlsx")), format="xlsx").dict
    }
