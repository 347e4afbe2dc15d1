"""A stay begins when somebody says yes, and what follows from it later: money, a report."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from accounts.models import AuditEntry
from fellowships import actions
from fellowships.models import Bursary, BursaryState, Placement, PlacementState, Side
from fellowships.tests.factories import (
    ChecklistTemplateFactory,
    InvitationFactory,
    placement_of_expert,
    placement_of_fellow,
)
from hubs.tests.factories import HubFactory

pytestmark = pytest.mark.django_db
WEEK = DateRange(date(2027, 9, 6), date(2027, 9, 11))


def test_a_fellow_goes_to_the_centre_of_the_offer_with_an_own_checklist():
    ChecklistTemplateFactory(title="Travel", days_before=30)
    ChecklistTemplateFactory(title="Hygiene papers", is_for_exchange=False)

    placement = placement_of_fellow()

    assert placement.centre == placement.offer.offering.centre
    assert placement.call == placement.offer.application.call
    assert placement.state == PlacementState.PROPOSED
    assert {line.title: line.days_before for line in placement.checklist.all()} == {
        "Travel": 30,
        "Hygiene papers": 14,
    }
    assert AuditEntry.objects.filter(action="placement.begun", person_id=placement.person_id).count() == 1


def test_an_expert_goes_where_the_invitation_says_without_the_papers_of_fellows():
    ChecklistTemplateFactory(title="Travel")
    ChecklistTemplateFactory(title="Hygiene papers", is_for_exchange=False)

    placement = placement_of_expert(centre=None, hub=HubFactory())

    assert placement.hub == placement.invitation.hub
    assert placement.call is None
    assert [line.title for line in placement.checklist.all()] == ["Travel"]


def test_what_staff_change_in_the_list_later_changes_no_stay():
    line = ChecklistTemplateFactory(title="Travel")
    placement = placement_of_fellow()

    line.delete()

    assert placement.checklist.count() == 1


def test_an_offer_has_one_stay_until_that_is_cancelled():
    first = placement_of_fellow()

    with pytest.raises(ValidationError):
        actions.begin_placement(person=first.person, offer=first.offer)

    Placement.objects.filter(pk=first.pk).update(
        state=PlacementState.CANCELLED, cancelled_by=Side.HOST, cancelled_because="The ward is closed."
    )
    assert actions.begin_placement(person=first.person, offer=first.offer).pk != first.pk


def test_a_bursary_is_planned_once():
    placement = placement_of_fellow()

    bursary = actions.plan_bursary(placement=placement, amount=1000)
    actions.plan_bursary(placement=placement, amount=1000)

    assert Bursary.objects.get() == bursary
    assert bursary.state == BursaryState.PLANNED
    assert AuditEntry.objects.filter(action="bursary.planned").count() == 1


def test_no_bursary_is_planned_for_nothing():
    assert actions.plan_bursary(placement=placement_of_expert(), amount=0) is None
    assert not Bursary.objects.exists()


def test_what_was_paid_for_a_fellowship_is_not_paid_again_for_its_second_stay():
    first = placement_of_fellow()
    bursary = actions.plan_bursary(placement=first, amount=1000)
    Bursary.objects.filter(pk=bursary.pk).update(
        state=BursaryState.PAID, approved_by=first.person, paid_on=date(2027, 5, 3), reference="2027-114"
    )
    Placement.objects.filter(pk=first.pk).update(
        state=PlacementState.CANCELLED, cancelled_by=Side.HOST, cancelled_because="The ward is closed."
    )
    second = actions.begin_placement(person=first.person, offer=first.offer)

    assert actions.plan_bursary(placement=second, amount=1000) is None


def test_a_report_is_asked_for_once_and_is_due_four_weeks_after_the_last_day():
    placement = placement_of_fellow()
    placement.days = WEEK

    report = actions.ask_for_report(placement)

    assert actions.ask_for_report(placement) == report
    assert report.due_on == date(2027, 9, 10) + timedelta(days=28)
    assert AuditEntry.objects.filter(action="report.due").count() == 1


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"state": "confirmed"}, "fellowships_placement_confirmed_has_days"),
        ({"state": "cancelled"}, "fellowships_placement_cancelled_with_reason"),
        ({"offer": None}, "fellowships_placement_from_somewhere"),
        ({"centre": None}, "fellowships_placement_at_one_host"),
    ],
)
def test_the_database_refuses(fields, constraint):
    placement = placement_of_fellow()

    with pytest.raises(IntegrityError, match=constraint):
        Placement.objects.filter(pk=placement.pk).update(**fields)


def test_the_database_refuses_days_that_overlap_unless_one_of_the_stays_is_off():
    placement = placement_of_fellow()
    other = actions.begin_placement(
        person=placement.person, invitation=InvitationFactory(expert=placement.person)
    )
    Placement.objects.filter(pk=placement.pk).update(days=WEEK)

    with pytest.raises(IntegrityError, match="never_overlap"), transaction.atomic():
        Placement.objects.filter(pk=other.pk).update(days=DateRange(date(2027, 9, 10), date(2027, 9, 12)))

    Placement.objects.filter(pk=other.pk).update(days=DateRange(date(2027, 9, 11), date(2027, 9, 12)))
