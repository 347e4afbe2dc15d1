"""Two of the board at one candidate, and two colleagues of a hub, on real PostgreSQL, each in a thread."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.tests.factories import UserFactory
from fellowships import actions
from fellowships.models import CoordinatorComment, EligibilityCheck, EligibilityRule, RuleKind, Stage
from fellowships.tests.factories import ApplicationFactory, at_stage, ready_call
from fellowships.tests.racing import at_once
from hubs.tests.factories import HubFactory, MembershipFactory

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def application():
    call = ready_call()
    EligibilityRule.objects.create(call=call, kind=RuleKind.PROFESSION, professions=["physician"])
    at_stage(actions.open_call(call=call, by=UserFactory(is_staff=True)), Stage.CLOSED)
    application = ApplicationFactory(call=call, is_eligible=False)
    EligibilityCheck.objects.create(
        application=application, rule=call.eligibility.get(), is_met=False, evidence={"profession": "nurse"}
    )
    return application


def refused(answers):
    return sum(isinstance(answer, ValidationError) for answer in answers)


def test_of_many_who_propose_and_confirm_one_each_is_heard(application):
    check = application.checks.get()
    people = [UserFactory(is_staff=True) for _number in range(6)]

    proposed = at_once(
        [lambda by=by: actions.waive(check=check, because="Trained.", by=by) for by in people], threads=6
    )
    check.refresh_from_db()
    confirmed = at_once(
        [lambda by=by: actions.confirm_waiver(check=check, by=by) for by in people], threads=6
    )

    assert (refused(proposed), refused(confirmed)) == (5, 5)
    check.refresh_from_db()
    application.refresh_from_db()
    assert check.waived_by != check.confirmed_by
    assert check.confirmed_at < timezone.now()
    assert application.is_eligible is True


def test_of_colleagues_who_write_at_once_one_is_taken_and_the_others_are_told(application):
    hub = HubFactory(country="PL")
    people = [MembershipFactory(hub=hub).user for _number in range(4)]

    answers = at_once(
        [lambda by=by: actions.comment(application=application, text="Mine.", by=by) for by in people],
        threads=4,
    )

    assert refused(answers) == 3
    assert CoordinatorComment.objects.count() == 1
