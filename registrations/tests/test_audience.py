"""Who an announcement reaches: chosen by many things, consenting where consent is needed, each once."""

import pytest
from django.core.exceptions import ValidationError

from accounts.actions import give_consent, withdraw_consent
from accounts.models import ConsentKind, Profession
from accounts.tests.factories import UserFactory
from hubs.tests.factories import MembershipFactory
from levels.models import LevelEnrolment
from levels.tests.factories import EnrolmentFactory, LevelFactory
from registrations import audiences
from registrations.models import Announcement, Rule, State
from registrations.tests.factories import EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return EventFactory(title="Masterclass")


def person(country="PL", *consents, **kwargs):
    user = UserFactory(country=country, **kwargs)
    for kind in consents:
        give_consent(user, kind)
    return user


def ask(event, country="PL", state=State.CONFIRMED, **kwargs):
    extra = (
        {"decline_reason": "Not this time.", "decided_at": event.starts_at} if state == State.DECLINED else {}
    )
    return RegistrationFactory(
        event=event, user=person(country), home=country, state=state, rule=Rule.UNLIMITED, **extra, **kwargs
    ).user


def reached(**chosen):
    return set(audiences.reached(Announcement(**chosen)))


def test_an_event_reaches_everybody_whose_request_or_place_is_live(event):
    live = {ask(event, state=state) for state in (State.REQUESTED, State.WAITING, State.CONFIRMED)}
    ask(event, state=State.CANCELLED)
    ask(EventFactory())

    assert reached(event=event) == live


def test_states_countries_professions_and_levels_narrow_it_down(event):
    waiting = ask(event, state=State.WAITING)
    romanian = ask(event, "RO")
    nurse = ask(event)
    nurse.profile.profession = Profession.NURSE
    nurse.profile.save()
    level = LevelFactory()
    LevelEnrolment.objects.create(enrolment=EnrolmentFactory(user=romanian), level=level)

    assert reached(event=event, states=[State.WAITING]) == {waiting}
    assert reached(event=event, countries=["RO"]) == {romanian}
    assert reached(event=event, professions=[Profession.NURSE]) == {nurse}
    assert reached(event=event, level=level) == {romanian}


def test_the_country_at_the_time_of_asking_counts_for_an_event(event):
    moved = ask(event)
    moved.profile.country = "RO"
    moved.profile.save()

    assert reached(event=event, countries=["PL"]) == {moved}
    assert reached(event=event, countries=["RO"]) == set()


def test_without_an_event_only_those_who_agreed_to_news_are_reached():
    agreed, other = person("PL", ConsentKind.NEWS), person("PL", ConsentKind.HUB)
    person("RO", ConsentKind.NEWS)
    unconfirmed = person("PL", ConsentKind.NEWS, verified=False)

    announcement = Announcement(countries=["PL"])
    assert set(audiences.reached(announcement)) == {agreed}
    size = audiences.size(announcement)
    assert (size.chosen, size.reached, size.left_out) == (3, 1, 2)
    assert (size.not_agreed, size.not_confirmed) == (1, 1)

    withdraw_consent(agreed, ConsentKind.NEWS)
    assert reached(countries=["PL"]) == set()
    assert {other, unconfirmed}.isdisjoint(reached(countries=["PL"]))


def test_who_is_no_longer_registered_is_reached_only_with_consent(event):
    gone, agreed = ask(event, state=State.CANCELLED), ask(event, state=State.DECLINED)
    give_consent(agreed, ConsentKind.NEWS)

    announcement = Announcement(event=event, states=[State.CANCELLED, State.DECLINED])

    assert set(audiences.reached(announcement)) == {agreed}
    assert gone in audiences.chosen(announcement)
    assert audiences.size(announcement).not_agreed == 1


def test_who_cancelled_and_asked_again_is_not_somebody_who_cancelled(event):
    again = ask(event, state=State.CANCELLED)
    RegistrationFactory(event=event, user=again, state=State.WAITING, rule=Rule.ALL_FULL)

    assert again not in audiences.chosen(Announcement(event=event, states=[State.CANCELLED]))
    assert list(audiences.reached(Announcement(event=event, states=[State.CANCELLED, State.WAITING]))) == [
        again
    ]


def test_closed_accounts_are_never_reached(event):
    ask(event).__class__.objects.update(is_active=False)

    assert reached(event=event) == set()


def test_a_hub_reaches_people_of_its_country_who_share_with_it(poland):
    sharing = person("PL", ConsentKind.HUB)
    person("PL", ConsentKind.NEWS)
    person("RO", ConsentKind.HUB)

    assert reached(hub=poland) == {sharing}


def test_at_an_event_of_everybody_a_hub_reaches_its_own_country(poland, event):
    own = ask(event)
    ask(event, "RO")

    assert reached(hub=poland, event=event) == {own}


def test_at_its_own_event_a_hub_reaches_everybody_and_at_another_hubs_nobody(poland, romania):
    own, other = EventFactory(hub=poland), EventFactory(hub=romania)
    everybody = {ask(own), ask(own, "RO"), ask(own, "IN")}
    ask(other)

    assert reached(hub=poland, event=own) == everybody
    assert reached(hub=poland, event=other) == set()


def test_sharing_with_the_own_hub_is_no_consent_for_another(poland):
    event = EventFactory(hub=poland)
    romanian = ask(event, "RO", state=State.CANCELLED)
    give_consent(romanian, ConsentKind.HUB)

    assert reached(hub=poland, event=event, states=[State.CANCELLED]) == set()


@pytest.mark.parametrize("who", ["participant", "stranger", "romanian_coordinator"])
def test_nobody_else_may_send(poland, romania, request, who):
    user = request.getfixturevalue(who)

    assert not audiences.may_send(user, None)
    assert not audiences.may_send(user, poland)


def test_staff_may_send_all_and_coordinators_their_own(poland, romania, coordinator, staff):
    assert audiences.may_send(staff, None)
    assert audiences.may_send(staff, poland)
    assert audiences.may_send(coordinator, poland)
    assert not audiences.may_send(coordinator, romania)
    assert not audiences.may_send(coordinator, None)
    staff.is_active = False
    assert not audiences.may_send(staff, None)


def test_a_choice_of_nobody_is_refused_and_never_means_everybody(staff):
    with pytest.raises(ValidationError, match="nobody is chosen yet"):
        Announcement(subject="A", body="B", written_by=staff).full_clean()


@pytest.mark.parametrize("rows", [1, 3])
def test_counting_is_one_query(event, rows, django_assert_num_queries):
    for _number in range(rows):
        ask(event)

    with django_assert_num_queries(1):
        assert audiences.size(Announcement(event=event)).reached == rows


def test_it_is_said_in_words_whom_it_is_for(poland, event):
    MembershipFactory(hub=poland)
    announcement = Announcement(event=event, states=[State.WAITING], countries=["PL"], professions=["nurse"])

    assert audiences.in_words(announcement) == ["Masterclass: waiting", "Poland", "Nurse"]
