"""Celery doors: load, call one function."""

from celery import shared_task

from levels import actions


@shared_task
def open_levels():
    actions.open_due_levels()
