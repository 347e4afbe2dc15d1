"""Thrown away and made anew from the evidence, progress is what it was; where it differs, it is told and mended."""

import uuid
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.tests.factories import UserFactory
from assessments.models import Assessment
from levels import tasks
from levels.actions import evidence, receiving
from levels.actions.rebuilding import rebuild
from levels.claims import Batch, Claim
from levels.models import Evidence, Progress
from levels.progress import FIELDS
from levels.tests.factories import LevelEnrolmentFactory, ResourceFactory
from mailing.models import Message

pytestmark = pytest.mark.django_db
MAY = datetime(2026, 5, 6, 9, tzinfo=UTC)


@pytest.fixture
def resources(db):
    assessment = Assessment.objects.create(slug="level-1", title="Level 1")
    return {
        "watched": ResourceFactory(video=True),
        "pages": ResourceFactory(pdf=True),
        "declared": ResourceFactory(),
        "scored": ResourceFactory(kind="assessment", body="", assessment=assessment),
    }


def note(person, resources, kind, minute, data=None):
    resource = resources[kind]
    subject = {"assessment": resource.assessment} if kind == "scored" else {"resource": resource}
    evidence.record(
        person=person, kind=kind, data=data, happened_at=MAY + timedelta(minutes=minute), **subject
    )


def learn_something(person, resources):
    note(person, resources, "watched", 5, {"from": 0, "to": 60_000})
    note(person, resources, "watched", 3, {"from": 50_000, "to": 95_000})
    note(person, resources, "pages", 6, {"pages": [1, 2, 3]})
    note(person, resources, "declared", 7)
    note(person, resources, "scored", 8, {"score": 8000, "passed": True, "attempt": 1})


def stored():
    return set(Progress.objects.values_list("person", "resource", *FIELDS[:4], "done_at", "done_version"))


def details():
    return {(row.person_id, row.resource_id): row.detail for row in Progress.objects.all()}


def run(**options):
    said = StringIO()
    call_command("rebuild_progress", stdout=said, **options)
    return said.getvalue()


def test_made_anew_it_is_what_it_was(participant, stranger, resources):
    for person in (participant, stranger):
        learn_something(person, resources)
    before, detail_before = stored(), details()
    Progress.objects.all().delete()

    report = rebuild()

    assert (stored(), details()) == (before, detail_before)
    assert len(report.missing) == 8
    assert rebuild(check=True).differences == 0


def test_what_differs_is_told_and_left_by_a_check(participant, resources):
    learn_something(participant, resources)
    Progress.objects.filter(resource=resources["watched"]).update(covered=7)
    Progress.objects.filter(resource=resources["pages"]).delete()
    now = timezone.now()
    Progress.objects.create(person=participant, resource=ResourceFactory(), opened_at=now, last_at=now)

    with pytest.raises(CommandError):
        run(check=True)

    report = rebuild(check=True)
    assert [len(pairs) for pairs in (report.missing, report.differing, report.surplus)] == [1, 1, 1]
    assert Progress.objects.get(resource=resources["watched"]).covered == 7


def test_what_differs_is_mended(participant, resources):
    learn_something(participant, resources)
    Progress.objects.filter(resource=resources["watched"]).update(
        covered=7, detail={}, done_at=None, done_version=None
    )
    Progress.objects.filter(resource=resources["pages"]).delete()
    now = timezone.now()
    Progress.objects.create(person=participant, resource=ResourceFactory(), opened_at=now, last_at=now)

    said = run()

    assert "1 missing, 1 different, 1 without evidence" in said
    assert Progress.objects.get(resource=resources["watched"]).covered == 95
    assert rebuild(check=True).differences == 0


def test_one_person_may_be_rebuilt_alone(participant, stranger, resources):
    for person in (participant, stranger):
        learn_something(person, resources)
    Progress.objects.all().delete()

    run(person=participant.pk)

    assert set(Progress.objects.values_list("person", flat=True)) == {participant.pk}
    with pytest.raises(CommandError):
        run(person=10**9)


