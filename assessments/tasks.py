"""Celery doors: load, call one function."""

from celery import shared_task

from assessments.actions import attempts


@shared_task
def end_overdue():
    attempts.end_overdue()
