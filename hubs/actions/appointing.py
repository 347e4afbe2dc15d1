"""Who runs a hub: deputies are named, terms end, and one coordinator hands over to the next. One transaction each."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import audit
from hubs import team
from hubs import team_emails as emails
from hubs.actions.ambassadors import AlreadyChanged
from hubs.models import Appointment, Hub, Membership, Role

DAY = timedelta(days=1)


@transaction.atomic
def appoint(*, hub, email, starts_on, by, ends_on=None, role=Role.DEPUTY):
    """Ask whoever has this address to help to run the hub. Only the office asks somebody to be coordinator so."""
    hub = _lock(hub)
    _refuse_without_say(hub, by)
    if role != Role.DEPUTY and not by.is_staff:
        raise ValidationError(_("Another coordinator is appointed by the office."), code="role")
    if starts_on < timezone.localdate():
        raise ValidationError({"starts_on": _("This day is over.")}, code="past")
    return _invite(hub, email, by, role=role, starts_on=starts_on, ends_on=ends_on)


@transaction.atomic
def hand_over(*, membership, email, starts_on, by):
    """Ask somebody to follow from that day on. The own term goes on until the successor has accepted."""
    hub = _lock(membership.hub)
    membership = _live(hub, membership)
    if not by.is_staff and membership.user_id != by.pk:
        raise ValidationError(_("Everybody hands over the own term."), code="not_own")
    if EmailAddress.objects.filter(user=membership.user, email__iexact=email.strip()).exists():
        raise ValidationError({"email": _("This is the address of who hands over.")}, code="own")
    if starts_on <= max(timezone.localdate(), membership.starts_on):
        raise ValidationError({"starts_on": _("From tomorrow on, at the earliest.")}, code="past")
    if membership.ends_on and starts_on > membership.ends_on + DAY:
        raise ValidationError(
            {
                "starts_on": _(
                    "This term ends on %(day)s: the next one begins on the day after, at the latest."
                )
                % {"day": _day(membership.ends_on)}
            },
            code="gap",
        )
    _refuse_second(membership)
    return _invite(hub, email, by, role=membership.role, starts_on=starts_on, predecessor=membership)


def _refuse_second(membership):
    Appointment.objects.expired().filter(predecessor=membership).delete()
    other = Appointment.objects.select_related("invited_by").filter(predecessor=membership).first()
    if other:
        raise AlreadyChanged(
            _("%(who)s has asked %(email)s already to take over on %(day)s. Take that back first.")
            % {"who": other.invited_by, "email": other.email, "day": _day(other.starts_on)}
        )


def _invite(hub, email, by, **term):
    now = timezone.now()
    email = email.strip().lower()
    Appointment.objects.filter(hub=hub, email=email).delete()
    appointment = Appointment(
        hub=hub, email=email, invited_by=by, invited_at=now, expires_at=now + Appointment.KEPT, **term
    )
    appointment.full_clean()
    appointment.save()
    audit.record("appointment.sent", appointment, by=by, hub=hub.pk, role=str(appointment.role))
    emails.queue_invited(appointment)
    return appointment


@transaction.atomic
def withdraw_appointment(*, appointment, by):
    """Take it back. Returns False where it was accepted or taken back meanwhile."""
    hub = _lock(appointment.hub)
    _refuse_without_say(hub, by, or_invited=appointment)
    appointment = Appointment.objects.select_for_update().filter(pk=appointment.pk).first()
    if appointment is None:
        return False
    audit.record("appointment.withdrawn", appointment, by=by, hub=hub.pk)
    appointment.delete()
    return True


@transaction.atomic
def accept_appointment(*, appointment, user):
    """Begin the term; who hands over is in office until the day before. Only for the address that was asked."""
    hub = _lock(appointment.hub)
    appointment = (
        Appointment.objects.open()
        .select_for_update(of=["self"])
        .select_related("invited_by", "predecessor__user")
        .filter(pk=appointment.pk)
        .first()
    )
    if appointment is None or not is_backed(appointment):
        raise ValidationError(_("This invitation has been used, taken back or is too old."), code="gone")
    if not is_for(appointment, user):
        raise ValidationError(_("This invitation was sent to another address."), code="address")
    starts_on = _first_day(appointment)
    _end_before(appointment.predecessor, starts_on, by=user)
    membership = Membership(
        hub=hub, user=user, role=appointment.role, starts_on=starts_on, ends_on=appointment.ends_on
    )
    if appointment.predecessor:
        _end_own(hub, user, starts_on)
    membership.full_clean()
    membership.save()
    audit.record(
        "membership.begun",
        membership,
        by=appointment.invited_by,
        person=user,
        role=str(membership.role),
        starts_on=starts_on.isoformat(),
    )
    emails.queue_begun(membership, appointment)
    appointment.delete()
    return membership


def is_for(appointment, user):
    """Did the person prove to have the address that was asked?"""
    return EmailAddress.objects.filter(user=user, email__iexact=appointment.email, verified=True).exists()


def is_backed(appointment):
    """Who asked must still have the say on the day on which it is accepted: staff, or a coordinator in term."""
    by, handing_over = appointment.invited_by, appointment.predecessor
    if not by.is_active:
        return False
    if handing_over and not by.is_staff:
        return handing_over.is_in_force
    return team.leads(by, appointment.hub)


def _first_day(appointment):
    """An invitation may be accepted late: then the term begins on that day."""
    days = [appointment.starts_on, timezone.localdate()]
    if appointment.predecessor:
        days.append(appointment.predecessor.starts_on + DAY)
    return max(days)


def _end_before(membership, day, by):
    if membership is None or (membership.ends_on and membership.ends_on < day):
        return
    membership.ends_on = day - DAY
    membership.save(update_fields=["ends_on"])
    audit.record(
        "membership.handed_over",
        membership,
        by=by,
        person=membership.user,
        ends_on=membership.ends_on.isoformat(),
    )


def _end_own(hub, user, day):
    """A deputy who takes over is deputy until the day before."""
    for term in hub.memberships.select_for_update().filter(user=user, starts_on__lt=day):
        if term.ends_on is None or term.ends_on >= day:
            term.ends_on = day - DAY
            term.save(update_fields=["ends_on"])


@transaction.atomic
def end_term(*, membership, last_day, by):
    """Let a term end on that day. A term that has not begun is called off."""
    hub = _lock(membership.hub)
    membership = _live(hub, membership)
    is_own = membership.user_id == by.pk
    if not is_own and membership.role != Role.DEPUTY and not by.is_staff:
        raise ValidationError(_("The term of a coordinator is ended by the office."), code="role")
    if not is_own:
        _refuse_without_say(hub, by)
    before = team.first_day_alone(hub)
    if membership.starts_on > timezone.localdate():
        _call_off(membership, by)
    else:
        _end_on(membership, last_day, by)
    _refuse_alone(hub, before, by)
    emails.queue_ended(membership, by)
    return membership


def _call_off(membership, by):
    audit.record("membership.called_off", membership, by=by, person=membership.user)
    Membership.objects.filter(pk=membership.pk).delete()
    membership.ends_on = None


def _end_on(membership, last_day, by):
    _refuse_impossible_day(membership, last_day)
    membership.ends_on = last_day
    membership.full_clean()
    membership.save()
    audit.record("membership.ended", membership, by=by, person=membership.user, ends_on=last_day.isoformat())


def _refuse_impossible_day(membership, last_day):
    earliest = max(membership.starts_on, timezone.localdate() - DAY)
    if last_day < earliest:
        raise ValidationError({"last_day": _("Not before %(day)s.") % {"day": _day(earliest)}}, code="past")
    if membership.ends_on and last_day > membership.ends_on:
        raise ValidationError(
            {"last_day": _("It ends on %(day)s already.") % {"day": _day(membership.ends_on)}}, code="later"
        )


def _refuse_alone(hub, before, by):
    """Nobody but the office may bring the first day without anybody nearer; the page says when it is."""
    day = team.first_day_alone(hub)
    if day and not by.is_staff and (before is None or day < before):
        raise ValidationError(
            _("From %(day)s on nobody would run the hub. Hand over, or name a deputy first.")
            % {"day": _day(day)},
            code="alone",
        )


def _lock(hub):
    """Two who decide about the same hub at once follow one another."""
    return Hub.objects.select_for_update(no_key=True).get(pk=hub.pk)


def _live(hub, membership):
    """As it is now; whoever was slower is told."""
    found = (
        hub.memberships.select_for_update(of=["self"]).select_related("user").filter(pk=membership.pk).first()
    )
    if found is None:
        raise AlreadyChanged(_("This term was called off. Nothing was changed."))
    found.hub = hub
    if found.ends_on and found.ends_on < timezone.localdate():
        raise AlreadyChanged(
            _("This term ended on %(day)s. Nothing was changed.") % {"day": _day(found.ends_on)}
        )
    return found


def _refuse_without_say(hub, by, or_invited=None):
    if or_invited and or_invited.invited_by_id == by.pk:
        return
    if not team.leads(by, hub):
        raise ValidationError(_("Coordinators decide who runs the hub with them."), code="no_say")


def _day(day):
    return date_format(day, "DATE_FORMAT")
