"""What the board sees of the offers of a call: who said what, who waits, and what is to be done now."""

from dataclasses import dataclass

from django.core.paginator import Paginator

from fellowships import reserves, windows
from fellowships.models import Application, Offer, OfferState, Outcome, Stage

PER_PAGE = 100


@dataclass(frozen=True)
class Board:
    """All of it is about those in whom the reader has no stake: every list and every number.

    to_send: how many offers go out next, None where no signed run waits; `until`: by when they would be answered
    step:    send, wait, fill, close, over or early: what is to be done now
    """

    step: str
    rows: list
    waiting: object
    held: int
    asked: int
    choosing: int
    to_send: int | None
    until: object
    round: int


@dataclass(frozen=True)
class Line:
    position: int
    turn: object


def of(call, user, *, page=None):
    seen = Application.objects.on_board_of(user).filter(call=call).order_by().values("pk")
    rows = list(_offers(seen))
    to_send = _to_send(call, seen)
    held = [row for row in rows if row.state in (OfferState.SENT, OfferState.ACCEPTED)]
    waiting = _waiting(call, seen)
    number = reserves.rounds_so_far(call) + 1
    asked = sum(row.state == OfferState.SENT for row in rows)
    return Board(
        step=_step(call, to_send, asked, len(held), len(waiting)),
        rows=rows,
        waiting=_page(waiting, page),
        held=len(held),
        asked=asked,
        choosing=sum(row.offering_id is None for row in held),
        to_send=to_send,
        until=windows.answer_until(call, number),
        round=number,
    )


def _offers(seen):
    """Open ones first, then by the round."""
    offers = Offer.objects.filter(application__in=seen).select_related(
        "application__person", "offering__centre"
    )
    return sorted(offers, key=lambda one: (one.state != OfferState.SENT, -one.round, one.application.code))


def _to_send(call, seen):
    run = reserves.run_to_send(call)
    if run is None:
        return None
    return run.turns.filter(outcome=Outcome.PLACED, application__in=seen).count()


def _waiting(call, seen):
    """With the place in line among all, those left out included: nobody's number depends on who looks."""
    shown = set(seen.values_list("pk", flat=True))
    turns = reserves.waiting(call).select_related("application__person").order_by("reserve")
    return [Line(number, turn) for number, turn in enumerate(turns, start=1) if turn.application_id in shown]


def _page(waiting, number):
    page = Paginator(waiting, PER_PAGE).get_page(number)
    if page.has_previous():
        page.previous_query = f"?page={page.previous_page_number()}"
    if page.has_next():
        page.next_query = f"?page={page.next_page_number()}"
    return page


def _step(call, to_send, asked, held, waiting):
    if call.stage in (Stage.RUNNING, Stage.COMPLETED):
        return "over"
    if to_send is not None and call.stage in (Stage.APPROVED, Stage.OFFERING):
        return "send"
    if call.stage != Stage.OFFERING:
        return "early"
    if asked:
        return "wait"
    return "fill" if held < call.fellowships and waiting else "close"
