"""Evidence by the database: in whatever order it arrives, what is stored is what a rebuild would come to."""

from datetime import timedelta
from random import Random

import pytest
from django.utils import timezone

from accounts.tests.factories import UserFactory
from assessments.models import Assessment
from levels.actions import completion
from levels.actions.evidence import record
from levels.models import Activity, LevelEnrolment
from levels.tests.factories import LevelEnrolmentFactory, LevelFactory, ResourceFactory, asking

pytestmark = pytest.mark.django_db

START = timezone.now() - timedelta(days=30)


@pytest.fixture
def subjects():
    """A level that asks for everything, and what evidence can be about."""
    level = LevelFactory()
    found = {
        "level": level,
        "pages": [ResourceFactory(module__level=level) for _ in range(3)],
        "test": Assessment.objects.create(slug="test", title="Test"),
        "live": Activity.objects.create(level=level, kind="live", title="Live"),
    }
    level.score_shares.create(assessment=found["test"])
    asking(
        level,
        {"kind": "resources"},
        {"kind": "assessment", "assessment": found["test"]},
        {"kind": "attendance", "activity": found["live"], "share": 7500, "times": 2},
        {"kind": "sign_off", "key": "signed"},
    )
    return found


def declared(page, at):
    return {"kind": "declared", "resource": page, "happened_at": at}


def scored(test, points, at):
    data = {"score": points, "passed": points >= 7500, "attempt": 1}
    return {"kind": "scored", "assessment": test, "data": data, "happened_at": at}


def attended(live, occasion, share, at):
    data = {"occasion": occasion, "title": occasion, "share": share}
    return {"kind": "attended", "activity": live, "data": data, "happened_at": at}


def signed(level, holds, at):
    data = {"requirement": "signed", "holds": holds}
    return {"kind": "signed_off", "level": level, "data": data, "happened_at": at}


def a_life(chance, subjects):
    """Some of everything, some of it twice, corrected or taken back, each at a moment of its own."""
    moments = [START + timedelta(minutes=n) for n in chance.sample(range(40000), 14)]
    return [
        *(declared(chance.choice(subjects["pages"]), at) for at in moments[:5]),
        *(scored(subjects["test"], chance.randrange(10001), at) for at in moments[5:8]),
        *(
            attended(subjects["live"], chance.choice("abc"), chance.randrange(10001), at)
            for at in moments[8:12]
        ),
        *(signed(subjects["level"], chance.random() < 0.7, at) for at in moments[12:]),
    ]


def live_it(events, level):
    """Somebody new does all this, in this order. Returns where that person stands, and checks each step."""
    row = LevelEnrolmentFactory(enrolment__user=UserFactory(), level=level)
    for event in events:
        record(person=row.enrolment.user, **event)
        report = completion.reconcile(check=True)
        assert (report.differing, report.late, report.caught_up) == ([], [], 0)
    return LevelEnrolment.objects.get(pk=row.pk)


@pytest.mark.parametrize("seed", range(3))
def test_any_order_comes_to_the_same_and_a_rebuild_too(seed, subjects):
    chance = Random(seed)
    events = a_life(chance, subjects)

    one = live_it(events, subjects["level"])
    other = live_it(chance.sample(events, len(events)), subjects["level"])
    stored = (other.standing, other.score)

    assert (one.standing, one.score) == stored
    LevelEnrolment.objects.update(standing={}, score=None)
    completion.reconcile()
    rebuilt = LevelEnrolment.objects.get(pk=other.pk)
    assert (rebuilt.standing, rebuilt.score) == stored


def test_who_has_done_everything_has_completed_in_any_order(subjects):
    chance = Random(7)
    at = [START + timedelta(hours=n) for n in range(7)]
    events = [
        *(declared(page, moment) for page, moment in zip(subjects["pages"], at, strict=False)),
        scored(subjects["test"], 8200, at[3]),
        attended(subjects["live"], "a", 7500, at[4]),
        attended(subjects["live"], "b", 10000, at[5]),
        signed(subjects["level"], True, at[6]),
    ]

    for _ in range(3):
        chance.shuffle(events)
        assert live_it(events[:-1], subjects["level"]).completed_at is None
        done = live_it(events, subjects["level"])
        assert done.completed_at
        assert (done.standing["have"], done.score) == (4, 8200)
