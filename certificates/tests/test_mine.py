"""A person's own page: the name before it is printed, and everything that was ever issued."""

import threading
from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from certificates import actions, showing
from certificates.facts import CreditLine
from certificates.models import AccreditationState, Certificate, Kind
from certificates.tests.factories import FACTS, AccreditationFactory, CertificateFactory
from certificates.tests.test_issue import earn, issue

pytestmark = pytest.mark.django_db
SOON = timedelta(days=3)


@pytest.fixture
def own_page(as_):
    return lambda user: as_(user).get(reverse("certificates:mine")).content.decode()


def coming(person, **changes):
    return earn(person, due_at=timezone.now() + SOON, **changes)


def post(client, deed, argument, **data):
    response = client.post(reverse(f"certificates:{deed}", args=[argument]), data, follow=True)
    return response.content.decode()


def test_a_visitor_is_sent_to_log_in(client):
    assert client.get(reverse("certificates:mine")).url.startswith(reverse("account_login"))


def test_who_has_none_reads_how_one_is_earned(own_page, participant):
    assert "No certificate yet" in own_page(participant)


def test_nothing_of_others_is_shown_to_anybody(own_page, participant, stranger, staff, coordinator):
    issue(participant, title="Of a participant")
    coming(participant, source="attendance:2", title="Of a participant")

    for person in (stranger, staff, coordinator):
        assert "Of a participant" not in own_page(person)


# ---- Before it is issued ---------------------------------------------------------------------------------------


def test_what_is_coming_says_when_and_with_which_name(own_page, participant):
    with time_machine.travel("2026-11-22 09:00Z"):
        coming(participant)
        html = own_page(participant)

    assert "25 November 2026" in html
    assert "<strong><bdi>Łukasz Żółć</bdi></strong>" in html
    assert f'href="{reverse("accounts:profile")}?next={reverse("certificates:mine")}"' in html


def test_a_name_with_markup_stays_a_name(own_page):
    html = own_page(coming(UserFactory(name="<b>Bobby</b> *_#$ O’Neil")).holder)

    assert "&lt;b&gt;Bobby&lt;/b&gt; *_#$ O’Neil" in html


def test_who_confirms_the_name_gets_it_at_once(as_, participant):
    award = coming(participant)

    html = post(as_(participant), "confirm_name", award.pk, name=participant.name)

    assert "The certificate is issued now" in html
    assert "Being made" in html
    assert actions.issue_batch() == 1


def test_confirming_twice_is_told(as_, participant):
    award = coming(participant)
    client = as_(participant)
    post(client, "confirm_name", award.pk, name=participant.name)
    actions.issue_batch()

    assert "has been issued already" in post(client, "confirm_name", award.pk, name=participant.name)


def test_what_was_changed_in_another_window_is_looked_at_again(as_, participant):
    award = coming(participant)

    html = post(as_(participant), "confirm_name", award.pk, name="Łukasz Old")

    assert "has been changed meanwhile" in html
    assert actions.issue_batch() == 0


def test_what_is_no_longer_earned_is_not_confirmed(participant):
    award = coming(participant)
    actions.withdraw(source=award.source, because="Was not there.")

    with pytest.raises(ValidationError, match="no longer earned"):
        actions.confirm_name(award=award, by=participant)


def test_without_a_name_nothing_is_issued_and_the_page_says_so(own_page, as_):
    person = UserFactory(name="")
    award = coming(person)

    html = own_page(person)

    assert "Your profile has no name." in html
    assert "Write your name into your profile first." in post(as_(person), "confirm_name", award.pk, name="")


@pytest.mark.parametrize("name", ["confirm_name", "correct_name", "accept_replacement"])
def test_deeds_are_for_the_holder_alone_and_only_by_post(as_, participant, stranger, staff, name):
    certificate = issue(participant)
    argument = coming(participant, source="level:1:2").pk if name == "confirm_name" else certificate.number
    address = reverse(f"certificates:{name}", args=[argument])

    assert Client().post(address).url.startswith(reverse("account_login"))
    for person in (stranger, staff):
        assert as_(person).post(address).status_code == 404
    assert as_(participant).get(address).status_code == 405


