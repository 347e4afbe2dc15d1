"""A person says that the attendance on record is not right, and somebody answers."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from registrations import emails
from registrations.actions.attendance import record_attendance
from registrations.dates import moment
from registrations.models import Dispute, DisputeState, Session, State


class AlreadyAnswered(ValidationError):
    """Somebody else was faster: says who answered what, when. Nothing was changed."""

    def __init__(self, dispute):
        super().__init__(
            _("%(who)s has answered this already, on %(when)s: %(state)s. Nothing was changed."),
            code="already_answered",
            params={
                "who": dispute.answered_by,
                "when": moment(dispute.answered_at, dispute.session.event.zone),
                "state": dispute.get_state_display().lower(),
            },
        )


@transaction.atomic
def dispute_attendance(*, registration, session, claimed_minutes, statement):
    """The person of a registration says how long they were really there. One claim at a time for each session."""
    session = Session.objects.select_for_update(of=["self"]).select_related("event").get(pk=session.pk)
    registration.refresh_from_db(fields=["state"])
    _refuse_to_dispute(registration, session, claimed_minutes)
    dispute = Dispute(
        registration=registration,
        session=session,
        claimed_minutes=claimed_minutes,
        statement=statement.strip(),
    )
    dispute.full_clean()
    dispute.save()
    audit.record(
        "attendance.disputed",
        dispute,
        by=registration.user,
        person=registration.user,
        session=session.pk,
        minutes=claimed_minutes,
    )
    emails.queue_dispute_received(dispute)
    return dispute


def _refuse_to_dispute(registration, session, claimed_minutes):
    event = session.event
    if registration.state != State.CONFIRMED or registration.event_id != event.pk:
        raise ValidationError(_("You do not hold a place at this event."), code="not_confirmed")
    if session.ends_at > timezone.now():
        raise ValidationError(_("This session is not over yet."), code="too_early")
    if event.is_past_disputing():
        raise ValidationError(
            _("Attendance of this event could be disputed until %(when)s."),
            params={"when": moment(event.disputable_until, event.zone)},
            code="too_late",
        )
    if claimed_minutes > session.minutes:
        raise ValidationError(
            {"claimed_minutes": _("This session lasted %(length)s minutes.") % {"length": session.minutes}}
        )


@transaction.atomic
def answer_dispute(*, dispute, by, minutes, answer):
    """Put the attendance right by hand, to `minutes`, or refuse with a reason where `minutes` is None.

    Raises AlreadyAnswered when somebody else was faster. The person is told either way.
    """
    # The session first, as everybody does who records: so no two ever wait for each other.
    session = (
        Session.objects.select_for_update(of=["self"]).select_related("event").get(pk=dispute.session_id)
    )
    dispute = Dispute.objects.select_for_update(of=["self"]).get(pk=dispute.pk)
    answer = answer.strip()
    if dispute.state != DisputeState.OPEN:
        raise AlreadyAnswered(dispute)
    if minutes is None and len(answer) < 10:
        raise ValidationError(
            {"answer": _("Write at least one sentence: nobody is refused without a reason.")}
        )
    if minutes is not None:
        _put_right(dispute, session, minutes, answer, by)
    dispute.state = DisputeState.REFUSED if minutes is None else DisputeState.ACCEPTED
    dispute.minutes, dispute.answer = minutes, answer
    dispute.answered_at, dispute.answered_by = timezone.now(), by
    dispute.full_clean()
    dispute.save()
    audit.record(
        f"attendance.dispute_{dispute.state}",
        dispute,
        by=by,
        person=dispute.registration.user,
        session=session.pk,
        minutes=minutes,
    )
    emails.queue_dispute_answered(dispute)
    return dispute


def _put_right(dispute, session, minutes, answer, by):
    if dispute.registration.state != State.CONFIRMED:
        raise ValidationError(_("This person no longer holds a place at the event."), code="not_confirmed")
    record_attendance(
        session=session,
        minutes={dispute.registration_id: minutes},
        by=by,
        reason=answer or _("Put right after the person wrote to us."),
    )
