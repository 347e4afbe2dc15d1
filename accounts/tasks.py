"""Doors for Celery: ids in, one call."""

from celery import shared_task
from django.core.management import call_command

from accounts import erasures, exports
from accounts.models import DataExport, Erasure


@shared_task
def make_export(export_id):
    exports.make(export_id)


@shared_task
def make_waiting_exports():
    """Find those whose own message was lost."""
    for export_id in DataExport.objects.waiting().values_list("pk", flat=True):
        make_export.delay(export_id)


@shared_task
def drop_old_exports():
    exports.drop_outdated()


@shared_task
def carry_out_erasure(erasure_id):
    erasures.carry_out(erasure_id)


@shared_task
def erase_due():
    """One task a person, so that one that fails keeps nobody else waiting."""
    for erasure_id in Erasure.objects.due().values_list("pk", flat=True):
        carry_out_erasure.delay(erasure_id)


@shared_task
def clear_sessions():
    call_command("clearsessions")
