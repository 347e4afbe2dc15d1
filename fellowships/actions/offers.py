"""Offering fellowships, and what people answer."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from fellowships import reserves, stages, states, windows
from fellowships.actions.allocating import has_stake, publish_result
from fellowships.actions.bursaries import plan_bursary
from fellowships.actions.placements import begin_placement
from fellowships.emails import offers as emails
from fellowships.models import ApplicationState, Offer, OfferState, Outcome, Stage, Turn
from fellowships.rounds import lock_offer, tell_board_if_over
from hubs.moments import moment


class OfferOver(ValidationError):
    """The offer cannot be answered any more: accepted, turned down, run out. Nothing was changed."""


@transaction.atomic
def send_offers(*, call, by, now=None):
    """Offer the places of the newest signed run, all until the same hour; those in reserve learn their position.

    Raises ValidationError where there is nothing to send: somebody else was faster, or nobody was placed.
    """
    call = stages.lock(call)
    stages.require(call, Stage.APPROVED, Stage.OFFERING)
    run = _run_to_send(call, by, now)
    is_first = call.stage == Stage.APPROVED
    offers = _offer_places(call, run, by, now)
    emails.queue_offered(offers)
    if is_first:
        emails.queue_reserve_begins(call, reserves.waiting(call))
        stages.advance(call, Stage.OFFERING, by=by, run=run.number, offers=len(offers))
        publish_result(call=call, by=by)
    return offers


@transaction.atomic
def accept_offer(*, offer, by):
    """Take a fellowship: the stay and its bursary are begun. Raises OfferOver where that comes too late; twice is harmless."""
    offer = lock_offer(offer)
    if offer.state == OfferState.ACCEPTED:
        return offer
    refuse_unless_open(offer)
    if offer.offering_id is None:
        raise ValidationError(_("Choose a centre first: the one of your offer cancelled."), code="centre")
    take(offer, by=by)
    return offer


@transaction.atomic
def decline_offer(*, offer, by, because=""):
    """Leave an offered fellowship to others, and with it the round. Twice is harmless."""
    offer = lock_offer(offer)
    if offer.state == OfferState.DECLINED:
        return offer
    refuse_unless_open(offer)
    states.change(offer, OfferState.DECLINED, by=by, person=offer.application.person, because=because.strip())
    emails.queue_ended(offer)
    tell_board_if_over(offer)
    return offer


@transaction.atomic
def expire_offer(*, offer, now=None):
    """End an offer whose deadline is past. Returns False when it was answered, or when there is more time now."""
    offer = lock_offer(offer)
    if offer.state != OfferState.SENT or offer.expires_at > (now or timezone.now()):
        return False
    states.change(offer, OfferState.EXPIRED, person=offer.application.person)
    emails.queue_ended(offer)
    tell_board_if_over(offer)
    return True


def expire_offers(now=None):
    """End every offer whose deadline is past, each in an own transaction. How many?"""
    overdue = Offer.objects.overdue(now).select_related("application").order_by("expires_at", "pk")
    return sum(expire_offer(offer=offer, now=now) for offer in list(overdue))


@transaction.atomic
def extend_offer(*, offer, day, by):
    """Give one person until the end of that day. Raises ValidationError for less time than there is, and when it is over."""
    offer = lock_offer(offer)
    refuse_unless_open(offer)
    if offer.application.person_id == by.pk:
        raise ValidationError(_("Somebody else decides about your own offer."), code="own")
    before, until = offer.expires_at, windows.end_of(offer.application.call, day)
    if until <= before:
        raise ValidationError(_("Choose a day after the present deadline."), code="earlier")
    offer.expires_at = until
    offer.save(update_fields=["expires_at"])
    person = offer.application.person
    audit.record(
        "offer.extended", offer, by=by, person=person, before=before.isoformat(), until=until.isoformat()
    )
    emails.queue_extended(offer)
    return offer


def refuse_unless_open(offer):
    zone = offer.application.call.zone
    if offer.state != OfferState.SENT:
        raise OfferOver(
            _("This offer is closed: it is “%(state)s” since %(when)s. Nothing was changed."),
            params={"state": offer.get_state_display(), "when": moment(offer.ended_at, zone)},
            code="not_open",
        )
    if offer.expires_at <= timezone.now():
        raise OfferOver(
            _("The offer ended on %(when)s, and the fellowship goes to the next. Nothing was changed."),
            params={"when": moment(offer.expires_at, zone)},
            code="run_out",
        )


def take(offer, *, by, **fields):
    """An open offer, locked by the caller, is accepted; the stay begins."""
    states.change(offer, OfferState.ACCEPTED, by=by, person=offer.application.person, **fields)
    begin_stay(offer, by=by)
    emails.queue_accepted(offer)


def begin_stay(offer, *, by):
    placement = begin_placement(person=offer.application.person, offer=offer)
    plan_bursary(placement=placement, amount=offer.application.call.bursary, by=by)


def _run_to_send(call, by, now):
    if has_stake(by, call):
        raise ValidationError(
            _(
                "You have a stake in an application of this call, or applied yourself: "
                "somebody else of the board does that."
            ),
            code="stake",
        )
    run = reserves.run_to_send(call)
    if run is None:
        raise ValidationError(_("The offers of the newest signed run are out already."), code="sent")
    if call.stage == Stage.OFFERING and windows.has_reserve_ended(call, now):
        raise ValidationError(_("The reserve list has ended: nobody is moved up any more."), code="ended")
    return run


def _offer_places(call, run, by, now):
    """An offer for each turn that got a place, but for who has left since, or holds one already.

    Where the centre has gone since, the person chooses another.
    """
    now = now or timezone.now()
    number = reserves.rounds_so_far(call) + 1
    until = windows.answer_until(call, number, now)
    offers = []
    for turn in _turns_to_offer(run):
        offer = Offer.objects.create(
            application=turn.application,
            run=run,
            offering=None if turn.offering.withdrawn_at else turn.offering,
            round=number,
            sent_at=now,
            expires_at=until,
        )
        offer.application.call = call
        audit.record("offer.sent", offer, by=by, person=turn.application.person, run=run.number)
        offers.append(offer)
    return offers


def _turns_to_offer(run):
    turns = Turn.objects.filter(
        run=run, outcome=Outcome.PLACED, application__state=ApplicationState.SUBMITTED
    )
    holders = Offer.objects.holding().values("application")
    rows = turns.exclude(application__in=holders).order_by("place")
    return rows.select_related("application__person", "offering__centre")
