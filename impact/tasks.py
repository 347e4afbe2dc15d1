"""Doors for Celery: ids in, one function called."""

from celery import shared_task

from impact import making
from impact.actions import follow_ups, morning_mails, snapshots
from impact.models import Delivery, Report


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


@shared_task
def tell_webhooks():
    """Write down what is new, and send what is due: to each webhook by itself, as one that is slow holds up itself only."""
    from impact import news

    news.gather()
    for webhook in Delivery.objects.due().order_by().values_list("webhook", flat=True).distinct():
        send_to_webhook.delay(webhook)


@shared_task
def send_to_webhook(webhook_id):
    from impact.actions import webhooks

    webhooks.send_waiting(webhook_id)


@shared_task
def forget_deliveries():
    Delivery.objects.outdated().delete()


@shared_task
def send_morning_mails():
    morning_mails.send()
