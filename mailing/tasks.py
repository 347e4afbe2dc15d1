from celery import shared_task

from mailing import delivery


@shared_task
def deliver_due():
    delivery.deliver_due(call_help=deliver_due.delay)


@shared_task
def notice_lost():
    delivery.notice_lost()


@shared_task
def forget_old():
    delivery.forget_old()
