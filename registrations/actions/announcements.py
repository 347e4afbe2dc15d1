"""What staff and coordinators do with an announcement."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from registrations import audiences
from registrations.dates import moment
from registrations.models import Announcement, AnnouncementState
from registrations.tasks import send_announcement

LATEST = timedelta(days=365)


class AlreadySettled(ValidationError):
    """Somebody else was faster: says how it stands now. Nothing was changed."""

    def __init__(self, announcement):
        if announcement.state == AnnouncementState.CANCELLED:
            text, who, when = (
                _("%(who)s has called this off already, on %(when)s. Nothing was changed."),
                announcement.cancelled_by,
                announcement.cancelled_at,
            )
        else:
            text, who, when = (
                _("%(who)s has confirmed this already, on %(when)s: %(state)s. Nothing was changed."),
                announcement.confirmed_by,
                announcement.confirmed_at,
            )
        facts = {
            "who": who,
            "when": moment(when, announcement.zone),
            "state": announcement.get_state_display().lower(),
        }
        super().__init__(text % facts, code="already_settled")


@transaction.atomic
def write_announcement(*, announcement, by):
    """Save a draft, new or changed, as it comes from the form. `edition` is the one that was read.

    Of two people who edit the same draft at once the second is told.
    """
    if announcement.pk:
        now = _lock_draft(announcement)
        _refuse_outdated(now, announcement.edition)
        announcement.edition = now.edition + 1
    else:
        announcement.written_by = by
    _refuse_stranger(announcement, by)
    announcement.changed_at = timezone.now()
    announcement.full_clean()
    announcement.save()
    audit.record("announcement.written", announcement, by=by, edition=announcement.edition)
    return announcement


@transaction.atomic
def discard_announcement(*, announcement, by):
    """Throw a draft away."""
    announcement = _lock_draft(announcement)
    audit.record("announcement.discarded", announcement, by=by)
    announcement.delete()


@transaction.atomic
def confirm_announcement(*, announcement, edition, by, send_at=None):
    """Send now, or at a moment. Two clicks send once; a text that was changed since it was read is not sent."""
    announcement = _lock_draft(announcement)
    _refuse_outdated(announcement, edition)
    _refuse_stranger(announcement, by)
    now = timezone.now()
    if send_at and not now < send_at < now + LATEST:
        raise ValidationError(
            {"send_at": _("Choose a moment to come, within a year, or send it now.")}, code="moment"
        )
    if not send_at and not audiences.reached(announcement).exists():
        raise ValidationError(_("Nobody would get this: choose others, or a later moment."), code="nobody")
    announcement.state = AnnouncementState.SCHEDULED
    announcement.send_at = send_at or now
    announcement.confirmed_at, announcement.confirmed_by = now, by
    announcement.save()
    audit.record("announcement.scheduled", announcement, by=by, send_at=announcement.send_at.isoformat())
    if not send_at:
        # With the broker away it is kept: beat finds it within a minute.
        transaction.on_commit(lambda: send_announcement.delay(announcement.pk), robust=True)
    return announcement


@transaction.atomic
def cancel_announcement(*, announcement, by):
    """Call it off before it is due. What is being sent cannot be stopped."""
    announcement = _lock(announcement)
    if announcement.state != AnnouncementState.SCHEDULED:
        raise AlreadySettled(announcement)
    announcement.state = AnnouncementState.CANCELLED
    announcement.cancelled_at, announcement.cancelled_by = timezone.now(), by
    announcement.save()
    audit.record("announcement.cancelled", announcement, by=by)
    return announcement


def _lock(announcement):
    found = (
        Announcement.objects.select_for_update(of=["self"])
        .select_related("hub", "event", "level", "confirmed_by", "cancelled_by")
        .filter(pk=announcement.pk)
        .first()
    )
    if found is None:
        raise ValidationError(_("Somebody has thrown this draft away."), code="gone")
    return found


def _lock_draft(announcement):
    announcement = _lock(announcement)
    if announcement.state != AnnouncementState.DRAFT:
        raise AlreadySettled(announcement)
    return announcement


def _refuse_outdated(announcement, edition):
    if announcement.edition != edition:
        raise ValidationError(
            _("Somebody has changed this meanwhile. Read it again, then decide."), code="outdated"
        )


def _refuse_stranger(announcement, by):
    if not audiences.may_send(by, announcement.hub):
        raise ValidationError(_("You may not write to these people any more."), code="stranger")
