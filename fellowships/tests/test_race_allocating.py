"""Several of the board at one proposal at once, on real PostgreSQL, each in a thread with an own connection."""

import pytest

from accounts.tests.factories import UserFactory
from fellowships import actions
from fellowships.models import Call, Run, RunState, SignOff, Stage
from fellowships.tests.factories import scored_call
from fellowships.tests.racing import at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def call():
    call = scored_call()
    actions.take_snapshot(call=call, by=UserFactory(is_staff=True))
    return call


@pytest.mark.parametrize("contenders", [2, 10])
def test_proposed_by_many_at_once_there_is_one_proposal(call, contenders):
    people = [UserFactory(is_staff=True) for _number in range(contenders)]

    answers = at_once(
        [lambda user=user: actions.propose_run(call=call, by=user) for user in people], contenders
    )

    assert sum(isinstance(answer, Run) for answer in answers) == 1
    assert Run.objects.get().state == RunState.PROPOSED


@pytest.mark.parametrize("contenders", [3, 12])
def test_signed_by_many_at_once_two_signatures_count(call, contenders):
    run = actions.propose_run(call=call, by=UserFactory(is_staff=True))
    people = [UserFactory(is_staff=True) for _number in range(contenders)]

    answers = at_once([lambda user=user: actions.sign(run=run, by=user) for user in people], contenders)

    assert SignOff.objects.count() == 2
    assert sum(isinstance(answer, actions.RunEnded) for answer in answers) == contenders - 2
    assert Call.objects.get().stage == Stage.APPROVED


def test_one_person_in_two_windows_signs_once(call):
    run = actions.propose_run(call=call, by=UserFactory(is_staff=True))
    person = UserFactory(is_staff=True)

    at_once([lambda: actions.sign(run=run, by=person)] * 4, threads=4)

    assert SignOff.objects.count() == 1
    assert Run.objects.get().state == RunState.PROPOSED


@pytest.mark.parametrize("contenders", [4, 12])
def test_signed_and_put_aside_at_once_only_one_of_them_counts(call, contenders):
    run = actions.propose_run(call=call, by=UserFactory(is_staff=True))
    people = [UserFactory(is_staff=True) for _number in range(contenders)]
    deeds = [
        (lambda user=user: actions.sign(run=run, by=user))
        if number % 2
        else (lambda user=user: actions.discard(run=run, by=user, because="No"))
        for number, user in enumerate(people)
    ]

    at_once(deeds, threads=contenders)

    run.refresh_from_db()
    stage = Call.objects.get().stage
    assert (run.state, stage) in [(RunState.SIGNED, Stage.APPROVED), (RunState.DISCARDED, Stage.SCORED)]
