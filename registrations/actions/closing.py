"""The end of an event of a hub, in three deeds of at least two people: closed, approved, certificates released."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from registrations.dates import moment
from registrations.models import Closing
from registrations.seating import lock


class AlreadyClosed(ValidationError):
    """Somebody else was faster. Nothing was changed."""

    def __init__(self, who, when, event):
        super().__init__(
            _("%(who)s has done this already, on %(when)s. Nothing was changed."),
            code="already_closed",
            params={"who": who, "when": moment(when, event.zone)},
        )


@transaction.atomic
def close_event(*, event, by):
    """Say that the attendance is complete. Whoever held a place and has no minutes counts as not having come.

    Returns how many those are. An attendance that is recorded later still counts, and undoes it.
    """
    event = lock(event)
    closing = Closing.objects.select_related("closed_by").filter(event=event).first()
    if closing:
        raise AlreadyClosed(closing.closed_by, closing.closed_at, event)
    if event.cancelled_at:
        raise ValidationError(_("This event has been cancelled."), code="cancelled")
    if not event.is_over():
        raise ValidationError(_("An event is closed when it is over."), code="too_early")
    people = event.registrations.confirmed()
    if people.exists() and not people.filter(attendances__isnull=False).exists():
        raise ValidationError(
            _("Nobody’s attendance has been recorded yet: everyone would count as not having come."),
            code="nobody",
        )
    closing = Closing.objects.create(event=event, closed_by=by)
    absent = event.registrations.no_shows().count()
    audit.record("event.closed", event, by=by, absent=absent)
    return absent


@transaction.atomic
def approve_certificates(*, event, by):
    """The office has looked at the attendance. Never the person who closed the event."""
    event = lock(event)
    closing = Closing.objects.select_related("closed_by", "approved_by").filter(event=event).first()
    if closing is None:
        raise ValidationError(_("The hub has to close the event first."), code="open")
    if closing.approved_at:
        raise AlreadyClosed(closing.approved_by, closing.approved_at, event)
    if closing.closed_by_id == by.pk:
        raise ValidationError(
            _("You closed this event yourself: somebody else of the office approves the certificates."),
            code="own",
        )
    closing.approved_at, closing.approved_by = timezone.now(), by
    closing.save(update_fields=["approved_at", "approved_by"])
    audit.record("event.certificates_approved", event, by=by)
    return closing


def refuse_before_approval(event):
    """Certificates of an event that a hub runs wait for two people."""
    if event.hub_id and not Closing.objects.filter(event=event, approved_at__isnull=False).exists():
        raise ValidationError(
            _("First the hub closes the event, and the office approves the certificates."),
            code="not_approved",
        )
