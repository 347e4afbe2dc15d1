"""Reminders about stays: to whom one waits for, and of the checklist. Each once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from fellowships import actions, tasks
from fellowships.models import Placement
from fellowships.tests.factories import CentreMemberFactory, ChecklistTemplateFactory, placement_of_fellow
from fellowships.tests.test_placements import arranged, confirmed, host_of, mails
from mailing.kinds import get
from mailing.models import Message

pytestmark = pytest.mark.django_db


def waiting_for(placement, days):
    Placement.objects.filter(pk=placement.pk).update(state_since=timezone.now() - timedelta(days=days))


def in_days(placement, days):
    first = timezone.localdate() + timedelta(days=days)
    Placement.objects.filter(pk=placement.pk).update(days=(first, first + timedelta(days=5)))


def test_the_host_is_reminded_after_a_week_and_after_three_each_once():
    placement = placement_of_fellow()
    host = CentreMemberFactory(centre=placement.centre).user
    waiting_for(placement, 6)
    tasks.remind_of_stays()
    assert mails("stay_waiting") == []

    for days, count in ((8, 1), (9, 2), (22, 3)):
        waiting_for(placement, days)
        tasks.remind_of_stays()
        tasks.remind_of_stays()
        assert len(mails("stay_waiting")) == count

    assert set(mails("stay_waiting")) == {host.email}


def test_the_visitor_is_reminded_of_days_to_confirm():
    placement = arranged(placement_of_fellow())
    waiting_for(placement, 8)

    tasks.remind_of_stays()

    assert mails("stay_waiting") == [placement.person.email]


def test_each_side_is_reminded_of_its_own_lines_that_are_due():
    ChecklistTemplateFactory(title="Book travel", side="fellow", days_before=30)
    ChecklistTemplateFactory(title="Sign the form", side="fellow", days_before=14)
    ChecklistTemplateFactory(title="Have a badge ready", side="host", days_before=3)
    placement = confirmed(placement_of_fellow())
    in_days(placement, 33)

    tasks.remind_of_stays()
    tasks.remind_of_stays()

    mail = Message.objects.get(kind="fellowships/stay_checklist")
    assert (mail.to, mail.context["items"]) == (placement.person.email, ["Book travel"])

    in_days(placement, 5)
    actions.tick_item(item=placement.checklist.get(title="Book travel"), by=placement.person, is_done=True)
    tasks.remind_of_stays()
    newest = Message.objects.filter(kind="fellowships/stay_checklist").order_by("pk")[1:]
    assert {(mail.to, *mail.context["items"]) for mail in newest} == {
        (placement.person.email, "Sign the form"),
        (host_of_first(placement).email, "Have a badge ready"),
    }


def host_of_first(placement):
    return placement.centre.members.first().user


def test_nobody_is_reminded_of_a_list_that_is_done_or_of_a_stay_that_is_off():
    ChecklistTemplateFactory(side="fellow", days_before=30)
    done, off = confirmed(placement_of_fellow()), confirmed(placement_of_fellow())
    actions.tick_item(item=done.checklist.get(), by=done.person, is_done=True)
    for placement in (done, off):
        in_days(placement, 10)
    actions.cancel_placement(placement=off, side="fellow", by=off.person, because="I am ill.")

    tasks.remind_of_stays()

    assert mails("stay_checklist") == []


def test_a_mail_about_days_that_changed_since_does_not_leave():
    placement = arranged(placement_of_fellow())
    mail = Message.objects.get(kind="fellowships/stay_days")
    assert get(mail.kind).still_true(mail)

    actions.say_wishes(placement=placement, by=placement.person, wishes="Later, please.")

    assert not get(mail.kind).still_true(mail)


def test_the_mail_that_all_is_fixed_brings_the_calendar():
    placement = arranged(placement_of_fellow())
    host_of(placement)
    actions.confirm_placement(placement=placement, by=placement.person)
    mail = Message.objects.filter(kind="fellowships/stay_confirmed").first()

    (name, content, kind) = get(mail.kind).attachments(mail)[0]

    assert (name, kind) == ("stay.ics", "text/calendar")
    assert b"BEGIN:VEVENT" in content
