"""What everybody may read about a call."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Profession
from fellowships import actions
from fellowships.models import ApplicationState, Call, EligibilityRule, Extension, RuleKind, Stage
from fellowships.tests.factories import (
    ApplicationFactory,
    CallFactory,
    OfferingFactory,
    at_stage,
    open_call,
    ready_call,
)
from levels.tests.factories import LevelFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def page_of(client):
    return lambda call: client.get(reverse("fellowships:call", args=[call.slug])).content.decode()


def test_an_announced_call_shows_its_announcement_and_no_rules(page_of):
    html = page_of(ready_call(announcement="More in spring."))

    assert "More in spring." in html
    assert "Stage 1 of 10" in html
    assert "Fair and checkable" not in html


def test_the_rules_of_an_open_call_are_shown_in_words(page_of, staff):
    call = ready_call(minimum=2, fellowships=3, offer_days=9, third_review_spread=2550)
    EligibilityRule.objects.create(
        call=call, kind=RuleKind.LEVEL_SCORE, level=LevelFactory(number=2), value=7000
    )
    EligibilityRule.objects.create(call=call, kind=RuleKind.PROFESSION, professions=[Profession.NURSE])

    html = page_of(actions.open_call(call=call, by=staff))

    assert "At least 2 of 3 for Pilot countries" in html
    assert "Poland, Portugal, Romania" in html
    assert "You have 9 days to say yes." in html
    assert "more than 25.50 of 100 points apart" in html
    assert "Profession: Nurse" in html
    assert "What 5 stands for." in html


def test_who_downloads_the_rules_finds_the_fingerprint_by_hashing_the_file(client, page_of):
    call = open_call(minimum=1)

    response = client.get(reverse("fellowships:rules", args=[call.slug]))

    assert response["Content-Type"].startswith("application/json")
    assert hashlib.sha256(response.content).hexdigest() == call.rules_hash
    assert call.rules_hash in page_of(call)
    assert json.loads(response.content) == call.rules


def test_before_the_opening_there_are_no_rules_to_download(client):
    call = ready_call()

    assert client.get(reverse("fellowships:rules", args=[call.slug])).status_code == 404


def test_the_seal_is_shown_and_the_seed_is_not(client, page_of):
    call = open_call()

    html = page_of(call) + client.get(reverse("fellowships:rules", args=[call.slug])).content.decode()

    assert call.seal in html
    assert call.seed not in html


def test_the_deadline_is_said_on_the_clock_of_the_call(page_of):
    closes = (timezone.now() + timedelta(days=30)).replace(hour=21, minute=59, second=0, microsecond=0)

    html = page_of(open_call(closes_at=closes, time_zone="Asia/Kolkata"))

    assert "03:29 (Kolkata)" in html
    assert 'data-offset="330"' in html


def test_a_call_whose_time_is_over_takes_nothing_more(page_of):
    html = page_of(at_stage(open_call(), Stage.REVIEWING))

    assert "This call closed on" in html
    assert "Apply by" not in html


def test_between_its_last_minute_and_the_beat_a_call_is_closed_to_those_who_look(page_of):
    call = open_call()
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() - timedelta(seconds=5))

    assert "This call closed on" in page_of(call)


def test_an_extension_is_shown_with_its_reason(page_of, staff):
    call = open_call()

    actions.extend_call(
        call=call, by=staff, until=call.closes_at + timedelta(days=3), because="The mail was late."
    )

    assert "The reason: The mail was late." in page_of(call)


def test_who_has_begun_goes_on_instead_of_beginning_again(as_, participant):
    call = open_call()
    ApplicationFactory(
        call=call,
        person=participant,
        state=ApplicationState.DRAFT,
        submitted_at=None,
        is_eligible=None,
        eligibility_decided_at=None,
    )

    html = as_(participant).get(reverse("fellowships:call", args=[call.slug])).content.decode()

    assert "Go on with my application" in html
    assert "See whether I am eligible" not in html


def test_a_centre_that_left_is_not_among_those_that_take_part(page_of, staff):
    call = open_call()
    gone, stays = call.offerings.order_by("pk")
    gone.withdrawn_at, gone.withdrawn_because = timezone.now(), "The unit is rebuilt."
    gone.save()

    html = page_of(call)

    assert stays.centre.name in html
    assert gone.centre.name not in html


def test_an_unknown_call_is_not_found(client):
    assert client.get(reverse("fellowships:call", args=["none"])).status_code == 404


def test_no_call_takes_the_address_of_another_page():
    with pytest.raises(ValidationError, match="taken by another page"):
        CallFactory.build(slug="centres").full_clean()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_queries_whatever_the_call_is_made_of(client, django_assert_num_queries, rows):
    call = open_call(places=[1] * rows, criteria=rows)
    OfferingFactory()

    # call, extension, centres, weeks
    with django_assert_num_queries(4):
        client.get(reverse("fellowships:call", args=[call.slug]))


@pytest.mark.parametrize(
    "wrong", [{"because": ""}, {"until": timezone.now() - timedelta(days=400)}], ids=["silent", "earlier"]
)
def test_the_database_refuses_an_extension_without_reason_and_one_that_cuts_short(wrong):
    call = open_call()
    right = {"before": call.closes_at, "until": call.closes_at + timedelta(days=1), "because": "More time."}

    with pytest.raises(IntegrityError), transaction.atomic():
        Extension.objects.create(call=call, **right | wrong)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_calls_asks_the_same_queries_whatever_their_stages(
    client, django_assert_num_queries, rows
):
    for stage in [Stage.OPEN, Stage.OFFERING, Stage.COMPLETED][:rows]:
        at_stage(open_call(), stage)
    CallFactory.create_batch(rows)

    with django_assert_num_queries(1):
        client.get(reverse("fellowships:index"))


def test_the_list_groups_calls_by_what_one_can_do(client):
    for stage, title in (
        (Stage.OPEN, "Open one"),
        (Stage.OFFERING, "Running one"),
        (Stage.COMPLETED, "Past one"),
    ):
        at_stage(open_call(title=title), stage)
    CallFactory(title="Coming one")

    html = client.get(reverse("fellowships:index")).content.decode()

    order = ["Open one", "Coming one", "Under way", "Running one", "Earlier rounds", "Past one"]
    assert [html.index(words) for words in order] == sorted(html.index(words) for words in order)


def test_without_an_open_or_announced_call_the_list_says_so(client):
    at_stage(open_call(), Stage.COMPLETED)

    assert "No call is open or announced" in client.get(reverse("fellowships:index")).content.decode()
