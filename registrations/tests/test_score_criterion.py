"""The score of a level decides where no hub has said who comes first."""

import datetime

import pytest
from django.forms import modelform_factory
from django.urls import reverse
from django.utils import timezone

from levels.models import Activity, LevelEnrolment
from levels.tests.factories import EnrolmentFactory, LevelFactory
from registrations import actions
from registrations.allocation import facts
from registrations.explanations import explain
from registrations.forms.events import EventForm
from registrations.lines import one_with_line
from registrations.models import Criterion, Event, Filling, Rule, State
from registrations.tests.factories import EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    now = timezone.now()
    return EventFactory(
        filling=Filling.RANKED,
        requests_until=now + datetime.timedelta(days=1),
        criterion=Criterion.LEVEL_SCORE,
        level=LevelFactory(number=2),
        capacity=1,
    )


def approved(event, score=None, **kwargs):
    row = RegistrationFactory(event=event, state=State.WAITING, rule=Rule.RANKED, **kwargs)
    enrolment = EnrolmentFactory(user=row.user)
    LevelEnrolment.objects.create(enrolment=enrolment, level=LevelFactory(number=1), score=10000)
    LevelEnrolment.objects.create(enrolment=enrolment, level=event.level, score=score)
    return row


def test_the_better_score_of_the_level_gets_the_seat(event, staff):
    approved(event, 7000)
    best = approved(event, 9000)
    approved(event)
    actions.seal_lot(event=event)
    event.requests_until = timezone.now() - datetime.timedelta(hours=1)
    event.save()

    allocation = actions.propose_allocation(event=event, by=staff)

    assert [given[0] for given in allocation.result["given"]] == [best.pk]
    assert sorted(claim[4] for claim in facts(event)["claims"]) == [0, 7000, 9000]


def test_a_person_reads_which_score_counts_and_the_own(event):
    row = approved(event, 8250)

    assert "the score of Level 2 decides. Yours is 82.5 %." in explain(one_with_line(row.pk)).because


def test_a_person_without_a_score_reads_that_too(event):
    row = approved(event)

    assert "You have none yet." in explain(one_with_line(row.pk)).because


def test_another_criterion_says_nothing_about_scores(event):
    event.criterion = Criterion.LOT
    event.save()

    assert "score" not in explain(one_with_line(approved(event, 8000).pk)).because


def test_the_rule_stands_on_the_page_of_the_event(client, event):
    page = client.get(reverse("registrations:event", args=[event.slug])).content.decode()

    assert "the higher score of Level 2 counts, and then a lot" in page


def test_a_score_needs_the_level_whose_it_is():
    fields = ["filling", "criterion", "level", "requests_until"]
    form = modelform_factory(Event, form=EventForm, fields=fields)(
        {"filling": "ranked", "criterion": "level_score", "requests_until": "2027-01-01 12:00"}
    )

    assert list(form.errors) == ["criterion"]


def test_an_event_counts_for_its_own_level_only(event):
    other = Activity.objects.create(level=LevelFactory(number=1), kind="live", title="Live event")
    own = Activity.objects.create(level=event.level, kind="live", title="Live event")
    form = modelform_factory(Event, form=EventForm, fields=["filling", "level", "counts_as"])
    facts = {"filling": "first_come", "level": event.level.pk}

    assert list(form(facts | {"counts_as": other.pk}).errors) == ["counts_as"]
    assert not form(facts | {"counts_as": own.pk}).errors
