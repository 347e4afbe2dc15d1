"""Who was there, and the certificates that follow from it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from registrations.models import Attendance, Session
from registrations.seating import lock
from registrations.tasks import issue_event_certificates


@transaction.atomic
def record_attendance(*, session, minutes, by):
    """Set how long people were at a session. `minutes` maps ids of confirmed registrations to minutes, or to
    None where a record is taken back. Returns how many records changed.

    Raises ValidationError, naming the person, for more minutes than the session has; then nothing is saved.
    """
    # Two people who record at once take turns: locking the records would not hold those that are yet to be made.
    session = Session.objects.select_for_update().get(pk=session.pk)
    people = session.event.registrations.confirmed().select_related("user").in_bulk(minutes)
    now = {row.registration_id: row for row in session.attendances.all()}
    _refuse_impossible_minutes(session, minutes, people)
    changed = 0
    for pk, value in minutes.items():
        if pk in people and value != getattr(now.get(pk), "minutes", None):
            _set(session, people[pk], now.get(pk), value, by)
            changed += 1
    return changed


def _refuse_impossible_minutes(session, minutes, people):
    if session.starts_at > timezone.now():
        raise ValidationError(_("This session has not begun yet."), code="too_early")
    errors = [
        ValidationError(
            _("%(person)s: %(minutes)s minutes are more than the %(length)s of this session."),
            params={"person": people[pk].user, "minutes": value, "length": session.minutes},
            code="too_long",
        )
        for pk, value in minutes.items()
        if pk in people and value is not None and not 0 <= value <= session.minutes
    ]
    if errors:
        raise ValidationError(errors)


def _set(session, registration, row, value, by):
    before = row and row.minutes
    if value is None:
        row.delete()
    elif row:
        row.minutes, row.recorded_at, row.recorded_by = value, timezone.now(), by
        row.save(update_fields=["minutes", "recorded_at", "recorded_by"])
    else:
        Attendance.objects.create(session=session, registration=registration, minutes=value, recorded_by=by)
    audit.record(
        "attendance.recorded",
        registration,
        by=by,
        person=registration.user,
        session=session.pk,
        minutes=value,
        before=before,
    )


@transaction.atomic
def release_certificates(*, event, by):
    """Have Celery issue a certificate to everyone who attended. Returns to how many people.

    From now on an attendance that is recorded later earns its certificate too, by the next beat at the latest.
    """
    event = lock(event)
    if not event.signatory_name:
        raise ValidationError(_("Say first who signs the certificates of this event."), code="signatory")
    if not event.is_over():
        raise ValidationError(_("Certificates follow when the event is over."), code="too_early")
    attended = event.registrations.attended().count()
    if not attended:
        raise ValidationError(_("Nobody's attendance has been recorded yet."), code="nobody")
    event.certificates_released_at = timezone.now()
    event.save(update_fields=["certificates_released_at"])
    audit.record("event.certificates_released", event, by=by, attended=attended)
    transaction.on_commit(lambda: issue_event_certificates.delay(event.pk), robust=True)
    return attended
