"""Seats move to another country when both hubs have agreed."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_countries import countries

from accounts import audit
from hubs.models import Hub
from registrations.dates import moment
from registrations.emails import transfers as transfer_emails
from registrations.models import Seat, SeatTransfer, Side, TransferState
from registrations.seating import lock, seat_and_tell
from registrations.transfers import Voices, refuse_unless_possible


class TransferEnded(ValidationError):
    """Somebody else was faster: says what became of the transfer, and when. Nothing was changed."""

    def __init__(self, transfer):
        self.transfer = transfer
        super().__init__(
            _("This transfer is %(state)s since %(when)s, by %(who)s. Nothing was changed."),
            code="ended",
            params={
                "state": transfer.get_state_display().lower(),
                "when": moment(transfer.ended_at, transfer.event.zone),
                "who": transfer.ended_by,
            },
        )


@transaction.atomic
def propose_transfer(*, event, giver, taker, seats, by, note=""):
    """Propose that `giver` leaves so many free seats to `taker`. The proposer's own side has thereby agreed.

    Staff who run neither hub propose for both, and both have to confirm. Returns the transfer.
    """
    event = lock(event)
    refuse_unless_possible(event)
    _refuse_impossible_pair(event, giver, taker)
    _refuse_without_seats(event, giver, seats)
    transfer = SeatTransfer(
        event=event, giver=giver, taker=taker, seats=seats, note=note.strip(), proposed_by=by
    )
    voices = Voices.today()
    own = [side for side in Side if voices.coordinates(by, transfer.country(side))]
    if not own and not by.is_staff:
        raise ValidationError(_("Only the hubs concerned and the office propose this."), code="not_yours")
    for side in own:
        _agree(transfer, side, by)
    transfer.clean_fields(exclude=["event", "proposed_by"])
    transfer.save(force_insert=True)
    audit.record("transfer.proposed", transfer, by=by, giver=giver, taker=taker, seats=seats)
    if len(own) == len(Side):
        _carry_out(transfer, event, by)
    else:
        transfer_emails.queue("proposed", transfer, by)
    return transfer


@transaction.atomic
def confirm_transfer(*, transfer, side, by):
    """Agree for one side. When both have, the seats move at once, and who waits for one there is told.

    Raises ValidationError, and changes nothing, where the giver has too few free seats by now.
    """
    event, transfer = _lock_open(transfer)
    if transfer.has_confirmed(side):
        return transfer
    _refuse_other_voices(transfer, side, by)
    refuse_unless_possible(event)
    _agree(transfer, side, by)
    transfer.save()
    audit.record("transfer.confirmed", transfer, by=by, side=str(side))
    if all(transfer.has_confirmed(each) for each in Side):
        _carry_out(transfer, event, by)
    return transfer


@transaction.atomic
def refuse_transfer(*, transfer, side, by, reason):
    """Say no for a side that has not agreed. The other side reads the reason."""
    if len(reason.strip()) < 10:
        raise ValidationError(
            {"reason": _("Write at least one sentence: the other side reads it.")}, code="reason"
        )
    _event, transfer = _lock_open(transfer)
    if transfer.has_confirmed(side):
        raise ValidationError(_("This side has confirmed already: withdraw instead."), code="confirmed")
    _refuse_other_voices(transfer, side, by)
    return _end(transfer, TransferState.REFUSED, by, reason)


@transaction.atomic
def withdraw_transfer(*, transfer, by, reason=""):
    """Take a proposal back while the other side has not agreed."""
    _event, transfer = _lock_open(transfer)
    if not Voices.today().may_withdraw(by, transfer):
        raise ValidationError(_("Only who has agreed, and the office, can withdraw this."), code="not_yours")
    return _end(transfer, TransferState.WITHDRAWN, by, reason)


def _lock_open(transfer):
    """The event, locked, and the transfer as it stands now, if it is still open."""
    event = lock(transfer.event)
    transfer = SeatTransfer.objects.select_related("event", "ended_by").get(pk=transfer.pk)
    if not transfer.is_open:
        raise TransferEnded(transfer)
    return event, transfer


def _agree(transfer, side, by):
    setattr(transfer, f"{side}_confirmed_at", timezone.now())
    setattr(transfer, f"{side}_confirmed_by", by)


def _end(transfer, state, by, reason=""):
    transfer.state, transfer.ended_at, transfer.ended_by = state, timezone.now(), by
    transfer.reason = reason.strip()
    transfer.clean_fields(exclude=["event", "proposed_by", "giver_confirmed_by", "taker_confirmed_by"])
    transfer.save()
    audit.record(f"transfer.{state}", transfer, by=by)
    transfer_emails.queue(str(state), transfer, by)
    return transfer


def _carry_out(transfer, event, by):
    """Exactly so many free seats change their home, those with the highest numbers first."""
    free = _refuse_without_seats(event, transfer.giver, transfer.seats)
    moved = list(free.order_by("-number")[: transfer.seats])
    Seat.objects.filter(pk__in=[seat.pk for seat in moved]).update(home=transfer.taker)
    audit.record(
        "event.seats_transferred",
        event,
        by=by,
        transfer=transfer.pk,
        giver=str(transfer.giver),
        taker=str(transfer.taker),
        seats=[seat.number for seat in moved],
    )
    _end(transfer, TransferState.DONE, by)
    seat_and_tell(event)


def _refuse_other_voices(transfer, side, by):
    country = transfer.country(side)
    if not Voices.today().speaks_for(by, country):
        raise ValidationError(
            _("Only a coordinator of %(country)s answers for it."),
            params={"country": countries.name(country)},
            code="not_yours",
        )


def _refuse_impossible_pair(event, giver, taker):
    if giver == taker:
        raise ValidationError({"taker": _("Choose two different countries.")}, code="same")
    with_hub = {str(code) for code in Hub.objects.values_list("country", flat=True)}
    for country in (giver, taker):
        if country not in with_hub:
            raise ValidationError(
                _("%(country)s has no hub that could agree."),
                params={"country": countries.name(country) or country},
                code="no_hub",
            )
    if event.transfers.open().filter(giver=giver, taker=taker).exists():
        raise ValidationError(
            _("There is an open proposal between these two countries already. Answer or withdraw it first."),
            code="open_already",
        )


def _refuse_without_seats(event, giver, seats):
    """The free seats of a country, where there are enough of them."""
    free = event.seats.free().filter(home=giver)
    count = free.count()
    if count < seats:
        raise ValidationError(
            ngettext(
                "%(country)s has %(count)s free seat now, so %(seats)s cannot move. Nothing was changed.",
                "%(country)s has %(count)s free seats now, so %(seats)s cannot move. Nothing was changed.",
                count,
            ),
            params={"country": countries.name(str(giver)), "count": count, "seats": seats},
            code="too_few",
        )
    return free
