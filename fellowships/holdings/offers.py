"""The fellowships that a person was offered."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding
from fellowships.actions import leave_round
from fellowships.models import Offer, PlacementState


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
    """What is held goes to the next person, with a stay that is still to come; what somebody wrote goes away."""
    held = Offer.objects.holding().filter(application__person=user)
    for offer in held.exclude(placements__state=PlacementState.DONE):
        leave_round(offer=offer, by=user, because=gettext("The account was closed."))
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
