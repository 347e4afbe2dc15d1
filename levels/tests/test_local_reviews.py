"""Local material grows old: whoever runs the hub is told in time, once."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from hubs.tests.factories import HubFactory, MembershipFactory
from levels import local_reviews, tasks
from levels.models import LocalMaterial, Pathway
from levels.tests.factories import LocalMaterialFactory, PathwayFactory
from mailing import kinds
from mailing.models import Message
from mailing.rendering import render

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 23)
DAY = datetime.timedelta(days=1)


def old(hub, days=30, **other):
    return LocalMaterialFactory(hub=hub, resistance=True, **other, review_by=TODAY + days * DAY)


@pytest.mark.parametrize(("days", "told"), [(31, False), (30, True), (0, True), (-400, True)])
def test_thirty_days_before_and_whenever_that_was_missed(poland, coordinator, days, told):
    old(poland, days, as_of=datetime.date(2024, 12, 31))

    local_reviews.queue_due(TODAY)

    assert Message.objects.filter(user=coordinator).exists() is told


def test_each_who_runs_the_hub_is_told_once_and_nobody_else(poland, coordinator, romanian_coordinator):
    deputy = MembershipFactory(hub=poland).user
    MembershipFactory(hub=poland, ends_on=TODAY - DAY)
    MembershipFactory(hub=poland, user__is_active=False)
    old(poland)

    for day in range(3):
        local_reviews.queue_due(TODAY + day * DAY)

    assert {message.user for message in Message.objects.all()} == {coordinator, deputy}
    assert Message.objects.count() == 2


def test_the_next_day_of_review_is_a_reason_of_its_own(poland, coordinator):
    material = old(poland)
    local_reviews.queue_due(TODAY)
    LocalMaterial.objects.update(review_by=TODAY + 365 * DAY)

    local_reviews.queue_due(TODAY + 340 * DAY)

    days = [message.context["review_by"] for message in Message.objects.order_by("pk")]
    assert days == [f"{material.review_by}", f"{TODAY + 365 * DAY}"]


def test_drafts_what_was_withdrawn_and_closed_hubs_are_left_alone(poland, coordinator):
    closed = HubFactory(country="SE", is_open=False)
    MembershipFactory(hub=closed)
    for hub, trait in ((poland, {"draft": True}), (poland, {"withdrawn": True}), (closed, {})):
        old(hub, **trait)

    local_reviews.queue_due(TODAY)

    assert not Message.objects.exists()


def test_where_nobody_is_in_office_the_office_is_told(poland):
    PathwayFactory()
    old(poland)

    local_reviews.queue_due(TODAY)
    local_reviews.queue_due(TODAY)

    assert Message.objects.get().to == Pathway.objects.get().contact_email


def test_a_reminder_that_is_no_longer_true_is_not_sent(poland, coordinator):
    material = old(poland, title="Oporność & “dane”")
    local_reviews.queue_due(TODAY)
    message = Message.objects.get()
    kind = kinds.get(message.kind)
    assert kind.still_true(message)

    material.review_by += DAY
    material.save()

    assert not kind.still_true(message)


def test_the_mail_says_what_and_where(poland, coordinator):
    material = old(poland, title="Oporność & “dane”")

    tasks.remind_of_local_material()
    mail = render(Message.objects.get())

    assert "Oporność & “dane”" in mail.subject
    assert "Oporność & “dane”" in mail.body
    assert coordinator.name in mail.body
    assert reverse("levels:local_material_one", args=["pl", material.pk]) in mail.body


def test_the_desk_warns_of_what_is_due(as_, coordinator, poland):
    LocalMaterialFactory(hub=poland, review_by=timezone.localdate() + 40 * DAY, title="Later")
    soon = LocalMaterialFactory(hub=poland, review_by=timezone.localdate() + 20 * DAY, title="Soon")
    late = LocalMaterialFactory(hub=poland, review_by=timezone.localdate() - DAY, title="Late")

    response = as_(coordinator).get("/hubs/pl/manage/material/")

    assert {row.pk for row in response.context["to_review"]} == {soon.pk, late.pk}
    assert "Readers see that it may be out of date." in response.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_looking_for_what_is_due_asks_as_often_for_three(poland, rows, django_assert_num_queries):
    for _number in range(rows):
        MembershipFactory(hub=poland)
        old(poland)
    local_reviews.queue_due(TODAY)

    with django_assert_num_queries(4):
        local_reviews.queue_due(TODAY)
