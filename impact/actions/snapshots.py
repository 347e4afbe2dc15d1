"""Counting everything anew, and keeping what was counted."""

import time
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from impact import counting, gathering, steadiness
from impact.figures import Source
from impact.models import Cell, Snapshot

# The number of the lock that whoever counts holds: two counts at once would only be slow.
_LOCK = 8_110_001
KEPT = timedelta(days=7)


@transaction.atomic
def take():
    """A new snapshot, or None while somebody else is counting. Drops those that are no longer kept."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return None
    begun, now = time.monotonic(), timezone.now()
    before = Snapshot.objects.complete().first()
    snapshot = Snapshot.objects.create(as_of=now)
    with gathering.milestones() as milestones:
        cells = steadiness.keep(list(counting.cells(Source(milestones, now))), before)
    for cell in cells:
        cell.snapshot = snapshot
    Cell.objects.bulk_create(cells, batch_size=2000)
    snapshot.seconds = round(time.monotonic() - begun)
    snapshot.save(update_fields=["seconds"])
    _drop_old(now)
    return snapshot


def _drop_old(now):
    """The last of each month stays, and all of the last week."""
    last = {}
    for pk, as_of in Snapshot.objects.order_by("as_of", "pk").values_list("pk", "as_of"):
        last[as_of.year, as_of.month] = pk
    Snapshot.objects.filter(as_of__lt=now - KEPT).exclude(pk__in=last.values()).delete()
