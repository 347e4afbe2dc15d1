"""The days of a stay: the host names them, the visitor confirms; what each side ticks off; the end."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from fellowships import actions, tasks
from fellowships.models import Conflict, Placement, PlacementState, ReportState
from fellowships.tests.factories import (
    CallRoleFactory,
    CentreMemberFactory,
    ChecklistTemplateFactory,
    InvitationFactory,
    placement_of_expert,
    placement_of_fellow,
)
from hubs.tests.factories import HubFactory, MembershipFactory
from mailing.models import Message

pytestmark = pytest.mark.django_db


def monday(weeks=20):
    today = timezone.localdate()
    return today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)


def host_of(placement):
    return CentreMemberFactory(centre=placement.centre).user


def arranged(placement, *, first=None, days=5, by=None, **facts):
    first = first or monday()
    usual = {"supervisor": "Dr Moreau", "practical": "Main gate, 8:00."}
    return actions.arrange_stay(
        placement=placement,
        by=by or host_of(placement),
        first_day=first,
        last_day=first + timedelta(days=days - 1),
        **usual | facts,
    )


def confirmed(placement, **facts):
    placement = arranged(placement, **facts)
    return actions.confirm_placement(placement=placement, by=placement.person)


def over(placement):
    """Confirmed, and ended yesterday."""
    placement = confirmed(placement)
    yesterday = timezone.localdate() - timedelta(days=1)
    placement.days = (yesterday - timedelta(days=4), yesterday + timedelta(days=1))
    placement.save()
    placement.refresh_from_db()
    return placement


def mails(kind):
    return list(Message.objects.filter(kind=f"fellowships/{kind}").values_list("to", flat=True))


def test_the_host_is_asked_for_the_days_when_somebody_is_to_come():
    centre = CentreMemberFactory().centre

    placement_of_expert(centre=centre)

    assert mails("stay_to_arrange") == [centre.members.get().user.email]


def test_host_names_days_and_visitor_confirms():
    placement = placement_of_fellow()

    placement = arranged(placement)

    assert placement.state == PlacementState.HOST_CONFIRMED
    assert (placement.first_day, placement.last_day) == (monday(), monday() + timedelta(days=4))
    assert mails("stay_days") == [placement.person.email]

    placement = actions.confirm_placement(placement=placement, by=placement.person, seen=placement.edition)

    assert placement.state == PlacementState.CONFIRMED
    assert len(mails("stay_confirmed")) == 2
    assert set(AuditEntry.objects.values_list("action", flat=True)) >= {
        "placement.host",
        "placement.confirmed",
    }


def test_confirming_twice_is_confirming_once():
    placement = confirmed(placement_of_fellow())

    actions.confirm_placement(placement=placement, by=placement.person)

    assert AuditEntry.objects.filter(action="placement.confirmed").count() == 1


def test_other_days_have_to_be_confirmed_anew_and_other_details_not():
    placement = confirmed(placement_of_fellow())

    placement = arranged(placement, supervisor="Prof. Sanna")
    assert placement.state == PlacementState.CONFIRMED
    assert placement.supervisor == "Prof. Sanna"
    assert mails("stay_details") == [placement.person.email]

    placement = arranged(placement, first=monday(22))
    assert placement.state == PlacementState.HOST_CONFIRMED


def test_saving_the_same_again_tells_nobody():
    placement = confirmed(placement_of_fellow())

    arranged(placement)

    assert mails("stay_details") == []


def test_days_that_were_changed_meanwhile_are_not_confirmed_unseen():
    placement = arranged(placement_of_fellow())
    seen = placement.edition
    arranged(placement, first=monday(22))

    with pytest.raises(ValidationError, match="changed this stay a moment ago"):
        actions.confirm_placement(placement=placement, by=placement.person, seen=seen)


def test_the_second_of_two_hosts_is_told_that_the_first_was_faster():
    placement = placement_of_fellow()
    seen = placement.edition
    arranged(placement, seen=seen)

    with pytest.raises(ValidationError, match="changed this stay a moment ago"):
        arranged(placement, first=monday(22), seen=seen)


def test_the_visitor_says_which_days_suit():
    placement = placement_of_fellow()
    host = host_of(placement)

    placement = actions.say_wishes(placement=placement, by=placement.person, wishes=" In May, please. ")

    assert placement.wishes == "In May, please."
    assert mails("stay_wishes") == [host.email]


def test_days_that_do_not_suit_are_open_again_and_free_for_another_stay():
    placement = confirmed(placement_of_fellow())
    other = actions.begin_placement(
        person=placement.person, invitation=InvitationFactory(expert=placement.person)
    )

    placement = actions.say_wishes(placement=placement, by=placement.person, wishes="I have no leave.")

    assert (placement.state, placement.days) == (PlacementState.PROPOSED, None)
    assert arranged(other).state == PlacementState.HOST_CONFIRMED


def test_stays_of_one_person_do_not_overlap_in_words():
    placement = arranged(placement_of_fellow())
    other = actions.begin_placement(
        person=placement.person, invitation=InvitationFactory(expert=placement.person)
    )

    with pytest.raises(ValidationError, match="overlap with another stay"):
        arranged(other, first=monday() + timedelta(days=4))

    assert arranged(other, first=monday() + timedelta(days=5)).state == PlacementState.HOST_CONFIRMED


@pytest.mark.parametrize(
    ("shift", "length", "says"),
    [(-154, 5, "over already"), (0, 0, "before the first"), (0, 200, "three months"), (-70, 5, "outside")],
)
def test_days_that_cannot_be_are_refused(shift, length, says):
    placement = placement_of_fellow()

    with pytest.raises(ValidationError, match=says):
        arranged(placement, first=monday() + timedelta(days=shift), days=length)


@pytest.mark.parametrize("who", ["stranger", "visitor", "former host", "other centre", "coordinator"])
def test_nobody_else_names_the_days(who):
    placement = placement_of_fellow()
    yesterday = timezone.localdate() - timedelta(days=1)
    person = {
        "stranger": UserFactory,
        "visitor": lambda: placement.person,
        "former host": lambda: (
            CentreMemberFactory(
                centre=placement.centre, starts_on=yesterday - timedelta(days=9), ends_on=yesterday
            ).user
        ),
        "other centre": lambda: CentreMemberFactory().user,
        "coordinator": lambda: MembershipFactory(hub=HubFactory(country="PL")).user,
    }[who]()

    with pytest.raises(ValidationError, match="Somebody else decides"):
        arranged(placement, by=person)


def test_the_coordinator_of_a_hub_is_its_host_while_the_term_lasts():
    hub = HubFactory()
    placement = placement_of_expert(centre=None, hub=hub)
    term = MembershipFactory(hub=hub)

    assert arranged(placement, by=term.user).state == PlacementState.HOST_CONFIRMED

    term.ends_on = timezone.localdate() - timedelta(days=1)
    term.starts_on = term.ends_on - timedelta(days=9)
    term.save()
    with pytest.raises(ValidationError, match="Somebody else decides"):
        arranged(placement, by=term.user, first=monday(22))


def test_the_office_and_a_chair_may_help_but_nobody_with_a_stake():
    placement = placement_of_fellow()
    chair = CallRoleFactory(call=placement.call, role="chair").user

    placement = arranged(placement, by=chair)
    Conflict.objects.create(
        application=placement.offer.application, person=chair, source="declared", kind="other"
    )

    with pytest.raises(ValidationError, match="Somebody else decides"):
        arranged(placement, by=chair, first=monday(22))
    assert arranged(placement, by=UserFactory(is_staff=True), first=monday(22))


def test_nobody_confirms_for_the_visitor():
    placement = arranged(placement_of_fellow())

    for person in (UserFactory(is_staff=True), host_of(placement)):
        with pytest.raises(ValidationError, match="Somebody else decides"):
            actions.confirm_placement(placement=placement, by=person)


def test_staff_who_go_themselves_are_visitors_and_nothing_else():
    placement = placement_of_expert(expert=UserFactory(is_staff=True))

    with pytest.raises(ValidationError, match="Somebody else decides"):
        arranged(placement, by=placement.person)


def test_each_side_ticks_off_its_own_and_the_office_all():
    for side in ("fellow", "host", "office"):
        ChecklistTemplateFactory(side=side)
    placement = placement_of_fellow()
    host, office = host_of(placement), UserFactory(is_staff=True)
    items = {item.side: item for item in placement.checklist.all()}

    actions.tick_item(item=items["fellow"], by=placement.person, is_done=True)
    actions.tick_item(item=items["host"], by=host, is_done=True)
    actions.tick_item(item=items["office"], by=office, is_done=True)
    for side, person in (("host", placement.person), ("fellow", host), ("office", host)):
        with pytest.raises(ValidationError, match="Somebody else decides"):
            actions.tick_item(item=items[side], by=person, is_done=False)
    actions.tick_item(item=items["fellow"], by=office, is_done=False)

    done = {item.side: item.done_by for item in placement.checklist.all()}
    assert done == {"fellow": None, "host": host, "office": office}


def test_ticking_twice_is_ticking_once():
    ChecklistTemplateFactory()
    placement = placement_of_fellow()
    item = placement.checklist.get()

    for _time in range(2):
        actions.tick_item(item=item, by=placement.person, is_done=True)

    assert AuditEntry.objects.filter(action="placement.ticked").count() == 1


def test_a_stay_is_done_the_day_after_its_last_and_a_report_is_due():
    placement = over(placement_of_fellow())
    to_come = confirmed(placement_of_fellow())

    tasks.finish_stays()
    tasks.finish_stays()

    placement.refresh_from_db()
    to_come.refresh_from_db()
    assert (placement.state, to_come.state) == (PlacementState.DONE, PlacementState.CONFIRMED)
    assert placement.report.state == ReportState.DUE
    assert AuditEntry.objects.filter(action="placement.done").count() == 1


def test_a_stay_is_not_done_on_its_last_day():
    placement = over(placement_of_fellow())
    today = timezone.localdate()
    placement.days = (today - timedelta(days=4), today + timedelta(days=1))
    placement.save()

    tasks.finish_stays()

    assert Placement.objects.get(pk=placement.pk).state == PlacementState.CONFIRMED


def test_nothing_changes_about_a_stay_that_is_over():
    ChecklistTemplateFactory()
    placement = actions.finish_placement(placement=over(placement_of_fellow()))

    with pytest.raises(ValidationError, match="Done"):
        arranged(placement)
    with pytest.raises(ValidationError, match="Done"):
        actions.say_wishes(placement=placement, by=placement.person, wishes="Later")
    with pytest.raises(ValidationError, match="Done"):
        actions.tick_item(item=placement.checklist.get(), by=placement.person, is_done=True)
