"""What the set-up check finds, without changing anything."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from fellowships import setting_up
from fellowships.models import Call, Role, Stage
from fellowships.tests.factories import (
    ApplicationFactory,
    CallFactory,
    CallRoleFactory,
    CentreMemberFactory,
    CriterionFactory,
    at_stage,
    open_call,
    ready_call,
)

pytestmark = pytest.mark.django_db


def found(call):
    return " ".join(finding.text for finding in setting_up.check(call))


def stops(call):
    return " ".join(finding.text for finding in setting_up.check(call) if finding.stops)


def test_an_empty_call_is_told_everything_at_once():
    words = stops(CallFactory(details=""))

    for missing in ("the details", "when the call closes", "No centre", "the rubric"):
        assert missing in words


def test_a_call_that_is_ready_has_nothing_that_stops_it():
    assert stops(ready_call()) == ""


def test_a_criterion_needs_two_values():
    call = ready_call(criteria=0)
    CriterionFactory(call=call, title="Plan", anchors=[3])

    assert "“Plan” needs at least two values" in stops(call)


def test_groups_cannot_be_promised_more_than_there_is():
    assert "promised 4 fellowships in all, more than the 3" in stops(ready_call(minimum=4, fellowships=3))


def test_centres_with_too_few_places_are_noticed():
    assert "The centres give 3 places, fewer" in found(ready_call(places=(2, 1), fellowships=4))
    assert "fewer than the fellowships" not in found(ready_call(places=(2, 1), fellowships=3))


def test_a_call_without_chair_and_finance_is_noticed():
    call = ready_call()
    words = found(call)
    assert "no chair" in words
    assert "Nobody has the role of finance" in words

    CallRoleFactory(call=call, role=Role.CHAIR)
    CallRoleFactory(call=call, role=Role.FINANCE)

    words = found(call)
    assert "no chair" not in words
    assert "Nobody has the role of finance" not in words


def test_a_chair_whose_time_is_over_is_no_chair():
    yesterday = timezone.localdate() - timedelta(days=1)
    role = CallRoleFactory(call=ready_call(), role=Role.CHAIR, starts_on=yesterday, ends_on=yesterday)

    assert "no chair" in found(role.call)


@pytest.mark.parametrize(
    ("other", "words"), [(Role.REVIEWER, "pays and reviews"), (Role.CHAIR, "pays and is chair")]
)
def test_who_pays_should_have_no_other_role(other, words):
    role = CallRoleFactory(call=ready_call(), role=Role.FINANCE)
    assert words not in found(role.call)

    CallRoleFactory(call=role.call, user=role.user, role=other)

    assert words in found(role.call)


def test_a_closed_account_with_a_role_is_noticed():
    role = CallRoleFactory(call=ready_call(), user__is_active=False, user__name="Gone Doctor")

    assert "Gone Doctor has a role, but a closed account." in found(role.call)


def test_a_chair_of_a_centre_that_takes_part_is_noticed():
    call = ready_call()
    member = CentreMemberFactory(centre=call.offerings.first().centre)
    CallRoleFactory(call=call, user=member.user, role=Role.CHAIR)

    assert "speaks for a centre that takes part" in found(call)


def test_reviewers_who_can_see_nothing_are_counted_while_reviews_are_written():
    call = open_call()
    CallRoleFactory.create_batch(3, call=call)

    assert "can see nothing" not in found(call)
    assert "3 reviewers can see nothing" in found(at_stage(call, Stage.REVIEWING))


def test_reviewers_who_cannot_take_all_that_was_handed_in_are_noticed():
    call = open_call(reviewer_cap=1)
    CallRoleFactory.create_batch(2, call=call)
    ApplicationFactory.create_batch(2, call=call)

    assert "There are 4 reviews to write, and the reviewers take 2 at most." in found(call)


def test_days_that_do_not_fit_together_are_noticed():
    now = timezone.now()
    call = ready_call(
        reviews_due_at=now + timedelta(days=3),
        results_on=timezone.localdate() + timedelta(days=1),
        placements_from=timezone.localdate(),
    )

    words = found(call)

    assert "Reviews are due before the call closes." in words
    assert "before the reviews are due" in words
    assert "Placements begin before the results are out." in words


def test_rules_that_are_not_the_published_ones_are_shouted_about():
    call = open_call()
    assert "not those that were published" not in found(call)

    call.rules_hash = "0" * 64  # as if rows had been changed past the triggers

    assert "not those that were published" in found(call)


def test_the_administration_looks_without_changing_anything(as_, staff, settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = False
    call = ready_call(details="")
    chosen = {"action": "check_set_up", "_selected_action": [call.pk]}

    page = as_(staff).post(reverse("admin:fellowships_call_changelist"), chosen, follow=True)

    assert "Write the details before you open the call." in page.content.decode()
    assert Call.objects.get(pk=call.pk).stage == Stage.ANNOUNCED


@pytest.mark.parametrize("rows", [1, 3])
def test_the_check_asks_the_same_queries_whatever_there_is(rows, django_assert_num_queries):
    call = ready_call(places=[1] * rows, criteria=rows, minimum=1)
    for _number in range(rows):
        CallRoleFactory(call=call, user=UserFactory())

    with django_assert_num_queries(7):
        setting_up.check(call)