def test_standings_are_rebuilt_with_it(participant, resources):
    level_enrolment = LevelEnrolmentFactory(enrolment__user=participant)
    learn_something(participant, resources)

    assert rebuild().standings.levels == 1
    assert rebuild(check=True, person=level_enrolment.enrolment.user).standings.levels == 1


def test_at_night_the_office_is_told_once_and_only_where_it_differs(participant, resources):
    learn_something(participant, resources)
    LevelEnrolmentFactory(enrolment__user=participant)
    rebuild()
    tasks.compare_with_evidence()
    assert not Message.objects.filter(kind="levels/differences").exists()

    Progress.objects.update(covered=99)
    tasks.compare_with_evidence()
    tasks.compare_with_evidence()

    mail = Message.objects.get(kind="levels/differences")
    assert mail.context == {"progress": 4, "levels": 0}
    assert mail.to == "education@example.org"
    assert Progress.objects.filter(covered=99).count() == 4


def test_the_queries_do_not_grow_with_the_people(resources, django_assert_max_num_queries):
    for count in (1, 3):
        for _number in range(count):
            learn_something(UserFactory(), resources)
        Progress.objects.update(covered=99)
        with django_assert_max_num_queries(8):
            rebuild()


DEEDS = st.one_of(
    st.tuples(st.just("watched"), st.integers(0, 9), st.integers(0, 90_000), st.integers(1, 40_000)),
    st.tuples(st.just("pages"), st.integers(0, 9), st.integers(1, 10), st.none()),
    st.tuples(st.just("declared"), st.integers(0, 9), st.none(), st.none()),
    st.tuples(st.just("scored"), st.integers(0, 9), st.integers(0, 10_000), st.booleans()),
)


def do(person, resources, deed):
    kind, minute, first, second = deed
    data = {
        "watched": lambda: {"from": first, "to": min(first + second, 100_000)},
        "pages": lambda: {"pages": [first]},
        "declared": dict,
        "scored": lambda: {"score": first, "passed": second, "attempt": 1},
    }[kind]()
    note(person, resources, kind, minute, data)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(DEEDS, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_whatever_arrives_in_whatever_order_it_comes_to_the_same_and_so_does_the_rebuilt(
    resources, deeds, random
):
    one, other = UserFactory(), UserFactory()
    shuffled = list(deeds)
    random.shuffle(shuffled)
    for deed, moved in zip(deeds, shuffled, strict=True):
        do(one, resources, deed)
        do(other, resources, moved)

    columns = ["resource", "covered", "position", "detail", "opened_at", "last_at", "done_at", "done_version"]
    ours, theirs = (
        list(Progress.objects.filter(person=person).order_by("resource").values(*columns))
        for person in (one, other)
    )
    assert ours == theirs
    for person in (one, other):
        assert rebuild(person=person, check=True).differences == 0


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 120), st.integers(1, 60), st.integers(-50, 400)), max_size=4),
        min_size=1,
        max_size=4,
    )
)
def test_what_the_clock_cut_is_rebuilt_as_it_was_cut(resources, batches):
    person, film, sequence = UserFactory(), resources["watched"], 0
    opened_at = timezone.now() - timedelta(seconds=30)
    evidence.record(person=person, kind="opened", resource=film, happened_at=opened_at)
    for pieces in batches:
        sent_at, claims = timezone.now(), []
        for start, seconds, age in pieces:
            sequence += 1
            data = {"from": start * 1000, "to": (start + seconds) * 1000}
            claims.append(Claim(sequence, "watched", data, sent_at - timedelta(seconds=age)))
        receiving.receive(person=person, resource=film, batch=Batch(person.pk, uuid.uuid4(), sent_at, claims))

    rows = Evidence.objects.filter(person=person, kind="watched")
    assert sum(row.data["to"] - row.data["from"] for row in rows) <= 100_000
    assert rebuild(person=person, check=True).differences == 0
