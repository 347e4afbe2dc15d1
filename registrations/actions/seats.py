"""How many seats an event has, and where they are at home."""

from collections import Counter, defaultdict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_countries import countries

from accounts import audit
from registrations.models import Seat, State
from registrations.seating import lock, seat_and_tell

MOST_NAMED = 10


@transaction.atomic
def lay_out_seats(*, event, capacity, quotas, by=None):
    """Set how many places an event has and how many of them are at home in which country.

    `quotas` maps country codes to numbers of seats; where there are any, they add up to `capacity`, else the
    sum is refused. Seats that are held stay with their holders. New free seats go to the waiting line at once.
    """
    event = lock(event)
    quotas = {home: seats for home, seats in quotas.items() if seats}
    seats = Seat.objects.filter(event=event, registration__isnull=False).select_related("registration__user")
    held = list(seats.order_by("number"))
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
                "%(count)s person holds a seat: %(people)s. The places cannot become unlimited; raise their number instead.",
                "%(count)s people hold a seat: %(people)s. The places cannot become unlimited; raise their number instead.",
                len(held),
            ),
            params=_who([seat.registration for seat in held]),
            code="held",
        )
    _refuse_fewer_than_hold_one(event, capacity)
    _refuse_lower_than_taken(quotas or {"": capacity or 0}, held)


def _refuse_fewer_than_hold_one(event, capacity):
    holding = event.registrations.filter(state__in=State.HOLDING_A_SEAT)
    people = list(holding.select_related("user").in_line())
    if capacity is not None and (capacity < len(people) or (not event.is_limited and people)):
        raise ValidationError(
            ngettext(
                "%(count)s person holds a place already: %(people)s. There cannot be fewer places.",
                "%(count)s people hold a place already: %(people)s. There cannot be fewer places.",
                len(people),
            ),
            params=_who(people),
            code="confirmed",
        )


def _refuse_lower_than_taken(allowed, held):
    taken = defaultdict(list)
    for seat in held:
        taken[str(seat.home)].append(seat.registration)
    for home, people in taken.items():
        if len(people) > allowed.get(home, 0):
            where = {"home": countries.name(home) if home else _("no country"), "code": home}
            raise ValidationError(
                ngettext(
                    "%(count)s seat of %(home)s is taken: %(people)s. Its quota cannot be lower.",
                    "%(count)s seats of %(home)s are taken: %(people)s. Its quota cannot be lower.",
                    len(people),
                ),
                params=_who(people) | where,
                code="quota",
            )


def _who(people):
    """How many, and the first of them by name: for the office, which has to talk to them."""
    names = ", ".join(str(registration.user) for registration in people[:MOST_NAMED])
    more = len(people) - MOST_NAMED
    if more > 0:
        names = ngettext("%(names)s and %(count)s more", "%(names)s and %(count)s more", more) % {
            "names": names,
            "count": more,
        }
    return {"count": len(people), "people": names}
