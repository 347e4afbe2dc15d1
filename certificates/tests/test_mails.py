"""Mails about certificates: each once, and none to thousands by itself."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from certificates import actions, tasks
from certificates.models import Award, Kind
from certificates.tests.factories import TemplateFactory
from certificates.tests.test_issue import earn, issue
from mailing import kinds, rendering
from mailing.models import Message

pytestmark = pytest.mark.django_db


def coming(person, **changes):
    return earn(person, due_at=timezone.now() + timedelta(days=3), **changes)


def mails(kind):
    return Message.objects.filter(kind=f"certificates/{kind}")


def read(kind):
    message = mails(kind).get()
    rendering.render(message)
    return message


def is_still_true(message):
    return kinds.get(message.kind).still_true(message)


# ---- Before it is issued ---------------------------------------------------------------------------------------


def test_who_has_days_to_look_at_the_name_is_told_once(participant):
    with time_machine.travel("2026-11-22 09:00Z"):
        coming(participant)
        coming(participant)
        coming(participant, minutes=90)

    mail = read("coming")
    assert mail.to == participant.email
    for said in ("25 November 2026", "    Łukasz Żółć", "/me/certificates/"):
        assert said in mail.text
    assert "Łukasz" not in str(mail.context)


def test_the_mail_speaks_the_language_of_its_reader_and_of_no_worker(participant):
    participant.language = "pl"
    participant.save()

    coming(participant)

    assert mails("coming").get().language == "pl"


def test_who_has_no_name_is_asked_for_one(db):
    coming(UserFactory(name=""))

    assert "Your profile has no name" in read("coming").text


def test_what_is_issued_at_once_needs_no_look(participant):
    earn(participant)

    assert not mails("coming").exists()


def test_the_question_is_dropped_once_it_is_answered_issued_or_gone(participant):
    confirmed = coming(participant, source="level:1:1")
    issued = coming(participant, source="level:2:1")
    gone = coming(participant, source="level:3:1")
    waiting = coming(participant, source="level:4:1")
    actions.confirm_name(award=confirmed, by=participant)
    actions.issue_now(award=issued)
    actions.withdraw(source=gone.source, because="Taken back.")

    still = {message.context["award"] for message in mails("coming") if is_still_true(message)}

    assert still == {waiting.pk}


# ---- Ready -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Kind.ATTENDANCE, "your certificate for"),
        (Kind.LEVEL, "you have completed"),
        (Kind.PATHWAY, "you have completed"),
        (Kind.FACULTY, "thank you for teaching"),
        (Kind.AMBASSADOR, "thank you for teaching"),
        (Kind.FELLOWSHIP, "your certificate for"),
        (Kind.CASE_AUTHOR, "thank you for your work on the case"),
        (Kind.CASE_REVIEWER, "thank you for your work on the case"),
    ],
)
def test_each_kind_has_its_own_words(participant, kind, said):
    certificate = issue(participant, kind=kind, title="Sepsis & <care>")
    tasks.render(certificate.pk)

    mail = read("ready")

    assert said in mail.text
    assert "“Sepsis & <care>”" in mail.text
    assert "“Sepsis &amp; &lt;care&gt;”" in mail.html
    assert "takes the place" not in mail.text


def test_the_mail_of_a_replacement_says_what_it_replaces_and_the_first_one_is_dropped(participant, staff):
    first = issue(participant)
    tasks.render(first.pk)
    second = actions.replace(certificate=first, by=staff, reason="Wrong date.")
    before = mails("ready").get()

    tasks.render(second.pk)

    assert not is_still_true(before)
    message = mails("ready").get(context__number=second.number)
    rendering.render(message)
    assert is_still_true(message)
    for words in (message.text, message.html):
        assert f"It takes the place of {first.number}." in words


# ---- Offers ----------------------------------------------------------------------------------------------------


def offered(person, source="attendance:1"):
    issue(person, source=source, minutes=60)
    return earn(person, source=source, minutes=120)


def test_neither_new_facts_nor_a_new_template_write_to_anybody(participant):
    offered(participant)
    TemplateFactory(number=2)
    earn(participant, minutes=120)

    assert not Message.objects.exists()


def test_an_offer_is_mailed_when_staff_say_so_and_once(participant, staff):
    award = offered(participant)
    nothing_new = earn(UserFactory(), source="attendance:2")

    assert actions.mail_offers(awards=[award, nothing_new], by=staff) == 1
    assert actions.mail_offers(awards=[award, nothing_new], by=staff) == 0

    mail = read("offered")
    assert "/me/certificates/" in mail.text
    assert "stays valid" in mail.text
    entry = AuditEntry.objects.get(action="certificate.offer_mailed")
    assert (entry.actor_id, entry.person_id) == (staff.pk, participant.pk)


def test_the_mail_of_an_offer_that_was_taken_is_dropped(participant, staff):
    award = offered(participant)
    actions.mail_offers(awards=[award], by=staff)
    message = mails("offered").get()
    assert is_still_true(message)

    actions.accept_replacement(certificate=award.certificates.get(), by=participant)

    assert not is_still_true(message)


def test_the_next_offer_of_the_same_award_is_another_one(participant, staff):
    award = offered(participant)
    actions.mail_offers(awards=[award], by=staff)
    actions.accept_replacement(certificate=award.certificates.get(), by=participant)
    earn(participant, minutes=180)

    assert actions.mail_offers(awards=Award.objects.all(), by=staff) == 1


def test_accounts_that_are_closed_get_none(participant, staff):
    award = offered(participant)
    participant.is_active = False
    participant.save()

    assert actions.mail_offers(awards=[award], by=staff) == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_looking_for_whom_to_write_to_asks_twice_however_many(rows, django_assert_num_queries):
    awards = [offered(UserFactory(), source=f"attendance:{number}") for number in range(rows)]

    with django_assert_num_queries(2):
        assert len(actions.to_be_told(awards)) == rows


def test_staff_see_first_how_many_it_reaches(as_, staff, participant):
    award = offered(participant)
    other = earn(UserFactory(), source="attendance:2")
    client, address = as_(staff), reverse("admin:certificates_award_changelist")
    chosen = {"action": "mail_offers", "_selected_action": [award.pk, other.pk]}

    page = client.post(address, chosen).content.decode()

    assert "1 person gets one mail." in page
    assert "1 of those you chose gets none" in page
    assert not Message.objects.exists()
    page = client.post(address, chosen | {"confirmed": "yes"}, follow=True).content.decode()
    assert "1 mail is on its way." in page
    assert mails("offered").get().user == participant
    assert "Send 1 mail" not in client.post(address, chosen).content.decode()


def test_who_may_only_look_at_awards_writes_to_nobody(as_, participant):
    award = offered(participant)
    looker = UserFactory(is_staff=True)
    looker.user_permissions.add(Permission.objects.get(codename="view_award"))
    data = {"action": "mail_offers", "_selected_action": [award.pk], "confirmed": "yes"}

    response = as_(looker).post(reverse("admin:certificates_award_changelist"), data)

    assert response.status_code == 403
    assert not Message.objects.exists()
