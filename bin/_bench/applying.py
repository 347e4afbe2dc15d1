"""Steps of data.py for fellowships: a call with thousands of applications, its allocation, and the pages of its board."""

import random
import time
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from _bench.seeding import _crowd, _staff
from accounts.models import User
from fellowships import actions, allocation, runs
from fellowships.board import head
from fellowships.models import (
    Anchor,
    Application,
    ApplicationState,
    Assignment,
    AssignmentState,
    Call,
    Centre,
    Criterion,
    Offering,
    Preference,
    PriorityGroup,
    Review,
    Stage,
)
from pathway.demo.people import PILOT


def allot(slug, people, centres):
    """A scored call: decided from its facts three times, then taken, proposed and replayed as the board does it."""
    call = _call(slug, people, centres)
    staff = _staff()
    began = time.perf_counter()
    snapshot = actions.take_snapshot(call=call, by=staff)
    taken = time.perf_counter() - began
    facts = runs.of(call, runs.stored_lines(snapshot))
    seconds = []
    for _time in range(3):
        began = time.perf_counter()
        decision = allocation.decide(facts)
        seconds.append(time.perf_counter() - began)
    began = time.perf_counter()
    run = actions.propose_run(call=call, by=staff)
    proposed = time.perf_counter() - began
    began = time.perf_counter()
    replay = runs.replay(run)
    return {
        "decide": seconds,
        "snapshot": taken,
        "propose": proposed,
        "replay": time.perf_counter() - began,
        "same": replay.is_same and replay.has_same_lots,
        "placed": len(decision.placed),
        "pilots": sum(turn.basis == allocation.KEPT for turn in decision.placed),
        "fellowships": call.fellowships,
    }


def board_pages(slug):
    """Queries and seconds of every page of the board, and how each answered."""
    call = Call.objects.get(slug=slug)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(_staff())
    found = {}
    for tab in head(call, "")["tabs"]:
        client.get(tab.url, secure=True)
        with CaptureQueriesContext(connection) as queries:
            began = time.perf_counter()
            answer = client.get(tab.url, secure=True)
            found[str(tab.label)] = [len(queries), time.perf_counter() - began, answer.status_code]
    return found


def _call(slug, people, centres):
    call = Call.objects.create(
        slug=slug,
        title="A round of thousands",
        announcement="Soon.",
        details="One week each.",
        fellowships=people // 4,
        closes_at=timezone.now() + timedelta(days=1),
        level_1_weight=0,
        level_2_weight=0,
        rubric_weight=100,
    )
    places = max(1, people // centres // 3)
    Centre.objects.bulk_create(
        Centre(slug=f"{slug}-{number}", name=f"Centre {number}", city="Nîmes", country="FR", tutor="Tutor")
        for number in range(centres)
    )
    Offering.objects.bulk_create(
        Offering(call=call, centre=centre, places=places)
        for centre in Centre.objects.filter(slug__startswith=f"{slug}-")
    )
    criterion = Criterion.objects.create(call=call, title="Plan", question="How convincing?")
    Anchor.objects.bulk_create(Anchor(criterion=criterion, value=value, words="So") for value in (1, 5))
    PriorityGroup.objects.create(call=call, title="Pilot countries", countries=PILOT, minimum=people // 8)
    actions.open_call(call=call, by=_staff())
    _apply(call, _crowd(people))
    closed = timezone.now() - timedelta(days=1)
    Call.objects.filter(pk=call.pk).update(stage=Stage.SCORED, closes_at=closed)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    call.refresh_from_db()
    return call


def _apply(call, users):
    """Everybody has handed in, chosen all centres in an own order, and been reviewed by two."""
    dice = random.Random(4)
    now = timezone.now()
    applications = Application.objects.bulk_create(
        [
            Application(
                call=call,
                person=user,
                home=user.profile.country,
                state=ApplicationState.SUBMITTED,
                submitted_at=now,
                is_eligible=True,
                eligibility_decided_at=now,
            )
            for user in users
        ],
        batch_size=1000,
    )
    offerings = list(call.offerings.values_list("pk", flat=True))
    Preference.objects.bulk_create(
        (
            Preference(application=application, offering_id=offering, rank=rank)
            for application in applications
            for rank, offering in enumerate(dice.sample(offerings, len(offerings)), 1)
        ),
        batch_size=5000,
    )
    reviewers = list(User.objects.order_by("pk")[:40])
    assignments = Assignment.objects.bulk_create(
        [
            Assignment(
                application=application,
                reviewer=reviewers[(number + 20 * turn) % 40],
                turn=turn,
                state=AssignmentState.SUBMITTED,
                due_at=now,
            )
            for number, application in enumerate(applications)
            for turn in (1, 2)
        ],
        batch_size=1000,
    )
    Review.objects.bulk_create(
        [Review(assignment=one, score=dice.randrange(4000, 10_001), submitted_at=now) for one in assignments],
        batch_size=1000,
    )


STEPS = (allot, board_pages)
