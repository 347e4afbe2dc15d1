import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.personal_data import holdings
from accounts.tests.factories import UserFactory
from levels import tasks
from levels.actions import enrolments
from levels.models import Enrolment, LevelEnrolment
from levels.tests.factories import LevelFactory, PathwayFactory
from mailing import rendering
from mailing.models import Message

pytestmark = pytest.mark.django_db

YESTERDAY = timezone.localdate() - datetime.timedelta(days=1)
TOMORROW = timezone.localdate() + datetime.timedelta(days=1)


@pytest.fixture
def pathway():
    return PathwayFactory()


@pytest.fixture
def level(pathway):
    return LevelFactory(pathway=pathway)


def open_levels(user):
    return list(LevelEnrolment.objects.filter(enrolment__user=user).values_list("level__number", flat=True))


def enrol(client):
    return client.post(reverse("levels:enrol"))


def test_one_click_puts_a_person_on_the_pathway_and_opens_level_1(as_, participant, level):
    response = enrol(as_(participant))

    assert response.url == reverse("me")
    assert open_levels(participant) == [1]


def test_levels_open_by_their_day_and_by_what_they_ask_for(participant, pathway):
    for number, facts in enumerate(
        [{}, {"opens_on": YESTERDAY}, {"opens_on": TOMORROW}, {"needs_previous": True}], 1
    ):
        LevelFactory(pathway=pathway, number=number, **facts)

    enrolments.enrol(user=participant, pathway=pathway, by=participant)

    assert open_levels(participant) == [1, 2]


def test_a_second_click_changes_nothing_and_writes_no_second_mail(as_, participant, level):
    enrol(as_(participant))
    enrol(as_(participant))

    assert Enrolment.objects.count() == 1
    assert open_levels(participant) == [1]
    assert Message.objects.filter(kind="levels/enrolled").count() == 1
    assert AuditEntry.objects.filter(action="enrolment.made").count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_ten_clicks_at_once_are_one_enrolment():
    person, pathway = UserFactory(country="PL"), PathwayFactory()
    LevelFactory(pathway=pathway)

    def click(_number):
        try:
            return enrolments.enrol(user=person, pathway=pathway, by=person).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as threads:
        made = set(threads.map(click, range(10)))

    assert len(made) == 1
    assert open_levels(person) == [1]
    assert Message.objects.filter(kind="levels/enrolled").count() == 1


def test_the_welcome_says_what_is_open_and_what_comes_later(participant, level, pathway):
    LevelFactory(pathway=pathway, number=3, title="Expert Practice", when="2027, hybrid", opens_on=TOMORROW)
    enrolments.enrol(user=participant, pathway=pathway, by=participant)

    mail = Message.objects.get(kind="levels/enrolled")
    rendering.render(mail)

    for body in (mail.text, mail.html):
        assert "Łukasz Żółć" in body
        assert body.index("Foundations in Sepsis") < body.index("Opens later") < body.index("Expert Practice")
        assert reverse("me") in body


def test_a_person_without_a_profile_is_asked_for_it_first(as_, level):
    person = UserFactory(country=None)

    response = enrol(as_(person))

    assert response.url.startswith(reverse("accounts:profile"))
    with pytest.raises(ValidationError):
        enrolments.enrol(user=person, pathway=level.pathway, by=person)
    assert not Enrolment.objects.exists()


def test_a_person_with_an_unverified_address_is_asked_to_confirm_it(as_, level):
    person = UserFactory(verified=False, country="PL")

    response = enrol(as_(person))

    assert response.url == reverse("account_email")
    assert not Enrolment.objects.exists()


def test_nobody_who_is_not_signed_in_is_enrolled(client, level):
    assert enrol(client).url.startswith(reverse("account_login"))


def test_get_is_refused(as_, participant, level):
    assert as_(participant).get(reverse("levels:enrol")).status_code == 405


def test_a_level_whose_day_has_come_opens_to_everyone_who_is_enrolled(participant, stranger, pathway):
    late = LevelFactory(pathway=pathway, number=3, opens_on=TOMORROW)
    for person in (participant, stranger):
        enrolments.enrol(user=person, pathway=pathway, by=person)

    assert enrolments.open_due_levels() == 0
    assert enrolments.open_due_levels(TOMORROW) == 2
    assert enrolments.open_due_levels(TOMORROW) == 0
    assert open_levels(participant) == open_levels(stranger) == [late.number]


def test_beat_opens_what_is_due(participant, pathway):
    enrolments.enrol(user=participant, pathway=pathway, by=participant)
    LevelFactory(pathway=pathway)

    tasks.open_levels()

    assert open_levels(participant) == [1]


def test_enrolments_are_seen_by_their_person_and_by_staff(participant, stranger, staff, level):
    own = enrolments.enrol(user=participant, pathway=level.pathway, by=participant)
    other = enrolments.enrol(user=stranger, pathway=level.pathway, by=stranger)

    assert list(Enrolment.objects.visible_to(participant)) == [own]
    assert set(Enrolment.objects.visible_to(staff)) == {own, other}


def test_the_database_refuses_a_second_enrolment(participant, pathway):
    Enrolment.objects.create(user=participant, pathway=pathway)

    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.create(user=participant, pathway=pathway)


def test_an_enrolment_can_be_exported_and_is_gone_after_erasure(participant, level):
    enrolment = enrolments.enrol(user=participant, pathway=level.pathway, by=participant)
    [holding] = [one for one in holdings() if one.model == "levels.Enrolment"]

    [row] = holding.export(participant)
    assert (row["pathway"], [opened["level"] for opened in row["levels"]]) == (enrolment.pathway.title, [1])

    holding.erase(participant)
    assert not Enrolment.objects.exists()
    assert not LevelEnrolment.objects.exists()
