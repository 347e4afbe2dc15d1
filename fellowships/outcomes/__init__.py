"""What came of an application, for the person it concerns: where one stands, why, and what comes next.

All of it is read from what was stored when it was decided: the merit list, the run, the offers.
"""

from dataclasses import dataclass, field

from fellowships import explaining, reserves, stages
from fellowships.emails import offers as offer_emails
from fellowships.models import ApplicationState, Offer, OfferState, Placement, Stage, Turn
from fellowships.outcomes import coming, heads, ineligible, pictures, reasons, scores


@dataclass(frozen=True)
class Outcome:
    """All that the page shows. `kind` says which of its shapes.

    kind:   offered, choose, accepted, declined, expired, revoked, reserve, over, ineligible
    offer:  the latest one, or None; `placement`: the stay it has led to, or None
    turn:   what the person got in the run that counts for it, or None; `position`: the place in reserve now
    """

    application: object
    kind: str
    head: object
    offer: object = None
    turn: object = None
    placement: object = None
    position: int | None = None
    picture: object = None
    row: object = None
    sum: object = None
    reasons: list = field(default_factory=list)
    next: list = field(default_factory=list)
    checks: list = field(default_factory=list)

    @property
    def call(self):
        return self.application.call

    @property
    def sentences(self):
        """Of the person's turn, from its stored trace."""
        return explaining.explain(self.turn)

    @property
    def groups(self):
        """Groups of countries with a minimum; `is_own` where the person was counted in it."""
        own = self.row and self.row.group_id
        for group in self.call.groups.filter(minimum__gt=0):
            group.is_own = group.pk == own
            yield group

    @property
    def contact(self):
        return offer_emails.office_address()


def of(application):
    """The outcome, or None while there is none to tell: nothing of ranks before the offers are out.

    Who is not eligible learns it at once, and finally when the reviews begin: until then it can be corrected.
    """
    call = application.call
    if application.is_eligible is False and stages.has_reached(call, Stage.REVIEWING):
        return _ineligible(application)
    if not stages.has_reached(call, Stage.OFFERING):
        return None
    offer = _latest_offer(application)
    if offer is None and application.state != ApplicationState.SUBMITTED:
        return None
    turn = _turn(application, offer)
    return None if turn is None else _ranked(application, offer, turn)


def _ranked(application, offer, turn):
    kind = _kind(application, offer)
    position = reserves.position(turn) if kind == "reserve" else None
    placement = offer and Placement.objects.live().filter(offer=offer).first()
    row = turn.run.snapshot.rows.filter(application=application).select_related("snapshot__call").first()
    head = heads.of(kind, application, offer=offer, turn=turn, row_count=_count(turn), position=position)
    return Outcome(
        application=application,
        kind=kind,
        head=head,
        offer=offer,
        turn=turn,
        placement=placement,
        position=position,
        picture=pictures.of(turn),
        row=row,
        sum=row and scores.of(row),
        reasons=reasons.of(application, turn),
        next=coming.after(kind, application, offer=offer, placement=placement),
    )


def _ineligible(application):
    return Outcome(
        application=application,
        kind="ineligible",
        head=heads.of("ineligible", application),
        checks=ineligible.checks_of(application),
        next=coming.after("ineligible", application),
    )


def _latest_offer(application):
    offers = Offer.objects.filter(application=application).order_by("-round", "-pk")
    return offers.select_related("run", "offering__centre").first()


def _turn(application, offer):
    """Of the run by which the fellowship was given; for all others, of the run in force."""
    run = offer.run if offer else reserves.run_in_force(application.call)
    turns = Turn.objects.filter(run=run, application=application)
    return turns.select_related("run__call", "run__snapshot", "offering__centre").defer("run__facts").first()


def _kind(application, offer):
    if offer is None:
        is_open = application.call.stage == Stage.OFFERING
        return "reserve" if is_open else "over"
    if offer.offering_id is None and offer.state in (OfferState.SENT, OfferState.ACCEPTED):
        return "choose"
    return "offered" if offer.state == OfferState.SENT else offer.state


def _count(turn):
    return turn.seen.get("of") or turn.run.snapshot.rows.count()
