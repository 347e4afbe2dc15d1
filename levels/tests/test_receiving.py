"""Claims become evidence: each once, held against the clock, whatever the clock of the device says."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from levels.actions import evidence
from levels.actions.receiving import declare, receive
from levels.claims import Batch, Claim
from levels.models import Evidence, EvidenceKind, Progress, WatchClock
from levels.tests.factories import ResourceFactory

pytestmark = pytest.mark.django_db
DEVICE = uuid.uuid4()


@pytest.fixture
def film(db):
    return ResourceFactory(video=True)


@pytest.fixture
def opened(participant):
    """`opened(resource, seconds_ago)`."""

    def open_it(resource, seconds_ago=600, person=participant):
        at = timezone.now() - timedelta(seconds=seconds_ago)
        evidence.record(person=person, kind=EvidenceKind.OPENED, resource=resource, happened_at=at)
        return resource

    return open_it


def batch(*pieces, device=DEVICE, wrong_by=timedelta(0), first=1, seconds_ago=1):
    """Pieces (from, to) in seconds, on a device whose clock is wrong by so much."""
    sent_at = timezone.now() + wrong_by
    claims = [
        Claim(
            number,
            EvidenceKind.WATCHED,
            {"from": start * 1000, "to": end * 1000},
            sent_at - timedelta(seconds=seconds_ago),
        )
        for number, (start, end) in enumerate(pieces, first)
    ]
    return Batch(1, device, sent_at, claims)


def pages(*numbers, sequence=1):
    now = timezone.now()
    return Batch(1, DEVICE, now, [Claim(sequence, EvidenceKind.PAGES, {"pages": list(numbers)}, now)])


def test_pieces_are_stored_and_counted(participant, film, opened):
    opened(film)

    receipt = receive(person=participant, resource=film, batch=batch((0, 15), (15, 30)))

    assert (receipt.stored, receipt.cut, receipt.refused) == ([1, 2], [], {})
    assert Progress.objects.get().covered == 30


def test_the_same_batch_again_is_stored_already_and_changes_nothing(participant, film, opened):
    opened(film)
    one = batch((0, 15), (15, 30))
    receive(person=participant, resource=film, batch=one)
    left = WatchClock.objects.get().allowance

    receipt = receive(person=participant, resource=film, batch=one)

    assert receipt.stored == [1, 2]
    assert Evidence.objects.filter(kind="watched").count() == 2
    assert (Progress.objects.get().detail["spent"], WatchClock.objects.get().allowance) == (30_000, left)


def test_a_batch_of_which_half_is_known_brings_the_other_half(participant, film, opened):
    opened(film)
    receive(person=participant, resource=film, batch=batch((0, 15)))

    receipt = receive(person=participant, resource=film, batch=batch((0, 15), (15, 30)))

    assert receipt.stored == [1, 2]
    assert Progress.objects.get().covered == 30


def test_what_was_never_opened_is_refused(participant, film):
    receipt = receive(person=participant, resource=film, batch=batch((0, 15)))

    assert receipt.refused == {1: "never opened"}
    assert not Progress.objects.exists()
    assert not Evidence.objects.exists()


def test_more_than_the_clock_allows_is_cut_and_the_claim_is_kept(participant, film, opened):
    opened(film, seconds_ago=0)

    receipt = receive(person=participant, resource=film, batch=batch((0, 100)))

    assert receipt.cut == [1]
    data = Evidence.objects.get(kind="watched").data
    assert data["claimed"] == [0, 100_000]
    assert data["to"] <= 21_000
    assert Progress.objects.get().done_at is None


def test_two_devices_have_no_more_time_than_one(participant, opened):
    film = opened(ResourceFactory(video=True, length=1000), seconds_ago=100)

    for device in (uuid.uuid4(), uuid.uuid4(), uuid.uuid4()):
        receive(person=participant, resource=film, batch=batch((0, 200), device=device))

    assert Progress.objects.get().detail["spent"] < 225_000


def test_two_films_at_once_have_no_more_time_than_one(participant, opened):
    films = [opened(ResourceFactory(video=True, length=1000), seconds_ago=100) for _film in range(3)]

    for number, film in enumerate(films):
        receive(person=participant, resource=film, batch=batch((0, 200), first=number + 1))

    assert sum(row.detail.get("spent", 0) for row in Progress.objects.all()) < 225_000


@pytest.mark.parametrize("wrong_by", [timedelta(days=-4000), timedelta(hours=-1), timedelta(hours=3)])
def test_the_clock_of_the_device_may_be_wrong(participant, film, opened, wrong_by):
    opened(film)

    receive(person=participant, resource=film, batch=batch((0, 15), wrong_by=wrong_by, seconds_ago=120))

    row = Evidence.objects.get(kind="watched")
    assert timedelta(seconds=119) < row.received_at - row.happened_at < timedelta(seconds=125)


@pytest.mark.parametrize(("seconds_ago", "expected"), [(-9999, 0), (10**9, 600)])
def test_nothing_happens_before_it_was_opened_or_after_it_came(
    participant, film, opened, seconds_ago, expected
):
    opened(film)

    receive(person=participant, resource=film, batch=batch((0, 15), seconds_ago=seconds_ago))

    row = Evidence.objects.get(kind="watched")
    assert abs((row.received_at - row.happened_at).total_seconds() - expected) < 2


def test_a_device_that_says_it_was_opened_long_ago_gains_nothing(participant, film, opened):
    opened(film, seconds_ago=0)

    for number in range(1, 20):
        one = batch((number * 5, number * 5 + 5), first=number, seconds_ago=10**6)
        receive(person=participant, resource=film, batch=one)

    assert Progress.objects.get().detail["spent"] <= 22_000


def test_pages_are_counted_no_faster_than_they_can_be_turned(participant, opened):
    paper = opened(ResourceFactory(pdf=True, length=40), seconds_ago=2)

    receipt = receive(person=participant, resource=paper, batch=pages(*range(1, 41)))

    assert receipt.cut == [1]
    assert Progress.objects.get().covered < 12


def test_pages_that_take_their_time_are_enough(participant, opened):
    paper = opened(ResourceFactory(pdf=True), seconds_ago=60)

    receive(person=participant, resource=paper, batch=pages(*range(1, 10)))

    assert Progress.objects.get().done_at


def test_whoever_says_so_has_read_it_once(participant, opened):
    page = opened(ResourceFactory(), seconds_ago=0)

    declare(person=participant, resource=page)
    declare(person=participant, resource=page)

    assert Progress.objects.get().done_at
    assert Evidence.objects.filter(kind="declared").count() == 1


def test_nobody_has_read_what_was_never_opened(participant):
    with pytest.raises(ValidationError):
        declare(person=participant, resource=ResourceFactory())


def test_nobody_has_read_forty_pages_in_a_moment(participant, opened):
    paper = opened(ResourceFactory(pdf=True, length=40), seconds_ago=1)

    with pytest.raises(ValidationError) as refused:
        declare(person=participant, resource=paper)

    assert refused.value.code == "too_soon"


def test_a_batch_costs_as_many_queries_for_one_piece_as_for_many(
    participant, film, opened, django_assert_max_num_queries
):
    opened(film)
    receive(person=participant, resource=film, batch=batch((0, 1)))

    for first, size in ((2, 1), (3, 30)):
        with django_assert_max_num_queries(8):
            pieces = [(number, number + 1) for number in range(size)]
            receive(person=participant, resource=film, batch=batch(*pieces, first=first))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_same_batch_from_twenty_tabs_at_once(participant, opened):
    film = opened(ResourceFactory(video=True), seconds_ago=600)
    one = batch((0, 50), (50, 95))

    def send(_number):
        try:
            return receive(person=participant, resource=film, batch=one)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        receipts = list(pool.map(send, range(20)))

    assert all(receipt.stored == [1, 2] for receipt in receipts)
    assert Evidence.objects.filter(kind="watched").count() == 2
    assert Progress.objects.get().detail["spent"] == 95_000
    assert Progress.objects.get().done_at