# ---- Once it is out --------------------------------------------------------------------------------------------


def test_a_certificate_stands_with_all_that_one_needs_of_it(own_page, participant):
    accreditation = AccreditationFactory(state=AccreditationState.GRANTED)
    line = CreditLine(accreditation=accreditation.pk, amount=575, minutes=345, earned_on=date(2026, 5, 6))
    certificate = issue(participant, kind=Kind.FACULTY, role="Speaker", score=8250, credits=(line,))

    html = own_page(participant)

    for said in ("Certificate of teaching", FACTS.title, "6 May 2026", "Speaker", "5 h 45 min", "82.5%"):
        assert said in html
    assert f"5.75 {accreditation.accreditor.unit}" in html
    pdf = reverse("certificates:pdf", args=[certificate.number])
    for language in ("pl", "pt", "ro", "sv"):
        assert f'href="{pdf}?language={language}"' in html
    for form in ("png", "svg", "json", "jwt"):
        assert f'href="{reverse("certificates:badge", args=[certificate.number, form])}"' in html
    assert f'href="{certificate.get_absolute_url()}"' in html
    assert f"/verify/{certificate.number}/" in html


def test_the_name_is_corrected_on_the_page_within_the_days_for_that(as_, own_page, participant):
    first = issue(participant)
    assert "Your profile says another name" not in own_page(participant)
    participant.name = "Łukasz Nowy"
    participant.save()
    html = own_page(participant)
    assert "<bdi>Łukasz Żółć</bdi></del>" in html
    assert "<bdi>Łukasz Nowy</bdi></ins>" in html

    html = post(as_(participant), "correct_name", first.number, name="Łukasz Nowy")

    second = Certificate.objects.valid().get()
    assert "It has a new number" in html
    assert (second.holder_name, second.replaces) == ("Łukasz Nowy", first)
    assert f"It took the place of {first.number}." in html
    assert "Its holder corrected the name." in html
    assert second.number in post(as_(participant), "correct_name", first.number, name="Łukasz Nowy")
    assert Certificate.objects.count() == 2


def test_a_name_that_was_changed_again_meanwhile_is_looked_at_again(as_, participant):
    first = issue(participant)
    participant.name = "Łukasz Newest"
    participant.save()

    html = post(as_(participant), "correct_name", first.number, name="Łukasz Nowy")

    assert "has been changed meanwhile" in html
    assert Certificate.objects.count() == 1


def test_afterwards_the_page_leads_to_the_office(as_, own_page, participant):
    first = issue(participant)
    participant.name = "Łukasz Nowy"
    participant.save()

    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert "yourself are over" in own_page(participant)
        html = post(as_(participant), "correct_name", first.number, name="Łukasz Nowy")

    assert "Please write to the office." in html
    assert Certificate.objects.count() == 1


def test_a_correction_does_not_begin_the_days_anew(participant):
    first = issue(participant)
    participant.name = "Łukasz Nowy"
    participant.save()
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        second = actions.correct_name(certificate=first, by=participant)
    participant.name = "Somebody Else"
    participant.save()

    with time_machine.travel(timezone.now() + timedelta(days=31)), pytest.raises(ValidationError):
        actions.correct_name(certificate=second, by=participant)


def test_a_replacement_that_is_offered_says_what_is_new_and_waits_for_a_yes(as_, own_page, participant):
    first = issue(participant, minutes=60)
    earn(participant, minutes=120, title="Level 1 live event, corrected")
    html = own_page(participant)
    assert "A replacement is offered to you" in html
    assert "<bdi>1 h</bdi></del>" in html
    assert "<bdi>2 h</bdi></ins>" in html
    assert "<bdi>Level 1 live event, corrected</bdi></ins>" in html
    [row] = showing.own_page(participant)["issued"]

    html = post(as_(participant), "accept_replacement", first.number, seen=row.seen)

    second = Certificate.objects.valid().get()
    assert (second.minutes, second.replaces) == (120, first)
    assert "What it states has changed since it was issued." in html
    html = post(as_(participant), "accept_replacement", first.number, seen=row.seen)
    assert second.number in html
    assert "has been replaced already" in html
    assert Certificate.objects.count() == 2


