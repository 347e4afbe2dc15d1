"""Whether the public page of a hub names who runs it: each decides about the own name."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import audit
from hubs.models import Membership


@transaction.atomic
def name_coordinator(*, membership, shown):
    """The coordinator agrees to be named on the hub's public page, or takes that back."""
    membership = Membership.objects.select_for_update(of=["self"], no_key=True).get(pk=membership.pk)
    if not membership.is_in_force:
        raise ValidationError(
            _("This term is not in force: it runs from %(first)s to %(last)s. Nobody is named for it.")
            % {"first": _day(membership.starts_on), "last": _day(membership.ends_on)},
            code="not_in_force",
        )
    if membership.is_shown != shown:
        membership.is_shown = shown
        membership.save(update_fields=["is_shown"])
        audit.record(
            f"membership.{'shown' if shown else 'hidden'}",
            membership,
            by=membership.user,
            person=membership.user,
        )
    return membership


def _day(day):
    return date_format(day, "DATE_FORMAT") if day else "…"
