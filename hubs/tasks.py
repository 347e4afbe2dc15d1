"""Celery doors: load, call one function."""

from celery import shared_task

from hubs import actions, reminders


@shared_task
def remind_of_terms():
    reminders.queue_due()


@shared_task
def forget_expired_invitations():
    actions.forget_expired_invitations()
