"""Doors for Celery: ids in, one function called."""

from celery import shared_task

from impact.actions import follow_ups, snapshots


@shared_task
def take_snapshot():
    snapshots.take()


@shared_task
def ask_again():
    follow_ups.ask_and_remind()
