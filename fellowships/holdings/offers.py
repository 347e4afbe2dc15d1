"""The fellowships that a person was offered."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding
from fellowships.actions import decline_offer
from fellowships.models import Offer, OfferState


def _export_offers(user):
    rows = Offer.objects.filter(application__person=user)
    for row in rows.select_related("application__call", "offering__centre").order_by("pk"):
        yield {
            "call": row.application.call.title,
            "centre": row.offering and row.offering.centre.name,
            "round": row.round,
            "state": row.state,
            "sent_at": row.sent_at.isoformat(),
            "answer_by": row.expires_at.isoformat(),
            "ended_at": row.ended_at and row.ended_at.isoformat(),
            "reason": row.because,
        }


def _erase_offers(user):
    """What is open goes to the next person; what somebody wrote goes away."""
    for offer in Offer.objects.filter(state=OfferState.SENT, application__person=user):
        decline_offer(offer=offer, by=user)
    Offer.objects.filter(application__person=user).update(because="")
    Offer.history.filter(application__person=user).update(because="")


HOLDINGS = [
    Holding(
        model="fellowships.Offer",
        title=_("Fellowships that were offered to you"),
        export=_export_offers,
        erase=_erase_offers,
        kept=_(
            "That a fellowship was offered, and what came of it, without your name: the sum must stay right."
        ),
    )
]
