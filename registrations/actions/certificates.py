"""The certificates of an event: released once, issued when their holders have seen their names or at once."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.models import AuditEntry, User
from certificates.actions import issue_early
from registrations import certification
from registrations.actions.closing import refuse_before_approval
from registrations.dates import moment
from registrations.models import Event, Registration
from registrations.seating import lock
from registrations.stages import RELEASED
from registrations.tasks import issue_event_certificates


class AlreadyReleased(ValidationError):
    """Somebody else was faster. Nothing was changed."""

    def __init__(self, event):
        entry = AuditEntry.objects.about(event).filter(action=RELEASED).order_by("pk").last()
        who = entry and User.objects.filter(pk=entry.actor_id).first()
        super().__init__(
            _("%(who)s has released these certificates already, on %(when)s. Nothing was changed."),
            code="already_released",
            params={
                "who": who or _("Somebody else"),
                "when": moment(event.certificates_released_at, event.zone),
            },
        )


@transaction.atomic
def release_certificates(*, event, by, wait_days=0):
    """Have Celery issue certificates to everyone who has earned one. Returns how many attended to learn and get one.

    `wait_days`: how long people may look at their name before; who confirms it gets the certificate at once.
    From now on an attendance that is recorded later, or an evaluation that is answered later where it is required,
    earns its certificate too, by the next beat at the latest.
    """
    event = lock(event)
    if event.certificates_released_at:
        raise AlreadyReleased(event)
    if event.cancelled_at:
        raise ValidationError(_("This event has been cancelled."), code="cancelled")
    if not event.signatory_name:
        raise ValidationError(_("Say first who signs the certificates of this event."), code="signatory")
    if not event.is_over():
        raise ValidationError(_("Certificates follow when the event is over."), code="too_early")
    refuse_before_approval(event)
    attended = event.registrations.attended().count()
    if not attended:
        raise ValidationError(_("Nobody's attendance has been recorded yet."), code="nobody")
    event.certificates_released_at = timezone.now()
    event.certificates_due_at = event.certificates_released_at + timedelta(days=wait_days)
    event.save(update_fields=["certificates_released_at", "certificates_due_at"])
    audit.record(RELEASED, event, by=by, attended=attended, wait_days=wait_days)
    transaction.on_commit(lambda: issue_event_certificates.delay(event.pk), robust=True)
    return event.registrations.certifiable().count()


@transaction.atomic
def issue_remaining(*, event, by):
    """Wait no longer for people to look at their names. Returns how many certificates are issued sooner for it."""
    event = lock(event)
    now = timezone.now()
    if event.certificates_due_at is None or event.certificates_due_at <= now:
        raise ValidationError(_("Nobody’s certificate waits for a day any more."), code="nothing")
    event.certificates_due_at = now
    event.save(update_fields=["certificates_due_at"])
    sooner = issue_early(awards=certification.awards_of(event))
    audit.record("event.certificates_hastened", event, by=by, sooner=sooner)
    return sooner


@transaction.atomic
def let_staff_learn(*, registration, by, learns):
    """Say that somebody of the office takes part to learn, and gets a certificate of attendance like everybody else.

    Raises ValidationError where `by` is the person, and where that is taken back and the certificate is out.
    """
    if registration.user_id == by.pk:
        raise ValidationError(_("Somebody else has to decide this."), code="own")
    event = Event.objects.select_for_update().get(pk=registration.event_id)
    row = Registration.objects.with_certificate().get(pk=registration.pk)
    if row.is_issued and not learns:
        raise ValidationError(
            _("This certificate is out already. It can only be revoked, in the administration."),
            code="issued",
        )
    if row.attends_to_learn == learns:
        raise ValidationError(_("That is so already. Nothing was changed."), code="same")
    row.attends_to_learn = learns
    row.save(update_fields=["attends_to_learn"])
    audit.record("registration.attends_to_learn", row, by=by, person=row.user, learns=learns)
    if event.certificates_released_at:
        transaction.on_commit(lambda: issue_event_certificates.delay(event.pk), robust=True)
    return row
