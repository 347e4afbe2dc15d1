"""Celery doors: load, call one function."""

from contextlib import suppress
from datetime import timedelta

from celery import shared_task
from django.core.exceptions import ValidationError
from django.utils import timezone

from evaluations import actions
from evaluations.models import Survey


@shared_task
def close_due():
    for survey in Survey.objects.due_to_close():
        with suppress(ValidationError):  # somebody has closed it, or moved its last day, in this moment
            actions.close_survey(survey=survey)


@shared_task
def mix_sheets():
    """Every night, what came since the night before."""
    lately = timezone.localdate() - timedelta(days=2)
    for survey in Survey.objects.filter(participations__answered_on__gte=lately).distinct():
        actions.mix_sheets(survey=survey)
