"""A desk puts its people in order, before the seats of a ranked event are given."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts import audit
from registrations.models import Registration
from registrations.seating import lock


class OrderChanged(ValidationError):
    """Somebody else was faster: the order is not the one that was on the screen. Nothing was changed."""


class OwnRequest(ValidationError):
    """Nobody puts the own request before somebody else's. Nothing was changed."""


@transaction.atomic
def put_in_order(*, event, people, order, shown, by, desk=""):
    """Write down in which order a desk wants its people.

    `people` are the registrations of the desk (a queryset); `order` and `shown` are lists of their ids: as they
    shall be, and as they were on the screen. Who is not in `order` is behind it. `desk` is its code, for the
    record. Raises OrderChanged when the order is another by now, OwnRequest when somebody who is not staff would
    come before a person with the own request. Returns the ids in their new order.
    """
    event = lock(event)
    if not event.awaits_allocation:
        raise ValidationError(_("The seats have been given: the order counts no more."), code="allocated")
    now = ranked_ids(people)
    if [pk for pk in shown if pk in now] != [pk for pk in now if pk in shown]:
        raise OrderChanged(
            _("Somebody else has changed the order meanwhile. Nothing was changed: here it is as it is now."),
            code="order",
        )
    new = [pk for pk in dict.fromkeys(order) if pk in now] + [pk for pk in now if pk not in order]
    _refuse_raising_the_own(now, new, people, by)
    rows = [Registration(pk=pk, desk_rank=place) for place, pk in enumerate(new, 1)]
    Registration.objects.bulk_update(rows, ["desk_rank"])
    if new != now:
        audit.record("event.people_ranked", event, by=by, desk=desk, order=new)
    return new


def _refuse_raising_the_own(now, new, people, by):
    if by.is_staff:
        return
    own = people.ranked().filter(user=by).values_list("pk", flat=True).first()
    if own is not None and new.index(own) < now.index(own):
        raise OwnRequest(
            _(
                "This would move your own request up. Nothing was changed: another coordinator, or the office, can do so."
            ),
            code="own",
        )


def ranked_ids(people):
    """Ids of the desk's people in their present order: who was put nowhere yet stands behind, as they asked."""
    rows = people.ranked().order_by(F("desk_rank").asc(nulls_last=True), "requested_at", "pk")
    return list(rows.values_list("pk", flat=True))
