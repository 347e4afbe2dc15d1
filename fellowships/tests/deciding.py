"""Merit lists and runs that two have signed, as tests need them: without an allocation."""

from django.utils import timezone

from accounts.tests.factories import UserFactory
from fellowships.models import Basis, Outcome, Run, RunState, SignOff, Snapshot, SnapshotRow, Stage, Turn
from fellowships.tests.factories import at_stage


def merit_list(call, applications):
    """In the order given, each a point below the one before."""
    number = call.snapshots.count() + 1
    snapshot = Snapshot.objects.create(
        call=call, number=number, taken_by=UserFactory(is_staff=True), fingerprint="0" * 64
    )
    for place, application in enumerate(applications, start=1):
        points = 9100 - 100 * place
        SnapshotRow.objects.create(
            snapshot=snapshot,
            application=application,
            place=place,
            level_1=points,
            level_2=points,
            rubric=points,
            score=points,
            lot="0" * 64,
        )
    return snapshot


def signed_run(call, *, placed=(), reserve=(), held=(), snapshot=None):
    """`placed` and `held` are pairs (application, offering); the merit list is in the order held, placed, reserve."""
    everybody = [one for one, _offering in (*held, *placed)] + list(reserve)
    run = Run.objects.create(
        call=call,
        snapshot=snapshot or merit_list(call, everybody),
        number=call.runs.count() + 1,
        facts={},
        fingerprint="0" * 64,
        code_version="1",
    )
    turns = [
        *({"application": one, "outcome": Outcome.HELD, "offering": at} for one, at in held),
        *(
            {"application": one, "outcome": Outcome.PLACED, "offering": at, "basis": Basis.OPEN}
            for one, at in placed
        ),
        *(
            {"application": one, "outcome": Outcome.RESERVE, "reserve": number}
            for number, one in enumerate(reserve, start=1)
        ),
    ]
    for place, turn in enumerate(turns, start=1):
        Turn.objects.create(run=run, place=place, seen=seen(turn, place, len(turns)), **turn)
    for _number in range(2):
        SignOff.objects.create(run=run, user=UserFactory(is_staff=True))
    run.state, run.ended_at = RunState.SIGNED, timezone.now()
    run.save(update_fields=["state", "ended_at"])
    return run


def seen(turn, place, of):
    """What stood before the person: nobody's list was full, and no fellowship was kept."""
    why = "spent" if turn["outcome"] == Outcome.RESERVE else "place"
    facts = {"score": 9100 - 100 * place, "of": of, "given": place - 1, "left": of - place, "why": why}
    return facts | {"kept": [], "full": [], "gone": []}


def approved(call, **turns):
    """The call with a signed first run: the next step is to send the offers."""
    signed_run(call, **turns)
    return at_stage(call, Stage.APPROVED)
