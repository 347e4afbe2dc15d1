"""Giving seats. Everything here runs in the caller's transaction, under the lock of the event."""

from collections import Counter

from registrations import emails, filling, offers
from registrations.models import Event, Registration, Rule, Seat, State
from registrations.states import change_state


def lock(event):
    """The event as it is now, locked until the end of the transaction."""
    return Event.objects.select_for_update(of=["self"]).get(pk=event.pk)


def fill_seats(event, newcomer=None):
    """Give every seat that is free to whom it is due. The caller holds the lock. Returns who got one.

    `newcomer` is a registration of the line that the caller has in hand: it is changed itself, not read again.
    """
    if event.is_over():
        # Nobody is told of a seat at what has been, whoever changes the places of a past event or how late.
        return []
    if event.awaits_allocation:
        return []
    if not event.is_limited:
        return _confirm_all_waiting(event, newcomer)
    seats = list(Seat.objects.filter(event=event).values_list("pk", "home", "registration__home"))
    free = [filling.Free(pk, home) for pk, home, holder in seats if holder is None]
    if not free:
        return []
    waiting = event.registrations.waiting().in_line().values_list("pk", "home")
    given = filling.give(
        free=free,
        waiting=[filling.InLine(pk, home) for pk, home in waiting],
        quotas=Counter(home for _pk, home, _holder in seats if home),
        held=Counter(holder for _pk, _home, holder in seats if holder),
        released=event.released_at is not None,
        has_release_date=event.release_at is not None,
        spread=event.spreads_unused_seats,
        pilot_only=event.is_for_pilot_only,
    )
    people = _people([row.registration for row in given], newcomer)
    for row in given:
        person = people[row.registration]
        give_seat(person, event, row.seat, row.rule, at_once=person == newcomer)
    return [people[row.registration] for row in given]


def give_seat(registration, event, seat, rule, *, at_once=False):
    """Offer a seat, or confirm it where the event asks for no answer. Who asks this very moment is not asked back."""
    ends_at = None if at_once else offers.answer_until(event)
    state = State.OFFERED if ends_at else State.CONFIRMED
    change_state(registration, state, rule=rule, seat_id=seat, offer_ends_at=ends_at)


def rule_of_seat(registration, event):
    """Why somebody holds the seat they hold, worked out from the seat itself."""
    home = str(registration.seat.home)
    if not home:
        return Rule.OPEN_SEAT
    if home == registration.home:
        return Rule.HOME_SEAT
    return Rule.RELEASED_TO_PILOT if registration.home in event.homes else Rule.RELEASED_TO_ANYONE


def _people(numbers, newcomer):
    """Registrations by number, with their persons."""
    known = {newcomer.pk: newcomer} if newcomer and newcomer.pk in numbers else {}
    missing = [number for number in numbers if number not in known]
    return Registration.objects.select_related("user").in_bulk(missing) | known


def _confirm_all_waiting(event, newcomer):
    people = _people(list(event.registrations.waiting().in_line().values_list("pk", flat=True)), newcomer)
    for registration in people.values():
        change_state(registration, State.CONFIRMED, rule=Rule.UNLIMITED)
    return list(people.values())


def seat_and_tell(event):
    """Fill the seats and write to each person who moved up from the waiting line: a seat, or the offer of one."""
    for registration in fill_seats(event):
        emails.queue_seat_freed(registration, event)
