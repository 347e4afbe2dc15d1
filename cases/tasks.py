"""Celery doors: load, call one function. Beat runs all of them, for what a broker that was away left behind."""

from celery import shared_task

from cases import check_reminders, review_reminders, wiping, writing_reminders


@shared_task
def remind_reviewers():
    review_reminders.queue_due()


@shared_task
def keep_up_reviews():
    """Stakes may show at any time, as people change what they say of themselves; and reviewers may fall silent."""
    from cases.actions import assigning  # actions may start tasks

    assigning.keep_up()


@shared_task
def wipe_withdrawn():
    wiping.wipe_due()


@shared_task
def remind_checkers():
    check_reminders.queue_due()


@shared_task
def remind_authors():
    writing_reminders.queue_due()
