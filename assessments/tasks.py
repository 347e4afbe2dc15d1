"""Celery doors: load, call one function."""

from celery import shared_task

from assessments.actions import attempts, figures
from assessments.models import Assessment


@shared_task
def end_overdue():
    attempts.end_overdue()


@shared_task
def refresh_figures():
    """Every night, of each assessment that anybody has taken."""
    for assessment in Assessment.objects.filter(attempts__isnull=False).distinct():
        figures.refresh(assessment=assessment)
