"""Who was there, and for how long."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from registrations import attending, presence
from registrations.models import Attendance, Method, Session


@dataclass(frozen=True)
class _Figure:
    """What shall stand on record. `differs` from what a report or a scan says about the person."""

    minutes: int
    method: str
    reason: str
    differs: bool = False


@transaction.atomic
def record_attendance(*, session, minutes, by, reason=""):
    """Set how long people were at a session. `minutes` maps ids of confirmed registrations to minutes, or to
    None where a record is taken back. Returns how many records changed.

    What differs from a report or a scan needs a `reason`. To take back what was recorded by hand lets the
    report or the scan speak again; to take back these says that the person was not there.

    Raises ValidationError, naming the person, for more minutes than the session has, and for a reason that is
    missing; then nothing is saved.
    """
    # Two people who record at once take turns: locking the records would not hold those that are yet to be made.
    session = Session.objects.select_for_update().get(pk=session.pk)
    people = session.event.registrations.confirmed().select_related("user").in_bulk(minutes)
    now = {row.registration_id: row for row in session.attendances.all()}
    _refuse_impossible_minutes(session, minutes, people)
    evidence = presence.worked_out(session, people)
    wanted = {
        pk: _figure(now.get(pk), value, evidence.get(pk), reason.strip())
        for pk, value in minutes.items()
        if pk in people and value != getattr(now.get(pk), "minutes", None)
    }
    _refuse_without_reason(wanted, people, evidence)
    for pk, figure in wanted.items():
        _set(session, people[pk], now.get(pk), figure, by)
    attending.tell(session.event, list(wanted))
    return len(wanted)


def _figure(row, value, evidence, reason):
    """What a person typed, beside what the report or the scan says; None where nothing is on record any more."""
    if evidence is None:
        return None if value is None else _Figure(value, Method.HAND, reason)
    seen, method = evidence
    if value is None:
        value = seen if row.method == Method.HAND else 0
    if value == seen:
        return _Figure(value, method, reason="")
    return _Figure(value, Method.HAND, reason, differs=True)


def _refuse_without_reason(wanted, people, evidence):
    errors = [
        ValidationError(
            _("%(person)s: recorded %(how)s with %(minutes)s minutes. Say why this is not right."),
            params={
                "person": people[pk].user,
                "how": Method(evidence[pk][1]).label,
                "minutes": evidence[pk][0],
            },
            code="reason",
        )
        for pk, figure in wanted.items()
        if figure and figure.differs and not figure.reason
    ]
    if errors:
        raise ValidationError(errors)


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


def _set(session, registration, row, figure, by):
    before = row and row.minutes
    if figure is None:
        row.delete()
    else:
        Attendance.objects.update_or_create(
            session=session,
            registration=registration,
            defaults={
                "minutes": figure.minutes,
                "method": figure.method,
                "reason": figure.reason,
                "recorded_at": timezone.now(),
                "recorded_by": by,
            },
        )
    audit.record(
        "attendance.recorded",
        registration,
        by=by,
        person=registration.user,
        session=session.pk,
        minutes=figure and figure.minutes,
        before=before,
        **({"against": row.method} if figure and figure.differs and row else {}),
    )
