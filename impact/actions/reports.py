"""Asking for reports, and what becomes of their files."""

import logging

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from impact import tasks
from impact.models import Report, ReportKind
from impact.models.reports import EXTENSIONS
from impact.periods import Period

logger = logging.getLogger(__name__)


@transaction.atomic
def ask(*, kind, first_month, last_month, by, extension="pdf", hub=None, language="en"):
    """Have a report made. Returns it, and whether it is new: where the same is under way already, that is the one.

    Raises ValidationError where there is no such period or no such file.
    """
    period = Period(first_month, last_month)
    period.refuse_nonsense()
    if kind == ReportKind.RESEARCH and period.is_so_far():
        # Of two files a day apart, the difference would be the few who came or went on in between.
        raise ValidationError(_("Research data are made of months that are over."), code="so_far")
    if extension not in EXTENSIONS[kind]:
        raise ValidationError(_("There is no such file of this report."), code="extension")
    report, is_new = Report.objects.under_way().get_or_create(
        kind=kind,
        hub=hub,
        first_month=first_month,
        last_month=last_month,
        extension=extension,
        language=language,
        defaults={"asked_by": by},
    )
    if is_new:
        audit.record("report.asked", report, by=by, **report.facts)
        transaction.on_commit(lambda: tasks.make_report.delay(report.pk), robust=True)
    return report, is_new


@transaction.atomic
def ask_again(*, report, by):
    """Have a report made that has failed, or whose file was lost. Returns it, and whether that is news."""
    report = Report.objects.select_for_update(of=["self"]).select_related("hub").get(pk=report.pk)
    if report.failed_at is None:
        return report, False
    report.failed_at, report.percent, report.attempts, report.asked_at = None, 0, 0, timezone.now()
    try:
        with transaction.atomic():
            report.save()
    except IntegrityError:
        # Somebody has asked for the same anew since it failed.
        return _same_under_way(report), False
    audit.record("report.asked_again", report, by=by, **report.facts)
    transaction.on_commit(lambda: tasks.make_report.delay(report.pk), robust=True)
    return report, True


def _same_under_way(report):
    same = ("kind", "hub", "first_month", "last_month", "extension", "language")
    return Report.objects.under_way().get(**{name: getattr(report, name) for name in same})


def open_file(*, report, by):
    """The file, open for reading; noted in the trail. None where the storage has lost it: the report has failed then."""
    try:
        file = report.file.open("rb")
    except FileNotFoundError:
        logger.error("The file of report %s is lost.", report.pk)
        _mark_lost(report)
        return None
    audit.record("report.fetched", report, by=by, **report.facts)
    return file


@transaction.atomic
def _mark_lost(report):
    lost = Report.objects.ready().filter(pk=report.pk, file=report.file.name)
    if lost.update(ready_at=None, file="", size=0, failed_at=timezone.now()):
        audit.record("report.lost", report, **report.facts)
