"""Celery doors: ids in, load, call one function."""

from celery import shared_task

from certificates.tasks import issue_due
from registrations import (
    announcing,
    archiving,
    attending,
    certification,
    evidence,
    importing,
    invitations,
    nominations,
    releases,
    reminders,
)
from registrations.emails import allocations
from registrations.emails import releases as release_warnings
from registrations.models import Announcement, AttendanceReport, CertificateArchive, Event, Registration


@shared_task
def send_reminders():
    reminders.queue_due()


@shared_task
def remind_of_offers():
    reminders.queue_due_of_offers()


@shared_task
def end_offers():
    from registrations import actions  # actions start tasks, so they are not there yet when this is read

    for registration in (
        Registration.objects.offers_run_out().select_related("event").order_by("offer_ends_at")
    ):
        actions.expire(registration=registration)


@shared_task
def tell_office_of_allocations():
    allocations.queue_due()


@shared_task
def send_announcement(announcement_id):
    while announcing.queue_some(announcement_id):
        pass


@shared_task
def send_due_announcements():
    for announcement_id in Announcement.objects.due().values_list("pk", flat=True):
        send_announcement(announcement_id)


@shared_task
def keep_up_evidence():
    evidence.keep_up()
    attending.keep_up()


@shared_task
def invite_to_evaluate():
    invitations.queue_due()


@shared_task
def warn_of_release():
    release_warnings.queue_due()


@shared_task
def release_seats():
    for event in Event.objects.due_for_release():
        releases.release_seats(event)


@shared_task
def forget_nominations():
    nominations.forget_old()


@shared_task
def issue_event_certificates(event_id):
    certification.award_for(Event.objects.select_related("level__pathway").get(pk=event_id))
    issue_due()


@shared_task
def tell_credits():
    """Once accreditations changed: people may have earned more, or less, than their certificates say."""
    for event_id in Event.objects.with_credits_to_tell().values_list("pk", flat=True):
        tell_credits_of_event.delay(event_id)


@shared_task
def tell_credits_of_event(event_id):
    certification.tell_credits(Event.objects.select_related("level__pathway").get(pk=event_id))


@shared_task
def issue_missing_certificates():
    for event_id in Event.objects.with_certificates_to_issue().values_list("pk", flat=True):
        issue_event_certificates(event_id)


@shared_task
def read_report(report_id):
    importing.read_report(report_id)


@shared_task
def read_waiting_reports():
    """Find those whose own message was lost."""
    for report_id in AttendanceReport.objects.reading().values_list("pk", flat=True):
        read_report.delay(report_id)


@shared_task
def forget_old_reports():
    importing.forget_old_files()


@shared_task
def make_certificate_archive(archive_id):
    archiving.make(archive_id)


@shared_task
def make_waiting_archives():
    """Find those whose own message was lost."""
    for archive_id in CertificateArchive.objects.waiting().values_list("pk", flat=True):
        make_certificate_archive.delay(archive_id)


@shared_task
def drop_old_archives():
    archiving.drop_outdated()
