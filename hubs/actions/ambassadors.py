"""What happens to an ambassador: steps, renewal, the end."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import audit
from hubs import emails
from hubs.models import Ambassador, Ending, Rung, Step
from hubs.terms import last_day

TRANSITIONS = {
    Rung.NOMINATED: {Rung.TRAINED},
    Rung.TRAINED: {Rung.AMBASSADOR},
    Rung.AMBASSADOR: {Rung.TRAINER},
    Rung.TRAINER: set(),
}


class AlreadyChanged(ValidationError):
    """Somebody else was faster: says how it stands now. Nothing was changed."""

    def __init__(self, text):
        super().__init__(text, code="already_changed")


@transaction.atomic
def take_step(*, ambassador, rung, by, evidence="", link="", on=None):
    """Record that the person has reached a step: the next one, never further, and never for oneself."""
    ambassador = _lock_live(ambassador)
    _refuse_own(ambassador, by)
    if rung <= ambassador.rung:
        raise AlreadyChanged(
            _("%(person)s is recorded as “%(step)s” already. Nothing was changed.")
            % {"person": ambassador.user, "step": ambassador.get_rung_display()}
        )
    if rung not in TRANSITIONS[ambassador.rung]:
        raise ValidationError(_("Steps are taken one at a time."), code="transition")
    step = Step(
        ambassador=ambassador,
        rung=rung,
        taken_on=on or timezone.localdate(),
        evidence=evidence,
        link=link,
        recorded_by=by,
    )
    _refuse_impossible_day(ambassador, step)
    step.full_clean()
    step.save()
    before, ambassador.rung = ambassador.rung, rung
    audit.record(
        "ambassador.stepped_up", ambassador, by=by, person=ambassador.user, before=before, rung=int(rung)
    )
    emails.queue_stepped_up(ambassador, step)
    return ambassador


def _refuse_impossible_day(ambassador, step):
    if step.taken_on > timezone.localdate():
        raise ValidationError({"taken_on": _("This day is still to come.")}, code="future")
    # Training may lie before the nomination; the steps above it follow one another.
    last = ambassador.steps.exclude(rung=Rung.NOMINATED).order_by("rung").last()
    if last and step.taken_on < last.taken_on:
        raise ValidationError(
            {"taken_on": _("The step before was taken on %(day)s.") % {"day": _day(last.taken_on)}},
            code="before_the_last",
        )


@transaction.atomic
def renew(*, ambassador, until, by):
    """Add one more term after the one that ends. `until` is the end the person saw who decides.

    Two who renew at once renew once: the second is told.
    """
    ambassador = _lock_live(ambassador)
    _refuse_own(ambassador, by)
    if until != ambassador.ends_on:
        raise AlreadyChanged(
            _("The term of %(person)s was renewed already: it ends on %(day)s.")
            % {"person": ambassador.user, "day": _day(ambassador.ends_on)}
        )
    if not ambassador.is_renewable:
        raise ValidationError(
            _("This term can be renewed from %(day)s on.") % {"day": _day(ambassador.renewable_from)},
            code="too_early",
        )
    before = ambassador.ends_on
    following = before + timedelta(days=1)
    ambassador.ends_on = last_day(following, ambassador.hub.ambassador_months)
    ambassador.renewed_at = timezone.now()
    ambassador.save(update_fields=["ends_on", "renewed_at"])
    audit.record(
        "ambassador.renewed",
        ambassador,
        by=by,
        person=ambassador.user,
        before=before.isoformat(),
        ends_on=ambassador.ends_on.isoformat(),
    )
    emails.queue_renewed(ambassador)
    return ambassador


@transaction.atomic
def end(*, ambassador, reason, by):
    """End a term early. The person reads the reason; the row stays, as history."""
    if len(reason.strip()) < 10:
        raise ValidationError(
            {"reason": _("Write at least one sentence: the person reads it.")}, code="reason"
        )
    ambassador = _close(ambassador, Ending.WITHDRAWN, by, reason.strip())
    emails.queue_ended(ambassador)
    return ambassador


@transaction.atomic
def resign(*, ambassador, reason=""):
    """End the own term. The coordinators of the hub are told."""
    ambassador = _close(ambassador, Ending.RESIGNED, ambassador.user, reason.strip())
    emails.queue_resigned(ambassador)
    return ambassador


def _close(ambassador, ending, by, reason):
    ambassador = _lock_live(ambassador)
    ambassador.ended_at, ambassador.ending = timezone.now(), ending
    ambassador.ended_by, ambassador.ending_reason = by, reason
    ambassador.is_shown = False
    ambassador.full_clean()
    ambassador.save()
    audit.record("ambassador.ended", ambassador, by=by, person=ambassador.user, how=str(ending))
    return ambassador


@transaction.atomic
def show_in_public(*, ambassador, shown):
    """The person agrees to be named on the hub's public page, or takes that back."""
    ambassador = _lock_live(ambassador)
    if ambassador.is_shown != shown:
        ambassador.is_shown = shown
        ambassador.save(update_fields=["is_shown"])
        audit.record(
            f"ambassador.{'shown' if shown else 'hidden'}",
            ambassador,
            by=ambassador.user,
            person=ambassador.user,
        )
    return ambassador


def _lock_live(ambassador):
    ambassador = (
        Ambassador.objects.select_for_update(of=["self"], no_key=True)
        .select_related("user", "hub", "ended_by")
        .get(pk=ambassador.pk)
    )
    if ambassador.ended_at:
        raise AlreadyChanged(
            _("%(who)s has ended this term already, on %(day)s. Nothing was changed.")
            % {"who": ambassador.ended_by, "day": _day(timezone.localdate(ambassador.ended_at))}
        )
    if not ambassador.is_live:
        raise AlreadyChanged(
            _("This term ended on %(day)s. Nominate the person anew.") % {"day": _day(ambassador.ends_on)}
        )
    return ambassador


def _refuse_own(ambassador, by):
    if ambassador.user_id == by.pk:
        raise ValidationError(
            _("About your own steps and term another coordinator decides, or the office."), code="own"
        )


def _day(day):
    return date_format(day, "DATE_FORMAT")
