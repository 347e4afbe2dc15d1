"""The door at which devices hand in what they have kept."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from assessments.actions import attempts
from assessments.models import AnswerGiven, Attempt, EndedBy
from assessments.tests.factories import published_question
from assessments.tests.taking import DEVICE, fixed, right_fields, save, sent, wrong_fields

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 3, 10, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def attempt(participant):
    assessment = fixed(published_question(), published_question(), minutes=40)
    return attempts.start(assessment=assessment, person=participant)


def item(attempt, number=1, at=NOON, **more):
    row = attempt.questions.get(order=number)
    pairs = [[name, value] for name, values in right_fields(row).items() for value in values]
    usual = {"n": number, "device": str(DEVICE), "sequence": number, "revision": 1, "at": at.isoformat()}
    return usual | {"fields": pairs, "flag": False} | more


def post(client, attempt, *items, now=NOON, **more):
    path = reverse("assessments:answers", args=[attempt.public_id])
    body = {"now": now.isoformat(), "answers": list(items)} | more
    return client.post(path, json.dumps(body), content_type="application/json")


def test_each_answer_is_answered_by_itself(as_, participant, attempt):
    response = post(as_(participant), attempt, item(attempt), item(attempt, 2, fields=[["answer", "0"]]))

    told = response.json()
    assert [one["outcome"] for one in told["taken"]] == ["saved", "refused"]
    assert told["taken"][0] | {"words": ""} == {
        "device": str(DEVICE),
        "sequence": 1,
        "n": 1,
        "outcome": "saved",
        "words": "",
        "revision": 1,
        "fields": item(attempt)["fields"],
        "flag": False,
    }
    assert (told["ended"], told["now"], told["all"]) == (False, int(NOON.timestamp() * 1000), [])


def test_the_same_batch_again_counts_once(as_, participant, attempt):
    for outcome in ("saved", "known"):
        told = post(as_(participant), attempt, item(attempt), item(attempt, 2)).json()
        assert {one["outcome"] for one in told["taken"]} == {outcome}
    assert AnswerGiven.objects.count() == 2


@pytest.mark.parametrize("wrong", [timedelta(days=-400), timedelta(hours=-1), timedelta(hours=13)])
def test_a_wrong_clock_is_set_right(as_, participant, attempt, clock, wrong):
    """Given 90 seconds before it was sent, whatever the device calls these moments."""
    clock.shift(600)
    now = NOON + timedelta(seconds=600)

    post(as_(participant), attempt, item(attempt, at=now + wrong - timedelta(seconds=90)), now=now + wrong)

    assert AnswerGiven.objects.get().given_at == now - timedelta(seconds=90)


def test_the_whole_state_is_told_to_who_asks(as_, participant, attempt):
    save(attempt, sent(2, wrong_fields(attempt.questions.get(order=2)), is_flagged=True))

    told = post(as_(participant), attempt, all=True).json()

    assert [(one["n"], one["revision"], one["flag"]) for one in told["all"]] == [(1, 0, False), (2, 1, True)]


def test_answers_and_handing_in_arrive_together(as_, participant, attempt):
    told = post(as_(participant), attempt, item(attempt), item(attempt, 2), hand_in=True).json()

    assert told["ended"]
    ended = Attempt.objects.get()
    assert (ended.score, ended.ended_by) == (10000, EndedBy.PERSON)
    assert post(as_(participant), attempt, hand_in=True).json()["ended"]


def test_after_the_end_answers_are_told_that_it_has_ended(as_, participant, attempt):
    attempts.hand_in(attempt=attempt, by=participant)

    told = post(as_(participant), attempt, item(attempt)).json()

    assert (told["ended"], told["taken"][0]["outcome"]) == (True, "ended")


@pytest.mark.parametrize(
    "broken",
    [
        {"n": "1"},
        {"n": True},
        {"n": -1},
        {"n": 2**40},
        {"device": "a phone"},
        {"device": None},
        {"sequence": 1.5},
        {"revision": None},
        {"at": "noon"},
        {"at": "2027-03-10T12:00:00"},
        {"at": 7},
        {"fields": "answer"},
        {"fields": [["answer"]]},
        {"fields": [["answer", 7]]},
        {"fields": [["answer", "1"]] * 61},
        {"fields": {"answer": "1"}},
    ],
)
def test_what_no_page_of_ours_sends_is_refused_as_a_whole(as_, participant, attempt, broken):
    assert post(as_(participant), attempt, item(attempt, 2), item(attempt) | broken).status_code == 400
    assert not AnswerGiven.objects.exists()


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"{", b"\xff", b'{"answers": []}', b'{"now": 7, "answers": []}']
)
def test_what_is_no_batch_is_refused(as_, participant, attempt, body):
    path = reverse("assessments:answers", args=[attempt.public_id])

    assert as_(participant).post(path, body, content_type="application/json").status_code == 400


def test_too_many_at_once_are_refused(as_, participant, attempt):
    assert post(as_(participant), attempt, *[item(attempt)] * 101).status_code == 400


def test_a_batch_costs_as_much_for_two_answers_as_for_one(
    as_, participant, attempt, django_assert_num_queries
):
    page = as_(participant)
    post(page, attempt)
    for numbers in ([1], [1, 2]):
        items = [item(attempt, number, sequence=10 * len(numbers) + number) for number in numbers]
        with django_assert_num_queries(
            9
        ):  # the person, the attempt; seven of saving, two of them its transaction
            post(page, attempt, *items)
