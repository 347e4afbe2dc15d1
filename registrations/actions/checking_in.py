"""Coming and going, by a scan: the code of the room that a person reads, or the code of a person that staff read."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts import audit
from registrations import presence
from registrations.models import Method, Session, State, Stay

# The same code read twice within this time is one scan, whichever of two phones comes first.
SAME_SCAN = timedelta(minutes=1)


class Outcome(models.TextChoices):
    CAME = "came", pgettext_lazy("a person", "Checked in")
    THERE = "there", gettext_lazy("Is checked in already")
    LEFT = "left", pgettext_lazy("a person", "Checked out")
    GONE = "gone", gettext_lazy("Is checked out already")
    NOT_THERE = "not_there", gettext_lazy("Was not checked in")


@dataclass(frozen=True)
class Passage:
    """What came of a scan; `since` when the person is there, or gone. None where they were never there."""

    outcome: Outcome
    since: datetime | None


@transaction.atomic
def check_in(*, session, registration, source, by, at=None):
    """Somebody came. `source` names the scan: the same one again changes nothing, and is answered as before.

    `at` is the moment of the scan, which may have waited on a phone; never later than now.
    """
    session, at = _begin(session, registration, at)
    if at >= session.ends_at:
        raise ValidationError(_("This session is over."), code="over")
    same = Stay.objects.filter(source=source).first()
    if same and same.registration_id != registration.pk:
        raise ValidationError(_("This scan has been sent before, for somebody else."), code="reused")
    if same:
        return Passage(Outcome.CAME, same.came_at)
    there = next((stay for stay in _stays(session, registration) if _covers(stay, at)), None)
    if there:
        return Passage(Outcome.THERE, there.came_at)
    Stay.objects.create(
        session=session,
        registration=registration,
        came_at=at,
        method=Method.SCAN,
        source=source,
        recorded_by=by,
    )
    _count(session, registration, "attendance.checked_in", by)
    return Passage(Outcome.CAME, at)


@transaction.atomic
def check_out(*, session, registration, by, at=None):
    """Somebody left. What they have been in until then, ends."""
    session, at = _begin(session, registration, at)
    stays = _stays(session, registration)
    ending = [stay for stay in stays if stay.left_at is None and stay.came_at <= at]
    if not ending:
        left = [stay.left_at for stay in stays if stay.left_at]
        return Passage(Outcome.GONE, max(left)) if left else Passage(Outcome.NOT_THERE, None)
    for stay in ending:
        stay.left_at = at
        stay.save(update_fields=["left_at"])
    _count(session, registration, "attendance.checked_out", by)
    return Passage(Outcome.LEFT, at)


def _begin(session, registration, at):
    """The session, locked, so that two scans at once take turns; and the moment of the scan."""
    session = Session.objects.select_for_update(of=["self"]).select_related("event").get(pk=session.pk)
    registration.refresh_from_db(fields=["state"])
    if registration.event_id != session.event_id or registration.state != State.CONFIRMED:
        raise ValidationError(_("No place is held at this event."), code="not_confirmed")
    at = min(at or timezone.now(), timezone.now())
    if not session.is_on_the_day(at):
        raise ValidationError(_("This session is not today."), code="not_today")
    return session, at


def _stays(session, registration):
    """What scans say; a person may be in an online report of the same session besides."""
    return list(Stay.objects.filter(session=session, registration=registration, method=Method.SCAN))


def _covers(stay, at):
    return stay.came_at - SAME_SCAN <= at and (stay.left_at is None or at <= stay.left_at)


def _count(session, registration, action, by):
    presence.count(session, [registration.pk])
    audit.record(action, registration, by=by, person=registration.user, session=session.pk)
