"""Taking a consent back by the link in a mail, without logging in."""

import pytest
from django.test import Client

from accounts import actions
from accounts.models import AuditEntry, Consent, ConsentKind
from accounts.withdrawal import path_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreed(participant):
    actions.give_consent(participant, ConsentKind.NEWS)
    actions.give_consent(participant, ConsentKind.HUB)
    return participant


def test_the_link_opens_a_page_and_only_its_button_takes_the_consent_back(client, agreed):
    path = path_of(agreed, ConsentKind.NEWS)

    assert "News about the pathway" in client.get(path).content.decode()
    assert Consent.objects.has_consent(agreed, ConsentKind.NEWS)

    assert "Taken back" in client.post(path).content.decode()
    assert not Consent.objects.has_consent(agreed, ConsentKind.NEWS)
    assert Consent.objects.has_consent(agreed, ConsentKind.HUB)


def test_a_mail_program_takes_it_back_by_itself(agreed):
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post(path_of(agreed, ConsentKind.NEWS), {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert not Consent.objects.has_consent(agreed, ConsentKind.NEWS)


def test_a_second_click_is_harmless(client, agreed):
    for _number in range(2):
        assert client.post(path_of(agreed, ConsentKind.NEWS)).status_code == 200

    assert AuditEntry.objects.filter(action="consent.withdrawn").count() == 1


def test_a_link_that_was_made_up_or_cut_off_does_nothing(client, agreed):
    path = path_of(agreed, ConsentKind.NEWS)

    assert client.post(f"{path[:-3]}x/").status_code == 404
    assert client.post("/consents/stop/1:news/").status_code == 404
    assert Consent.objects.has_consent(agreed, ConsentKind.NEWS)


def test_it_names_nobody(agreed):
    assert agreed.email not in path_of(agreed, ConsentKind.NEWS)
