"""Adding evidence: once each, folded at once, whatever the order; rows that only grow."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from assessments.models import Assessment
from levels.actions.evidence import record
from levels.models import Evidence, EvidenceKind, Progress
from levels.tests.factories import LevelFactory, ResourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def film(db):
    return ResourceFactory(video=True, version=3)


def watch(person, film, start, end, minutes_ago=0, **facts):
    return record(
        person=person,
        kind=EvidenceKind.WATCHED,
        resource=film,
        data={"from": start * 1000, "to": end * 1000},
        happened_at=timezone.now() - timedelta(minutes=minutes_ago),
        **facts,
    )


def test_what_is_opened_is_in_progress(participant, film):
    record(person=participant, kind=EvidenceKind.OPENED, resource=film)

    progress = Progress.objects.get()
    assert (progress.person, progress.resource, progress.done_at) == (participant, film, None)
    assert progress.opened_at == Evidence.objects.get().happened_at


def test_what_was_asked_for_is_kept_with_the_evidence(participant, film):
    row = watch(participant, film, 0, 10)

    assert row.data == {"from": 0, "to": 10000, "length": 100000, "needed": 90}
    assert row.resource_version == 3


def test_a_video_is_done_when_enough_of_it_was_watched(participant, film):
    watch(participant, film, 0, 60, minutes_ago=2)
    row = watch(participant, film, 50, 95, minutes_ago=1)

    progress = Progress.objects.get()
    assert (progress.covered, progress.done_at, progress.done_version) == (95, row.happened_at, 3)


def test_what_comes_late_is_put_where_it_belongs(participant, film):
    watch(participant, film, 50, 95, minutes_ago=1)
    watch(participant, film, 0, 60, minutes_ago=5)
    watch(participant, film, 95, 100, minutes_ago=9)

    progress = Progress.objects.get()
    assert progress.position == 95
    assert progress.last_at == progress.done_at
    assert progress.opened_at < progress.done_at


def test_the_same_sending_counts_once(participant, film):
    device = uuid.uuid4()
    first = watch(participant, film, 0, 10, device=device, sequence=1)
    again = watch(participant, film, 20, 30, device=device, sequence=1)

    assert first
    assert again is None
    assert Progress.objects.get().covered == 10


def test_a_sending_known_from_another_resource_leaves_no_trace(participant, film):
    device = uuid.uuid4()
    watch(participant, film, 0, 10, device=device, sequence=1)

    assert watch(participant, ResourceFactory(video=True), 0, 10, device=device, sequence=1) is None
    assert Progress.objects.count() == Evidence.objects.count() == 1


def test_two_people_may_have_the_same_device(participant, stranger, film):
    device = uuid.uuid4()

    assert watch(participant, film, 0, 10, device=device, sequence=1)
    assert watch(stranger, film, 0, 10, device=device, sequence=1)


def test_nothing_happens_in_the_future(participant, film):
    row = watch(participant, film, 0, 10, minutes_ago=-60)

    assert row.happened_at == row.received_at


def test_a_result_is_the_progress_of_the_resources_that_lead_to_it(participant):
    assessment = Assessment.objects.create(slug="level-1", title="Level 1")
    resource = ResourceFactory(kind="assessment", body="", assessment=assessment)
    data = {"score": 8000, "passed": True, "attempt": 1}

    record(person=participant, kind=EvidenceKind.SCORED, assessment=assessment, data=data)

    progress = Progress.objects.get()
    assert progress.resource == resource
    assert progress.done_at


def test_what_is_about_no_resource_has_no_progress(participant):
    record(person=participant, kind=EvidenceKind.COMPLETED, level=LevelFactory(), data={"score": None})

    assert Evidence.objects.count() == 1
    assert not Progress.objects.exists()


def test_evidence_without_its_subject_is_refused(participant):
    with pytest.raises(IntegrityError), transaction.atomic():
        record(person=participant, kind=EvidenceKind.COMPLETED)


def test_evidence_stays(participant, film):
    row = watch(participant, film, 0, 10)

    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.filter(pk=row.pk).update(data={})
    with pytest.raises(IntegrityError), transaction.atomic():
        row.delete()


def test_a_piece_that_comes_in_order_costs_as_little_as_can_be(
    participant, film, django_assert_max_num_queries
):
    for minute in (9, 8, 7):
        watch(participant, film, 0, 10, minutes_ago=minute)

    with django_assert_max_num_queries(7):  # transaction and savepoint included
        watch(participant, film, 10, 20)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_many_pieces_at_once_from_many_devices(participant):
    film, device = ResourceFactory(video=True), uuid.uuid4()

    def send(number):
        try:
            second = number % 20
            return watch(
                participant, film, second * 5, second * 5 + 5, second, device=device, sequence=second
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        rows = list(pool.map(send, range(60)))

    assert len([row for row in rows if row]) == 20
    progress = Progress.objects.get()
    assert (progress.covered, progress.detail["spent"]) == (100, 100000)
    assert progress.done_at
