"""What a fellowship comes to when a stay is cancelled. Whoever cancels the stay calls this, in the same transaction.

It knows no stays: the actions about stays import this module.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from fellowships import states, windows
from fellowships.emails import offers as emails
from fellowships.models import HOLDING, Offering, OfferState
from fellowships.rounds import lock_offer, tell_board_if_over


@transaction.atomic
def give_back(*, offer, by, because=""):
    """The fellow cannot go: fellowship and place are free for the next. Twice is harmless."""
    offer = lock_offer(offer)
    if offer.state not in HOLDING:
        return offer
    _end(offer, OfferState.DECLINED, by, because)
    return offer


@transaction.atomic
def take_back(*, offer, by, because):
    """The office ends a fellowship, with a reason that the person reads. Never the own one."""
    offer = lock_offer(offer)
    if by is not None and offer.application.person_id == by.pk:
        raise ValidationError(_("Somebody else decides about your own offer."), code="own")
    if not because.strip():
        raise ValidationError(_("Say why: the person reads it."), code="required")
    _end(offer, OfferState.REVOKED, by, because)
    return offer


@transaction.atomic
def keep_fellowship(*, offer, by, because):
    """The centre cannot take this person, and has one place less: the fellowship stays, and the person chooses first.

    Others wait for that choice as long as for an answer in the second round. Twice is harmless.
    """
    offer = lock_offer(offer)
    if offer.offering_id is None:
        return offer
    offering = offer.offering
    leave_centre(offer, by=by, because=because)
    _lose_place(offering, because)
    return offer


def leave_centre(offer, *, by, because):
    """An offer that holds, locked by the caller, has no centre any more. Its deadline only ever becomes later."""
    centre = offer.offering.centre
    offer.offering = None
    offer.expires_at = max(offer.expires_at, windows.answer_until(offer.application.call, 2))
    offer.save(update_fields=["offering", "expires_at"])
    audit.record("offer.without_centre", offer, by=by, person=offer.application.person, centre=centre.slug)
    emails.queue_choose(offer, centre=centre, because=because)


def _end(offer, state, by, because):
    states.change(offer, state, by=by, person=offer.application.person, because=because.strip())
    emails.queue_ended(offer)
    tell_board_if_over(offer)


def _lose_place(offering, because):
    """The place that the centre cannot give is offered to nobody else."""
    offering = Offering.objects.select_for_update().get(pk=offering.pk)
    if offering.withdrawn_at:
        return
    if offering.places > 1:
        offering.places -= 1
    else:
        offering.withdrawn_at, offering.withdrawn_because = timezone.now(), because[:300]
    offering.save(update_fields=["places", "withdrawn_at", "withdrawn_because"])
