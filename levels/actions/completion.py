"""Levels are completed: at once when the last piece of evidence arrives, and never twice."""

import logging
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from levels import certification, emails, opening, settling
from levels.models import Completion, Enrolment, Evidence, EvidenceKind, Level, LevelEnrolment

logger = logging.getLogger(__name__)

BATCH = 500


@transaction.atomic
def decide(*, person, now=None):
    """Work out anew how a person stands with all levels open to them, and complete those whose requirements are met.

    Called in the transaction in which evidence arrives. Returns the `LevelEnrolment`s completed by this.
    """
    return _settle(Enrolment.objects.filter(user=person), now).completing


def decide_all(*, people, now=None):
    """`decide` for many people (ids), a batch at a time. In the caller's transaction."""
    held = list(Enrolment.objects.filter(user__in=people).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(held), BATCH):
        _settle(Enrolment.objects.filter(pk__in=held[start : start + BATCH]), now)


def hold(people):
    """Make everybody else who decides about these people (ids) wait until this transaction is over.

    For who has to read figures, tell them as evidence, and be sure that nobody changed them in between.
    """
    list(Enrolment.objects.filter(user__in=people).select_for_update().order_by("pk").values_list("pk"))


def _settle(enrolments, now=None):
    """Decisions about one person take turns: the enrolment is held. A second pass finds everything done."""
    held = list(enrolments.select_for_update().order_by("pk").values_list("pk", flat=True))
    outcome = settling.weigh(settling.rows_of(held), now)
    if outcome.changed:
        settling.store(outcome.changed)
    if outcome.completing:
        _complete(outcome.completing, outcome.now)
    return outcome


def _complete(rows, now):
    Completion.objects.bulk_create(
        Completion(
            level_enrolment=row,
            requirements_id=row.requirements_id,
            completed_at=now,
            score=row.score,
            grounds=row.standing,
            by_staff=row.enrolment.user.is_staff,
        )
        for row in rows
    )
    Evidence.objects.bulk_create(
        Evidence(
            person=row.enrolment.user,
            kind=EvidenceKind.COMPLETED,
            level=row.level,
            data={"score": row.score, "holds": True},
            happened_at=now,
        )
        for row in rows
    )
    again = [row.pk for row in rows if row.taken_back_at]
    if again:
        LevelEnrolment.objects.filter(pk__in=again).update(taken_back_at=None, taken_back_because="")
    for row in rows:
        audit.record(
            "level.completed",
            row,
            person=row.enrolment.user,
            level=row.level.number,
            version=row.standing["version"],
            score=row.score,
        )
    emails.queue_completed(rows)
    certification.award_to({row.enrolment_id for row in rows}, now=now)
    _open_following(rows, now)


@transaction.atomic
def take_back(*, level_enrolment, reason, by):
    """Undo a completion whose grounds have gone. The person is told why; what is met later completes it anew.

    Raises ValidationError while the requirements are met: then the evidence has to be put right first.
    """
    hold([level_enrolment.enrolment.user_id])
    row = next(
        row for row in settling.rows_of([level_enrolment.enrolment_id]) if row.pk == level_enrolment.pk
    )
    if row.completed_at is None:
        raise ValidationError(_("This level is not completed, or no longer."), code="open")
    if row.standing.get("is_met"):
        raise ValidationError(
            _("The evidence still meets everything that is asked. Put the evidence right first."), code="met"
        )
    kept = Completion.objects.filter(level_enrolment=row)
    audit.record(
        "level.taken_back",
        row,
        by=by,
        person=row.enrolment.user,
        level=row.level.number,
        completed_at=row.completed_at.isoformat(),
        completion=list(kept.values("score", "grounds", "requirements__number")),
    )
    kept.delete()
    row.completed_at, row.taken_back_at, row.taken_back_because = None, timezone.now(), reason.strip()
    row.full_clean()
    row.save(update_fields=["completed_at", "taken_back_at", "taken_back_because"])
    data = {"score": row.score, "holds": False}
    Evidence.objects.create(
        person=row.enrolment.user, kind=EvidenceKind.COMPLETED, level=row.level, data=data
    )
    certification.take_back(row, because=row.taken_back_because)
    emails.queue_taken_back(row)
    return row


def _open_following(rows, now):
    """The level after one that was completed opens where it waits for that, once its day has come."""
    done = {row.enrolment_id for row in rows}
    for level in Level.objects.due(timezone.localdate(now)).filter(needs_previous=True):
        open_waiting(level, opening.waiting_for(level).filter(pk__in=done), now)


def open_waiting(level, waiting, now=None):
    """Open a level to enrolments that wait for it, and tell them. Returns how many. In the caller's transaction."""
    waiting = list(waiting.values_list("pk", flat=True))
    for start in range(0, len(waiting), BATCH):
        batch = waiting[start : start + BATCH]
        opening.open_to(batch, level)
        if level.needs_previous:
            emails.queue_opened(batch, level)
        _settle(Enrolment.objects.filter(pk__in=batch), now)
    return len(waiting)


@dataclass
class Report:
    """What a look at everybody found.

    `caught_up` levels were weighed anew since their requirements read otherwise today (a resource was published).
    `differing` were stored otherwise than the evidence says, `late` should have been completed before: both must
    be none, and are named by the ids of `LevelEnrolment`.
    """

    levels: int = 0
    caught_up: int = 0
    differing: list = field(default_factory=list)
    late: list = field(default_factory=list)


def reconcile(*, check=False, people=None, now=None):
    """Compare what is stored with what the evidence says, and mend it unless this is only a check.

    Of everybody, or of these people (ids). Certificates of what is completed are told anew, too: one that is
    missing comes then.
    """
    report = Report()
    enrolments = Enrolment.objects.all() if people is None else Enrolment.objects.filter(user__in=people)
    everybody = list(enrolments.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(everybody), BATCH):
        batch = everybody[start : start + BATCH]
        with transaction.atomic():
            if check:
                outcome = _look(batch, now)
            else:
                outcome = _settle(Enrolment.objects.filter(pk__in=batch), now)
                certification.award_to(batch, now=now)
        _add(report, outcome)
    for pk in report.differing:
        logger.error("Level enrolment %s was stored otherwise than its evidence says", pk)
    return report


def _look(enrolments, now):
    return settling.weigh(settling.rows_of(enrolments), now)


def _add(report, outcome):
    report.levels += outcome.levels
    report.caught_up += len(outcome.caught_up)
    report.differing += [row.pk for row in outcome.differing]
    expected = {row.pk for row in outcome.caught_up}
    report.late += [row.pk for row in outcome.completing if row.pk not in expected]
