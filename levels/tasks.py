"""Celery doors: load, call one function."""

from celery import shared_task

from levels import local_reviews
from levels.actions import certifying, completion, enrolments, rebuilding
from levels.models import Level


@shared_task
def open_levels():
    enrolments.open_due_levels()


@shared_task
def tell_credits():
    """Once accreditations changed: people may have earned more, or less, than their certificates say."""
    for level in Level.objects.with_credits_to_tell():
        certifying.tell_credits(level)


@shared_task
def reconcile_completion():
    completion.reconcile()


@shared_task
def compare_with_evidence():
    rebuilding.compare()


@shared_task
def remind_of_local_material():
    local_reviews.queue_due()
