import pytest
from django.db import IntegrityError, connection
from django.urls import reverse

from accounts import audit
from accounts.models import AuditEntry


@pytest.fixture
def entry(participant):
    return audit.record("profile.saved", participant, by=participant, person=participant, country="PL")


def test_a_line_says_who_did_what_to_whom_by_number(entry, participant):
    assert (entry.actor_id, entry.person_id, entry.object_type, entry.object_id, entry.facts) == (
        participant.pk,
        participant.pk,
        "accounts.user",
        str(participant.pk),
        {"country": "PL"},
    )
    assert list(AuditEntry.objects.about(participant)) == [entry]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_auditentry SET action = 'x'",
        "DELETE FROM accounts_auditentry",
    ],
)
def test_the_database_refuses_to_change_a_line(entry, statement):
    with pytest.raises(IntegrityError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_database_refuses_to_empty_the_trail(entry):
    with connection.cursor() as cursor:
        # Tests that really commit have leave to clean up after themselves; nobody else has.
        cursor.execute("SET LOCAL pathway.flush = 'no'")

    with pytest.raises(IntegrityError, match="append-only"), connection.cursor() as cursor:
        cursor.execute("TRUNCATE accounts_auditentry")


@pytest.mark.django_db(transaction=True)
def test_tests_that_commit_can_be_cleaned_up_after():
    """The flush at the end of this test would fail if the trail refused it."""
    AuditEntry.objects.create(action="test.ran", object_type="x", object_id="1")


def test_staff_read_the_trail_and_cannot_write_in_it(entry, as_, staff, settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = False
    client = as_(staff)

    listing = client.get(reverse("admin:accounts_auditentry_changelist"), {"noun": "profile"})
    line = reverse("admin:accounts_auditentry_change", args=[entry.pk])

    assert list(listing.context["cl"].result_list) == [entry]
    assert client.get(line).status_code == 200
    assert client.post(line, {"action": "x"}).status_code == 403
    assert client.post(reverse("admin:accounts_auditentry_delete", args=[entry.pk])).status_code == 403
    assert client.get(reverse("admin:accounts_auditentry_add")).status_code == 403