def test_what_was_offered_has_to_be_what_was_looked_at(as_, participant):
    first = issue(participant, minutes=60)
    earn(participant, minutes=120)
    [row] = showing.own_page(participant)["issued"]
    earn(participant, minutes=90)

    html = post(as_(participant), "accept_replacement", first.number, seen=row.seen)

    assert "has changed meanwhile" in html
    assert Certificate.objects.count() == 1


def test_credits_granted_later_are_among_what_is_new(own_page, participant):
    issue(participant)
    accreditation = AccreditationFactory(state=AccreditationState.GRANTED)
    line = CreditLine(accreditation=accreditation.pk, amount=575, minutes=345, earned_on=date(2026, 5, 6))

    earn(participant, credits=(line,))

    assert f"<bdi>5.75 {accreditation.accreditor.unit} ({accreditation.number})</bdi></ins>" in own_page(
        participant
    )


def test_where_nothing_is_offered_nothing_is_replaced(as_, participant):
    first = issue(participant)

    assert "nothing new" in post(as_(participant), "accept_replacement", first.number, seen="x")


def test_what_is_no_longer_on_record_is_said_to_the_person(own_page, participant):
    certificate = issue(participant)

    actions.withdraw(source=certificate.award.source, because="Signed for somebody else.")

    html = own_page(participant)
    assert "The office looks at this certificate." in html
    assert "Signed for somebody else." in html


def test_a_revoked_one_says_why(own_page, participant, staff):
    certificate = issue(participant)
    actions.revoke(certificate=certificate, by=staff, reason="Issued to the wrong person.")

    html = own_page(participant)

    assert "Replaced or revoked (1)" in html
    assert "Issued to the wrong person." in html
    assert "No certificate yet" in html


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_windows_that_accept_at_once_one_is_told():
    person = UserFactory()
    first = issue(person, minutes=60)
    earn(person, minutes=120)
    [row] = showing.own_page(person)["issued"]
    seen, told, barrier = row.seen, [], threading.Barrier(2)

    def accept():
        barrier.wait()
        try:
            actions.accept_replacement(certificate=first, by=person, seen=seen)
        except ValidationError as error:
            told.append(error.code)
        connections.close_all()

    threads = [threading.Thread(target=accept) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert told == ["replaced"]
    assert Certificate.objects.count() == 2


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_often_for_three_as_for_one(
    as_, participant, staff, rows, django_assert_num_queries
):
    accreditation = AccreditationFactory(state=AccreditationState.GRANTED)
    line = CreditLine(accreditation=accreditation.pk, amount=575, minutes=345, earned_on=date(2026, 5, 6))
    for number in range(rows):
        coming(participant, source=f"level:{number}:1")
        issue(participant, source=f"faculty:{number}:1")
        earn(participant, source=f"faculty:{number}:1", credits=(line,))
        revoked = CertificateFactory(holder=participant)
        actions.revoke(certificate=revoked, by=staff, reason="Twice.")
    client = as_(participant)
    client.get(reverse("certificates:mine"))

    # session and user, certificates, their credits, rules, accreditations, what is coming, hubs of the frame
    with django_assert_num_queries(7):
        client.get(reverse("certificates:mine"))


# ---- On /me/ ---------------------------------------------------------------------------------------------------


def test_the_summary_has_three_and_all_that_waits(participant, django_assert_num_queries):
    for number in range(5):
        issue(participant, source=f"attendance:{number}")
    earn(participant, source="attendance:0", minutes=500)
    waiting = coming(participant, source="level:1:1")
    with django_assert_num_queries(1):
        summary = showing.summary(participant)

    assert [row.source for row in summary.to_check] == [waiting.source]
    assert [row.source for row in summary.out] == ["attendance:0", "attendance:4", "attendance:3"]


def test_the_name_to_check_is_the_next_step(as_, participant):
    coming(participant)

    html = as_(participant).get(reverse("me")).content.decode()

    assert "Check my name" in html
    assert f'href="{reverse("certificates:mine")}"' in html
