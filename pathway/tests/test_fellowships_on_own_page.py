"""Applications, stays and workspaces of fellowships on a person's own page and in the menu."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from fellowships.models import ApplicationState, Assignment, AssignmentState, Role, Stage
from fellowships.tests.factories import (
    ApplicationFactory,
    CallRoleFactory,
    CentreMemberFactory,
    at_stage,
    open_call,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_page(as_):
    return lambda user: as_(user).get(reverse("me")).content.decode()


def draft(person, call):
    return ApplicationFactory(
        call=call,
        person=person,
        state=ApplicationState.DRAFT,
        submitted_at=None,
        is_eligible=None,
        eligibility_decided_at=None,
    )


def test_who_has_no_application_is_led_to_the_calls(own_page, participant):
    assert "See the calls" in own_page(participant)


def test_a_draft_says_until_when_it_can_be_handed_in(own_page, participant):
    draft(participant, open_call())

    html = own_page(participant)

    assert "It counts only when it is handed in, by" in html


def test_a_draft_that_came_too_late_says_so(own_page, participant):
    call = open_call()
    draft(participant, call)
    at_stage(call, Stage.REVIEWING)

    assert "The call closed before it was handed in." in own_page(participant)


@pytest.mark.parametrize("stage", [Stage.OPEN, Stage.REVIEWING, Stage.ALLOCATED, Stage.APPROVED])
def test_before_the_offers_nobody_learns_anything_of_the_result(own_page, participant, stage):
    application = ApplicationFactory(person=participant)
    at_stage(application.call, stage)

    html = own_page(participant)

    assert "This is not a fellowship yet" in html
    assert "Result is out" not in html


def test_when_the_offers_are_out_everybody_can_read_where_they_stand(own_page, participant):
    at_stage(ApplicationFactory(person=participant).call, Stage.OFFERING)

    assert "Read where you stand, and why." in own_page(participant)


def test_applications_of_others_are_not_shown(own_page, participant, stranger):
    application = ApplicationFactory(person=stranger)

    assert application.call.title not in own_page(participant)


def test_reviews_that_wait_are_counted_and_others_are_not(own_page, stranger):
    call = open_call()
    CallRoleFactory(call=call, user=stranger)
    for state in (AssignmentState.ASKED, AssignmentState.OPEN, AssignmentState.SUBMITTED):
        Assignment.objects.create(
            application=ApplicationFactory(call=call),
            reviewer=stranger,
            state=state,
            due_at=timezone.now() + timedelta(days=9),
        )
    at_stage(call, Stage.REVIEWING)

    html = own_page(stranger)

    assert "2 applications wait for your review" in html


def test_roles_open_the_entries_of_the_menu_while_they_last(as_, stranger):
    role = CallRoleFactory(user=stranger, role=Role.CHAIR)
    member = CentreMemberFactory(user=stranger)
    home = as_(stranger).get(reverse("home")).content.decode()
    assert reverse("fellowships:board") in home

    yesterday = timezone.localdate() - timedelta(days=1)
    for row in (role, member):
        row.starts_on, row.ends_on = yesterday, yesterday
        row.save()

    assert reverse("fellowships:board") not in as_(stranger).get(reverse("home")).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_queries_with_any_number_of_applications(
    as_, participant, rows, django_assert_num_queries
):
    for _number in range(rows):
        ApplicationFactory(person=participant)
    client = as_(participant)
    client.get(reverse("me"))

    # as without any: they are read together with the person
    with django_assert_num_queries(8):
        client.get(reverse("me"))
