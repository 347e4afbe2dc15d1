"""What a centre says about itself, and which places it gives to a call."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from fellowships import stages
from fellowships.actions.cancelling import cancel_placement
from fellowships.actions.giving_back import keep_fellowship
from fellowships.emails import centres as emails
from fellowships.models import (
    Centre,
    Offer,
    Offering,
    Placement,
    PlacementState,
    Side,
    Stage,
    Week,
)

# From the opening on people rely on what is offered: then places can only be taken back, with a reason.
MAY_TAKE_BACK = [stage for stage in Stage if stage != Stage.COMPLETED]
# The places are given: who has one keeps the fellowship. Before, people go by their other choices.
GIVEN = (Stage.APPROVED, Stage.OFFERING, Stage.RUNNING)


def edition_of(centre):
    """Rises with each change of the page, so that of two people who edit at once the second is told."""
    return centre.history.order_by("-history_id").values_list("history_id", flat=True).first() or 0


@transaction.atomic
def save_centre(*, centre, fields, edition, by):
    """Keep what was changed of a page: `fields` of `centre`. Saving says that all of it is current.

    Raises ValidationError (code "edition") where somebody else has changed the page since it was opened.
    """
    kept = _lock(centre)
    if edition_of(kept) != edition:
        raise ValidationError(
            _("Somebody else has changed this page meanwhile. What you typed still stands here."),
            code="edition",
        )
    for field in fields:
        setattr(kept, field, getattr(centre, field))
    kept.looked_after_at = timezone.now()
    kept.full_clean()
    kept.save()
    audit.record("centre.saved", kept, by=by, fields=sorted(fields))
    return kept


@transaction.atomic
def say_current(*, centre, by):
    """The page was read and is right as it stands. No new edition: nothing in it has changed."""
    kept = _lock(centre)
    Centre.objects.filter(pk=kept.pk).update(looked_after_at=timezone.now())
    audit.record("centre.said_current", kept, by=by)


@transaction.atomic
def offer_places(*, call, centre, places, notes, weeks, by):
    """Say how many fellows a centre takes in a call that is announced, and when: pairs of first and last day.

    Places that were taken back before the opening are given again.
    """
    call = stages.lock(call)
    stages.require(call, Stage.ANNOUNCED)
    offering = Offering.objects.filter(call=call, centre=centre).first() or Offering(call=call, centre=centre)
    offering.places, offering.notes = places, notes
    offering.withdrawn_at, offering.withdrawn_because = None, ""
    offering.full_clean()
    offering.save()
    _keep_weeks(offering, weeks)
    audit.record("offering.saved", offering, by=by, places=places, weeks=len(weeks))
    return offering


def _keep_weeks(offering, weeks):
    offering.weeks.all().delete()
    for first, last in sorted(weeks):
        week = Week(offering=offering, starts_on=first, ends_on=last)
        week.full_clean()
        week.save()


@transaction.atomic
def withdraw_offering(*, offering, by, because):
    """A centre takes its places in a call back. Who chose them is told, and who holds one chooses anew.

    A stay that has begun goes on. Raises ValidationError for places that are taken back already.
    """
    call = stages.lock(offering.call)
    offering = Offering.objects.select_for_update().get(pk=offering.pk)
    if offering.withdrawn_at is not None:
        raise ValidationError(_("These places have been taken back already."), code="transition")
    stages.require(call, *MAY_TAKE_BACK)
    offering.withdrawn_at, offering.withdrawn_because = timezone.now(), because.strip()
    offering.full_clean()
    offering.save(update_fields=["withdrawn_at", "withdrawn_because"])
    audit.record("offering.withdrawn", offering, by=by, stage=call.stage, because=because)
    _send_on(offering, by, offering.withdrawn_because)
    _tell(offering, call)
    return offering


def _send_on(offering, by, because):
    """Who holds a place there keeps the fellowship, and chooses first among the centres that are free."""
    for offer in Offer.objects.holding().filter(offering=offering).order_by("pk"):
        stay = Placement.objects.live().filter(offer=offer).first()
        if stay is None:
            keep_fellowship(offer=offer, by=by, because=because)
        elif not _has_begun(stay):
            cancel_placement(placement=stay, side=Side.HOST, by=by, because=because)


def _has_begun(stay):
    return stay.state == PlacementState.DONE or bool(stay.days and stay.first_day <= timezone.localdate())


def _tell(offering, call):
    if call.stage == Stage.ANNOUNCED:
        return
    emails.queue_withdrawn_to_board(offering)
    if call.stage not in GIVEN:
        emails.queue_withdrawn_to_applicants(offering)


def _lock(centre):
    return Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
