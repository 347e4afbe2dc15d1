"""The same application in many hands at once, and the closing in between: real threads on real PostgreSQL."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.tests.factories import UserFactory
from fellowships import actions
from fellowships.models import Application, ApplicationState, Call, Preference, Stage
from fellowships.tests.applying import complete_draft
from fellowships.tests.factories import open_call
from fellowships.tests.racing import at_once
from mailing.models import Message

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_an_impatient_person_begins_one_application():
    call, person = open_call(), UserFactory(country="PL")

    answers = at_once([lambda: actions.begin_application(call=call, person=person)] * 8)

    assert len({answer.pk for answer in answers}) == 1
    assert Application.objects.count() == 1


def test_of_many_windows_one_saves_and_the_others_are_told():
    draft = complete_draft(UserFactory(country="PL"))
    texts = [f"From window {number}." for number in range(8)]

    answers = at_once(
        [
            lambda text=text: actions.save_application(
                application=draft, revision=draft.revision, values={"motivation": text}
            )
            for text in texts
        ]
    )

    told = [answer for answer in answers if isinstance(answer, actions.ChangedMeanwhile)]
    assert len(told) == 7
    draft.refresh_from_db()
    assert draft.motivation in texts
    assert draft.revision == 2


def test_handing_in_from_many_windows_is_handing_in_once():
    draft = complete_draft(UserFactory(country="PL"))

    answers = at_once([lambda: actions.submit(application=draft, has_confirmed=True)] * 8)

    assert len({answer.submitted_at for answer in answers}) == 1
    assert Message.objects.count() == 1


def test_whoever_is_handed_in_when_the_call_closes_is_decided_about():
    call = open_call()
    drafts = [complete_draft(UserFactory(country="PL"), call) for _number in range(6)]
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() + timedelta(milliseconds=120))

    def close():
        while not actions.close_overdue():
            pass

    answers = at_once(
        [lambda one=one: actions.submit(application=one, has_confirmed=True) for one in drafts] + [close]
    )

    refused = [answer for answer in answers if isinstance(answer, ValidationError)]
    submitted = Application.objects.submitted()
    assert submitted.count() + len(refused) == 6
    assert not submitted.filter(is_eligible=None).exists()
    assert all(one.state == ApplicationState.DRAFT for one in Application.objects.difference(submitted))
    assert Call.objects.get().stage == Stage.CLOSED


def test_two_orders_at_once_leave_one_whole_list():
    call = open_call(places=(1, 1, 1))
    draft = actions.begin_application(call=call, person=UserFactory(country="PL"))
    one, two, three = call.offerings.values_list("pk", flat=True)
    orders = [[one, two, three], [three, two, one], [two, one], [three]]

    at_once(
        [
            lambda order=order: actions.rank_centres(application=draft, shown=[], wanted=order)
            for order in orders
        ]
    )

    kept = list(Preference.objects.order_by("rank").values_list("offering", flat=True))
    assert kept in orders
    assert list(Preference.objects.order_by("rank").values_list("rank", flat=True)) == list(
        range(1, len(kept) + 1)
    )


def test_withdrawing_twice_at_once_is_done_once():
    application = actions.submit(application=complete_draft(UserFactory(country="PL")), has_confirmed=True)

    answers = at_once([lambda: actions.withdraw(application=application, by=application.person)] * 4)

    assert sum(isinstance(answer, ValidationError) for answer in answers) == 3
    assert Message.objects.filter(kind="fellowships/application_withdrawn").count() == 1
