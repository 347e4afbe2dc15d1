"""Mails between two hubs about seats that are to move."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mailing import actions as outbox
from mailing.kinds import Kind, register
from mailing.models import Message
from registrations.emails.answers import event_facts
from registrations.emails.recipients import coordinators, is_coordinator, office_address
from registrations.models import SeatTransfer, Side, TransferState
from registrations.transfers import why_not


def queue(occasion, transfer, by):
    """To who runs the other side: both sides where the office acts. The office itself where nobody is in office."""
    terms = coordinators([transfer.country(side) for side in Side])
    own = {str(term.hub.country) for term in terms if term.user_id == by.pk}
    facts = _facts(transfer, by)
    rows = []
    for side in Side:
        country = transfer.country(side)
        if country in own:
            continue
        people = [term for term in terms if str(term.hub.country) == country]
        rows += [_row(occasion, facts, transfer, side, term) for term in people]
        if not people and not by.is_staff and office_address():
            rows.append(_row_for_the_office(occasion, facts, transfer, side))
    outbox.queue_many(f"registrations/transfer_{occasion}", rows)


def _row(occasion, facts, transfer, side, term):
    desk = reverse("registrations:hub_transfers", args=[term.hub.code, transfer.event.slug])
    return {
        "key": f"transfer-{occasion}:{transfer.pk}:{side}:{term.user_id}",
        "user": term.user,
        "to": term.user.email,
        "language": term.user.language,
        "context": facts | {"name": term.user.name, "side": str(side), "desk_path": desk},
    }


def _row_for_the_office(occasion, facts, transfer, side):
    desk = reverse("registrations:transfers", args=[transfer.event.slug])
    return {
        "key": f"transfer-{occasion}:{transfer.pk}:{side}:office",
        "to": office_address(),
        "context": facts | {"side": str(side), "desk_path": desk},
    }


def _facts(transfer, by):
    return event_facts(transfer.event) | {
        "transfer": transfer.pk,
        "giver": str(transfer.giver),
        "taker": str(transfer.taker),
        "seats": transfer.seats,
        "note": transfer.note,
        "reason": transfer.reason,
        "by": by.name,
    }


def _of(message):
    """The transfer, if the mail still is for somebody who speaks for that side."""
    facts = message.context
    transfer = SeatTransfer.objects.select_related("event").filter(pk=facts["transfer"]).first()
    if transfer is None or message.user_id is None:
        return transfer
    return transfer if is_coordinator(message.user_id, transfer.country(facts["side"])) else None


def _still_asked(message):
    transfer = _of(message)
    if transfer is None or not transfer.is_open or why_not(transfer.event):
        return False
    return not transfer.has_confirmed(message.context["side"])


def _still(state):
    def is_so(message):
        transfer = _of(message)
        return transfer is not None and transfer.state == state

    return is_so


def forget_mails_of(user):
    """Mails that name somebody who is erased."""
    deeds = Q(proposed_by=user) | Q(giver_confirmed_by=user) | Q(taker_confirmed_by=user) | Q(ended_by=user)
    numbers = list(SeatTransfer.objects.filter(deeds).values_list("pk", flat=True))
    mails = Message.objects.filter(kind__startswith="registrations/transfer_")
    outbox.forget(mails.filter(context__transfer__in=numbers))


def register_kinds():
    register(Kind("registrations/transfer_proposed", _("Seats to move: proposed"), still_true=_still_asked))
    for state, title in (
        (TransferState.DONE, _("Seats to move: done")),
        (TransferState.REFUSED, _("Seats to move: refused")),
        (TransferState.WITHDRAWN, _("Seats to move: withdrawn")),
    ):
        register(Kind(f"registrations/transfer_{state.value}", title, still_true=_still(state)))
