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


@transaction.atomic
def put_in_order(*, event, people, order, shown, by):
    """Write down in which order a desk wants its people.

    `people` are the registrations of the desk (a queryset); `order` and `shown` are lists of their ids: as they
    shall be, and as they were on the screen. Who is not in `order` is behind it. Raises OrderChanged when the
    order is another by now. Returns the ids in their new order.
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
    rows = [Registration(pk=pk, desk_rank=place) for place, pk in enumerate(new, 1)]
    Registration.objects.bulk_update(rows, ["desk_rank"])
    if new != now:
        audit.record("event.people_ranked", event, by=by, order=new)
    return new


def ranked_ids(people):
    """Ids of the desk's people in their present order: who was put nowhere yet stands behind, as they asked."""
    rows = people.ranked().order_by(F("desk_rank").asc(nulls_last=True), "requested_at", "pk")
    return list(rows.values_list("pk", flat=True))
