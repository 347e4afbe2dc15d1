"""What waits for staff, by mail: only for those who want it, only when something waits, once a day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.tests.factories import UserFactory
from impact.actions import morning_mails
from impact.models import MorningMail
from impact.tests.waiting import proposal
from mailing import delivery
from mailing.models import Message

pytestmark = pytest.mark.django_db
URL = "/impact/today/mail/"


@pytest.fixture
def clerk(staff):
    """Of the office; wants the mail."""
    morning_mails.want(person=staff)
    return staff


def mails():
    return Message.objects.filter(kind="impact/morning")


def test_staff_turn_it_on_and_off(as_, staff):
    client = as_(staff)
    assert "Send it to me" in client.get(URL).content.decode()

    client.post(URL, {"want": "yes"})
    client.post(URL, {"want": "yes"})
    assert MorningMail.objects.filter(user=staff).count() == 1
    assert "No longer by mail" in client.get(URL).content.decode()

    client.post(URL, {"want": "no"})
    assert not MorningMail.objects.filter(user=staff).exists()


def test_nobody_but_staff_can_want_it(as_, client, participant, coordinator):
    for person in (participant, coordinator):
        assert as_(person).get(URL).status_code == 404
        assert as_(person).post(URL, {"want": "yes"}).status_code == 404
    client.logout()
    assert client.get(URL).status_code == 302
    assert not MorningMail.objects.exists()


def test_the_mail_names_what_waits_and_leads_to_it(clerk, mailoutbox):
    found = proposal(title="Dzień sepsy w Łodzi")

    morning_mails.send()
    delivery.deliver_due()

    [mail] = mailoutbox
    assert clerk.email in mail.to[0]
    assert "wait for you today" in mail.subject
    assert "Dzień sepsy w Łodzi" in mail.body
    assert f"/events/proposals/{found.pk}/" in mail.body
    assert found.proposed_by.name not in mail.body


def test_it_comes_in_the_language_of_the_person(clerk):
    clerk.language = "pl"
    clerk.save()
    proposal()

    morning_mails.send()

    assert mails().get().language == "pl"


def test_it_comes_once_a_day(clerk):
    proposal()
    now = timezone.now()

    morning_mails.send(now)
    morning_mails.send(now)
    assert mails().count() == 1

    morning_mails.send(now + timedelta(days=1))
    assert mails().count() == 2


def test_who_does_not_want_it_or_has_left_the_office_gets_none(staff):
    left = UserFactory(is_staff=False)
    MorningMail.objects.create(user=left)
    proposal()

    morning_mails.send()

    assert not mails().exists()


def test_who_no_longer_wants_it_when_it_leaves_gets_none(clerk, mailoutbox):
    proposal()
    morning_mails.send()
    morning_mails.do_without(person=clerk)

    delivery.deliver_due()

    assert mailoutbox == []


def test_nothing_is_sent_where_nothing_waits():
    person = UserFactory(is_staff=True)
    morning_mails.want(person=person)

    morning_mails.send()

    assert not mails().exists()
