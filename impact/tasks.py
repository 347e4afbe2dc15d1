"""Doors for Celery: ids in, one function called."""

from celery import shared_task

from impact.actions import snapshots


@shared_task
def take_snapshot():
    snapshots.take()
