"""Doors for Celery: ids in, one function called."""

from celery import shared_task

from impact import making
from impact.actions import follow_ups, snapshots
from impact.models import Report


@shared_task
def take_snapshot():
    snapshots.take()


@shared_task
def ask_again():
    follow_ups.ask_and_remind()


@shared_task
def make_report(report_id):
    making.make(report_id)


@shared_task
def make_waiting_reports():
    """Those whose task was lost, or whose worker died. A report that is being made is left alone."""
    for report_id in Report.objects.under_way().values_list("pk", flat=True):
        make_report.delay(report_id)


@shared_task
def drop_old_reports():
    making.drop_outdated()
