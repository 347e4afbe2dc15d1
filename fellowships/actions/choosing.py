"""Whose centre cancelled keeps the fellowship and chooses among what is free, before anybody in reserve."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from fellowships import reserves
from fellowships.actions.offers import begin_stay, refuse_unless_open, take
from fellowships.emails import offers as emails
from fellowships.models import OfferState
from fellowships.rounds import lock_offer


@transaction.atomic
def choose_centre(*, offer, offering, by):
    """Take a free place at another centre; an offer that was still open is accepted by it.

    Raises ValidationError where the place went to somebody else, or the person has chosen already.
    """
    offer = lock_offer(offer)
    if offer.offering_id is not None and offer.offering_id == offering.pk:
        return offer
    if offer.state != OfferState.ACCEPTED:
        refuse_unless_open(offer)
    if offer.offering_id is not None:
        raise ValidationError(
            _("You have a place at %(centre)s already."), params={"centre": offer.offering}, code="chosen"
        )
    free = reserves.free_places(offer.application.call).filter(pk=offering.pk).first()
    if free is None:
        raise ValidationError(
            _("The last place at %(centre)s has just been taken. Choose another one."),
            params={"centre": offering},
            code="full",
        )
    _move(offer, free, by)
    return offer


def _move(offer, offering, by):
    if offer.state == OfferState.SENT:
        take(offer, by=by, offering=offering)
        return
    offer.offering = offering
    offer.save(update_fields=["offering"])
    person = offer.application.person
    audit.record("offer.moved", offer, by=by, person=person, centre=offering.centre.slug)
    begin_stay(offer, by=by)
    emails.queue_accepted(offer)
