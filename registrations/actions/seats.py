"""How many seats an event has, and where they are at home."""

from collections import Counter

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_countries import countries

from accounts import audit
from registrations.models import Seat
from registrations.seating import lock, seat_and_tell


@transaction.atomic
def lay_out_seats(*, event, capacity, quotas, by=None):
    """Set how many places an event has and how many of them are at home in which country.

    `quotas` maps country codes to numbers of seats; where there are any, they add up to `capacity`, else the
    sum is refused. Seats that are held stay with their holders. New free seats go to the waiting line at once.
    """
    event = lock(event)
    quotas = {home: seats for home, seats in quotas.items() if seats}
    held = list(Seat.objects.filter(event=event, registration__isnull=False).order_by("number"))
    _refuse_impossible_layout(event, capacity, quotas, held)

    event.seats.free().delete()
    for number, seat in enumerate(held, 1):
        if seat.number != number:
            Seat.objects.filter(pk=seat.pk).update(number=number)
    event.capacity = capacity
    event.save(update_fields=["capacity"])
    missing = Counter(quotas or {"": capacity or 0}) - Counter(str(seat.home) for seat in held)
    homes = [home for home in (quotas or {"": 0}) for _seat in range(missing[home])]
    Seat.objects.bulk_create(
        Seat(event=event, number=number, home=home) for number, home in enumerate(homes, len(held) + 1)
    )
    audit.record("event.seats_laid_out", event, by=by, capacity=capacity, quotas=quotas)
    seat_and_tell(event)
    return event


def _refuse_impossible_layout(event, capacity, quotas, held):
    if quotas and sum(quotas.values()) != capacity:
        raise ValidationError(
            _("The quotas add up to %(sum)s, but the event has %(capacity)s places."),
            params={
                "sum": sum(quotas.values()),
                "capacity": capacity if capacity is not None else _("unlimited"),
            },
            code="sum",
        )
    if capacity is None and held:
        raise ValidationError(
            ngettext(
                "%(count)s person holds a seat: the places cannot become unlimited. Raise their number instead.",
                "%(count)s people hold a seat: the places cannot become unlimited. Raise their number instead.",
                len(held),
            ),
            params={"count": len(held)},
            code="held",
        )
    confirmed = event.registrations.confirmed().count()
    if capacity is not None and (capacity < confirmed or (not event.is_limited and confirmed)):
        raise ValidationError(
            ngettext(
                "%(count)s person is confirmed already: there cannot be fewer places.",
                "%(count)s people are confirmed already: there cannot be fewer places.",
                confirmed,
            ),
            params={"count": confirmed},
            code="confirmed",
        )
    allowed = quotas or {"": capacity or 0}
    for home, seats in Counter(str(seat.home) for seat in held).items():
        if seats > allowed.get(home, 0):
            raise ValidationError(
                _("%(count)s seats of %(home)s are taken: its quota cannot be lower."),
                params={
                    "count": seats,
                    "home": countries.name(home) if home else _("no country"),
                    "code": home,
                },
                code="quota",
            )
