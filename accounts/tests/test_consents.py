from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.models import AuditEntry, Consent, ConsentKind


def test_a_consent_is_dated_and_names_its_wording(participant):
    consent = actions.give_consent(participant, ConsentKind.NEWS)

    assert consent.wording == "2026-11"
    assert timezone.now() - consent.given_at < timedelta(minutes=1)
    assert Consent.objects.has_consent(participant, ConsentKind.NEWS)
    assert not Consent.objects.has_consent(participant, ConsentKind.HUB)


def test_giving_it_twice_is_harmless(participant):
    first = actions.give_consent(participant, ConsentKind.NEWS)

    assert actions.give_consent(participant, ConsentKind.NEWS) == first
    assert AuditEntry.objects.filter(action="consent.given").count() == 1


def test_taking_it_back_ends_the_span_and_agreeing_again_begins_another(participant):
    actions.give_consent(participant, ConsentKind.NEWS)
    actions.withdraw_consent(participant, ConsentKind.NEWS)
    assert not Consent.objects.has_consent(participant, ConsentKind.NEWS)

    actions.give_consent(participant, ConsentKind.NEWS)

    assert Consent.objects.of(participant, ConsentKind.NEWS).count() == 2
    assert Consent.objects.has_consent(participant, ConsentKind.NEWS)


def test_taking_back_what_was_never_given_does_nothing(participant):
    assert actions.withdraw_consent(participant, ConsentKind.HUB) is None


def test_the_terms_end_only_with_the_account(participant):
    actions.give_consent(participant, ConsentKind.TERMS)

    with pytest.raises(ValidationError) as caught:
        actions.withdraw_consent(participant, ConsentKind.TERMS)

    assert caught.value.code == "terms"
    assert Consent.objects.has_consent(participant, ConsentKind.TERMS)


def test_a_person_gives_and_takes_back_on_the_privacy_page(participant, stranger, as_):
    actions.give_consent(stranger, ConsentKind.HUB)
    client = as_(participant)

    client.post(reverse("accounts:consent_give", args=["hub"]))
    assert Consent.objects.has_consent(participant, ConsentKind.HUB)

    client.post(reverse("accounts:consent_withdraw", args=["hub"]))
    assert not Consent.objects.has_consent(participant, ConsentKind.HUB)
    assert Consent.objects.has_consent(stranger, ConsentKind.HUB)
    assert list(client.get(reverse("accounts:privacy")).context["consents"]) == list(
        participant.consents.all()
    )


def test_the_page_says_why_the_terms_stay(participant, as_):
    actions.give_consent(participant, ConsentKind.TERMS)

    page = as_(participant).post(reverse("accounts:consent_withdraw", args=["terms"]), follow=True)

    assert "erase your account" in str(next(iter(page.context["messages"])))
    assert Consent.objects.has_consent(participant, ConsentKind.TERMS)


@pytest.mark.parametrize("deed", ["consent_give", "consent_withdraw"])
def test_reading_changes_nothing_and_unknown_kinds_are_not_found(participant, as_, deed):
    client = as_(participant)

    assert client.get(reverse(f"accounts:{deed}", args=["hub"])).status_code == 405
    assert client.post(reverse(f"accounts:{deed}", args=["cookies"])).status_code == 404
    assert not Consent.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_queries_however_long_the_log(
    participant, as_, count, django_assert_num_queries
):
    for _ in range(count):
        actions.give_consent(participant, ConsentKind.NEWS)
        actions.withdraw_consent(participant, ConsentKind.NEWS)
    client = as_(participant)
    client.get(reverse("accounts:privacy"))

    with django_assert_num_queries(5):
        response = client.get(reverse("accounts:privacy"))

    assert len(response.context["consents"]) == count


@pytest.mark.parametrize(
    ("broken", "constraint"),
    [
        ([{"kind": "hub"}, {"kind": "hub"}], "accounts_consent_one_in_force"),
        ([{"kind": "cookies"}], "accounts_consent_kind_known"),
        (
            [{"kind": "hub", "withdrawn_at": timezone.now() - timedelta(days=1)}],
            "accounts_consent_ends_after_start",
        ),
    ],
)
def test_the_database_refuses_impossible_consents(participant, broken, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        Consent.objects.bulk_create(Consent(user=participant, wording="x", **row) for row in broken)
