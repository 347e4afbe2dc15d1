"""Celery doors: load, call one function."""

from celery import shared_task

from levels.actions import completion, enrolments, rebuilding


@shared_task
def open_levels():
    enrolments.open_due_levels()


@shared_task
def reconcile_completion():
    completion.reconcile()


@shared_task
def compare_with_evidence():
    rebuilding.compare()
