"""Celery doors: ids in, load, call one function."""

from celery import shared_task

from registrations import certification, releases, reminders
from registrations.models import Event


@shared_task
def send_reminders():
    reminders.queue_due()


@shared_task
def release_seats():
    for event in Event.objects.due_for_release():
        releases.release_seats(event)


@shared_task
def issue_event_certificates(event_id):
    certification.issue_for(Event.objects.select_related("level__pathway").get(pk=event_id))


@shared_task
def issue_missing_certificates():
    for event_id in Event.objects.with_certificates_to_issue().values_list("pk", flat=True):
        issue_event_certificates(event_id)
