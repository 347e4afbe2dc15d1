"""Two people of the board at once, on real PostgreSQL, each in a thread with an own connection."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from fellowships import actions
from fellowships.models import Call, Stage
from fellowships.tests.factories import at_stage, open_call, ready_call
from fellowships.tests.racing import at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_of_two_who_open_a_call_the_second_is_told():
    call, people = ready_call(), [UserFactory(is_staff=True) for _number in range(4)]

    answers = at_once([lambda by=by: actions.open_call(call=call, by=by) for by in people])

    refused = [answer for answer in answers if isinstance(answer, ValidationError)]
    assert [error.messages for error in refused] == [["This call is open already."]] * 3
    assert AuditEntry.objects.about(call).filter(action="call.opened").count() == 1


def test_of_two_who_step_back_only_one_does():
    call, staff = at_stage(open_call(), Stage.REVIEWING), UserFactory(is_staff=True)

    answers = at_once([lambda: actions.step_back(call=call, by=staff, because="Wrong.")] * 2)

    assert sum(isinstance(answer, ValidationError) for answer in answers) == 1
    assert Call.objects.get(pk=call.pk).stage == Stage.CLOSED


def test_an_extension_and_the_closing_never_both_win():
    """Whichever comes first: either the call is open with more time, or it is closed and was not extended."""
    call, staff = open_call(), UserFactory(is_staff=True)
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
    until = timezone.now() + timedelta(days=3)

    at_once(
        [
            lambda: actions.close_call(call=call),
            lambda: actions.extend_call(call=call, by=staff, until=until, because="More time."),
        ]
    )

    call.refresh_from_db()
    assert (call.stage, call.extensions.count()) in [(Stage.OPEN, 1), (Stage.CLOSED, 0)]
    assert (call.closes_at == until) == (call.stage == Stage.OPEN)
