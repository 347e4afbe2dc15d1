"""Making reports in the background: by one worker at a time, again where one died, with progress to look at; and their end."""

import logging
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils import timezone

from accounts import audit
from impact.makers import MAKERS
from impact.models import Report
from impact.models.reports import FOLDER

logger = logging.getLogger(__name__)

# Locks of workers: this number, and that of the report.
_LOCK = 8_110_002
# A report at which so many workers have died would only kill the next.
MOST_ATTEMPTS = 3


def make(report_id):
    """Make the report, unless it is made, has failed, or another worker is at it.

    Not in one transaction, so that others see how far it is. Whoever makes it holds a lock of the connection, which
    PostgreSQL lets go as soon as the worker is dead.
    """
    with _alone(report_id) as is_alone:
        report = is_alone and Report.objects.under_way().select_related("hub").filter(pk=report_id).first()
        if not report:
            return
        if report.attempts >= MOST_ATTEMPTS:
            _fail(report)
            return
        Report.objects.filter(pk=report.pk).update(attempts=report.attempts + 1, percent=0)
        try:
            content = MAKERS[report.kind](report, _teller(report))
            _keep(report, content)
        except Exception:
            logger.exception("Report %s could not be made", report.pk)
            _fail(report)


@contextmanager
def _alone(report_id):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK, report_id])
        is_alone = cursor.fetchone()[0]
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK, report_id])


def _teller(report):
    """`tell(percent)` for the maker: seen by others at once, as long as it is called outside a transaction."""

    def tell(percent):
        Report.objects.filter(pk=report.pk).update(percent=min(percent, 99))

    return tell


def _keep(report, content):
    """Where the row is gone meanwhile, or was not waiting any more, the file goes too."""
    file = report.file
    file.save(f"report.{report.extension}", ContentFile(content), save=False)
    with transaction.atomic():
        kept = (
            Report.objects.under_way()
            .filter(pk=report.pk)
            .update(file=file.name, size=len(content), percent=100, ready_at=timezone.now())
        )
        if kept:
            audit.record("report.made", report, **report.facts)
    if not kept:
        file.storage.delete(file.name)


@transaction.atomic
def _fail(report):
    if Report.objects.under_way().filter(pk=report.pk).update(failed_at=timezone.now()):
        audit.record("report.failed", report, **report.facts)


def drop_outdated(now=None):
    for report in Report.objects.select_related("hub").outdated(now):
        _drop(report)
    _drop_strays(now or timezone.now())


@transaction.atomic
def _drop(report):
    """The row, and the file once that is certain."""
    storage, name = report.file.storage, report.file.name
    audit.record("report.dropped", report, **report.facts)
    report.delete()
    if name:
        transaction.on_commit(lambda: storage.delete(name), robust=True)


def _drop_strays(now):
    """Files that no row knows: their worker died after the file and before the row."""
    storage = Report._meta.get_field("file").storage
    try:
        names = [f"{FOLDER}/{name}" for name in storage.listdir(FOLDER)[1]]
    except FileNotFoundError:
        return
    known = set(Report.objects.ready().values_list("file", flat=True))
    for name in set(names) - known:
        if storage.get_modified_time(name) < now - timedelta(days=settings.IMPACT_REPORTS_KEPT_DAYS):
            storage.delete(name)
