"""What a browser claims becomes evidence: each piece once, and no more of it than can be true."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from levels import watching
from levels.actions import evidence
from levels.models import Evidence, EvidenceKind, Progress, ResourceKind, WatchClock
from levels.watching import SLACK, Account

SAME_TIME = timedelta(minutes=30)


@dataclass
class Receipt:
    """`stored` need not be sent again: kept now or before. `cut` are those of which less can be true than claimed."""

    stored: list
    cut: list
    refused: dict


def receive(*, person, resource, batch):
    """Store what is new in a batch. Sent twice, or with an answer that got lost, it is the same as once."""
    try:
        return _receive(person, resource, batch)
    except IntegrityError as error:
        if evidence.KNOWN not in str(error):
            raise
        # The same sending came in twice at the same moment: now the other one is known.
        return _receive(person, resource, batch)


def open_resource(*, person, resource):
    """Note that a resource was opened, once for each time of study. `resource` comes from `with_progress_of`."""
    if resource.touched_at is None or timezone.now() - resource.touched_at > SAME_TIME:
        evidence.record(person=person, kind=EvidenceKind.OPENED, resource=resource)


def declare(*, person, resource):
    """ "I have read this", said with the button of a page. Again changes nothing."""
    progress = Progress.objects.filter(person=person, resource=resource).first()
    if progress is None:
        raise ValidationError(_("Open it first."), code="never_opened")
    if resource.kind == ResourceKind.PDF and watching.most_pages(progress, timezone.now()) < (
        resource.length or 0
    ):
        raise ValidationError(_("You opened this only a moment ago: read it first."), code="too_soon")
    if progress.done_at is None:
        evidence.record(person=person, kind=EvidenceKind.DECLARED, resource=resource)


@transaction.atomic
def _receive(person, resource, batch):
    clock = _hold_clock(person)
    progress = Progress.objects.select_for_update().filter(person=person, resource=resource).first()
    if progress is None:
        return Receipt([], [], batch.refused | {claim.sequence: "never opened" for claim in batch.claims})
    progress.person, progress.resource = person, resource
    known = _known(person, batch)
    now = timezone.now()
    account = Account.at(now, allowance=clock.allowance, counted_at=clock.counted_at, progress=progress)
    fresh = {claim.sequence: claim for claim in batch.claims if claim.sequence not in known}
    rows = [
        Evidence(
            person=person,
            kind=claim.kind,
            resource=resource,
            data=_true_part(claim, resource, account),
            happened_at=_moment(claim.at, batch.sent_at, progress.opened_at, now),
            received_at=now,
            device=batch.device,
            sequence=claim.sequence,
        )
        for claim in fresh.values()
    ]
    if rows:
        evidence.add(person, rows, held=[(progress, False)])
        clock.allowance, clock.counted_at = account.of_person, now
        clock.save()
    cut = [row.sequence for row in rows if "claimed" in row.data]
    return Receipt([claim.sequence for claim in batch.claims], cut, batch.refused)


def _hold_clock(person):
    """The person's account of time, for this transaction alone: whatever else the person sends waits."""
    rows = WatchClock.objects.select_for_update().filter(person=person)
    clock = rows.first()
    if clock is None:
        WatchClock.objects.bulk_create([WatchClock(person=person, allowance=SLACK)], ignore_conflicts=True)
        clock = rows.get()
    return clock


def _known(person, batch):
    sequences = [claim.sequence for claim in batch.claims]
    rows = Evidence.objects.filter(person=person, device=batch.device, sequence__in=sequences)
    return set(rows.values_list("sequence", flat=True))


def _true_part(claim, resource, account):
    if claim.kind == EvidenceKind.WATCHED:
        return account.watched(claim.data, (resource.length or 0) * 1000)
    if claim.kind == EvidenceKind.PAGES:
        return account.reached(claim.data)
    return claim.data


def _moment(at, sent_at, opened_at, now):
    """When it was by our clock, however wrong the device's is: not before the page was opened, and not after now."""
    age = max(sent_at - at, timedelta(0))
    return now - min(age, max(now - opened_at, timedelta(0)))
