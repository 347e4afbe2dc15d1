"""Level 1 by requests alone: whatever a client without eyes posts, without time passing it completes nothing."""

import json
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment
from levels.models import Evidence, LevelEnrolment, Progress
from levels.tests.factories import LevelEnrolmentFactory, LevelFactory, ResourceFactory, asking

pytestmark = pytest.mark.django_db


@pytest.fixture
def level():
    return LevelFactory()


@pytest.fixture
def cheat(as_, participant, level):
    """A browser that says whatever it likes."""
    LevelEnrolmentFactory(enrolment__user=participant, level=level)
    return Cheat(as_(participant), participant)


class Cheat:
    def __init__(self, client, person):
        self.client, self.person, self.number = client, person, 0

    def open(self, resource):
        return self.client.get(resource.get_absolute_url()).status_code

    def claim(self, resource, *items, device=None, sent_at=None, at=None):
        """Sends items; returns the status. Each has a number of its own."""
        now = timezone.now()
        numbered = []
        for item in items:
            self.number += 1
            numbered.append({"sequence": self.number, "at": (at or now).isoformat()} | item)
        sent = {
            "person": self.person.pk,
            "device": str(device or uuid.uuid4()),
            "sent_at": (sent_at or now).isoformat(),
            "items": numbered,
        }
        address = reverse(
            "levels:evidence", args=[resource.module.level.number, resource.module.slug, resource.slug]
        )
        return self.client.post(address, json.dumps(sent), content_type="application/json").status_code

    def declare(self, resource):
        return self.client.post(
            reverse("levels:evidence", args=[1, resource.module.slug, resource.slug])
        ).status_code


def watched(start, end):
    return {"kind": "watched", "from": start * 1000, "to": end * 1000}


def done():
    return set(Progress.objects.exclude(done_at=None).values_list("resource__kind", flat=True))


def test_a_whole_film_in_one_claim_or_in_thousands(cheat):
    film = ResourceFactory(video=True, length=360)
    cheat.open(film)

    cheat.claim(film, watched(0, 360))
    for _time in range(3):
        cheat.claim(film, *[watched(start, start + 5) for start in range(0, 360, 5)])

    assert done() == set()
    assert Progress.objects.get().covered < 30


def test_many_devices_and_clocks_of_any_year(cheat):
    film = ResourceFactory(video=True, length=360)
    cheat.open(film)
    now = timezone.now()

    for days in (-1000, -1, 0, 1, 1000):
        moment = now + timedelta(days=days)
        cheat.claim(film, watched(0, 360), sent_at=moment, at=moment)
        cheat.claim(film, watched(0, 360), sent_at=moment, at=now)
        cheat.claim(film, watched(0, 360), sent_at=now, at=moment)

    assert done() == set()
    assert all(row.opened_at >= now - timedelta(minutes=1) for row in Progress.objects.all())


def test_time_that_was_saved_up_is_of_no_use_for_a_film_opened_just_now(cheat):
    old, new = ResourceFactory(video=True, length=360), ResourceFactory(video=True, length=360)
    cheat.open(old)
    long_ago = timezone.now() - timedelta(days=3)
    Progress.objects.update(opened_at=long_ago)
    cheat.open(new)

    cheat.claim(new, watched(0, 360))

    assert Progress.objects.get(resource=new).done_at is None


def test_pages_that_were_never_shown(cheat):
    paper = ResourceFactory(pdf=True, length=60)
    cheat.open(paper)

    cheat.claim(paper, {"kind": "pages", "pages": list(range(1, 61))})
    for page in range(1, 61):
        cheat.claim(paper, {"kind": "pages", "pages": [page]})
    cheat.declare(paper)

    assert done() == set()


def test_things_that_only_the_portal_may_say(cheat):
    film = ResourceFactory(video=True)
    cheat.open(film)

    for kind in (
        "declared",
        "completed",
        "scored",
        "played",
        "contributed",
        "attended",
        "signed_off",
        "opened",
    ):
        assert cheat.claim(film, {"kind": kind, "passed": True, "score": 10000, "completed": True}) == 200

    assert done() == set()
    assert set(Evidence.objects.values_list("kind", flat=True)) == {"opened"}


def test_what_is_not_open(cheat, level):
    other_level = LevelFactory(number=2)
    films = [
        ResourceFactory(video=True, module__level=other_level),
        ResourceFactory(video=True, publish_on=None),
        ResourceFactory(video=True, publish_on=timezone.localdate() + timedelta(days=1)),
    ]
    ResourceFactory(module__level=level)
    films.append(ResourceFactory(video=True, module__needs_previous=True))

    for film in films:
        cheat.open(film)
        assert cheat.claim(film, watched(0, 100)) == 404
    assert not Evidence.objects.exists()


def test_level_1_is_not_completed_by_requests_alone(cheat, level):
    test = Assessment.objects.create(slug="level-1", title="Level 1 assessment", is_published=True)
    resources = [
        ResourceFactory(video=True, length=360),
        ResourceFactory(pdf=True, length=30),
        ResourceFactory(),
        ResourceFactory(link=True),
        ResourceFactory(kind="assessment", body="", assessment=test),
        ResourceFactory(discussion=True),
    ]
    asking(level, {"kind": "resources"}, {"kind": "assessment", "assessment": test})
    device = uuid.uuid4()

    for _round in range(3):
        for resource in resources:
            cheat.open(resource)
            cheat.declare(resource)
            cheat.claim(
                resource,
                watched(0, 360),
                {"kind": "pages", "pages": list(range(1, 31))},
                {"kind": "declared"},
                {"kind": "scored", "score": 10000, "passed": True},
                device=device,
            )

    # What only the person can tell is believed; nothing else is.
    assert done() == {"page", "link"}
    row = LevelEnrolment.objects.get(enrolment__user=cheat.person)
    assert row.completed_at is None


def test_who_takes_the_time_completes_what_the_cheat_does_not(cheat):
    film = ResourceFactory(video=True, length=360)
    cheat.open(film)
    Progress.objects.update(opened_at=timezone.now() - timedelta(seconds=200))

    cheat.claim(film, watched(0, 360))

    assert done() == {"video"}
