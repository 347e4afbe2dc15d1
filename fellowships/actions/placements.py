"""A stay, from the moment somebody is to come until it is over."""

from django.db import transaction

from accounts import audit
from fellowships import stages
from fellowships.models import ChecklistItem, ChecklistTemplate, Placement


@transaction.atomic
def begin_placement(*, person, call=None, offer=None, invitation=None, centre=None, hub=None):
    """A stay to be arranged, with its own copy of the checklist, for an accepted offer or invitation.

    Call and host are those of the offer or invitation where nothing else is said. Raises ValidationError where a
    stay of this offer or invitation is under way.
    """
    if offer:
        call = call or offer.application.call
        centre = centre or offer.offering.centre
    elif centre is None and hub is None:
        centre, hub = invitation.centre, invitation.hub
    if call:
        call = stages.lock(call)
    placement = Placement(
        person=person, call=call, offer=offer, invitation=invitation, centre=centre, hub=hub
    )
    placement.full_clean()
    placement.save()
    _copy_checklist(placement)
    audit.record("placement.begun", placement, person=person)
    return placement


def _copy_checklist(placement):
    templates = ChecklistTemplate.objects.all()
    if placement.is_exchange:
        templates = templates.filter(is_for_exchange=True)
    ChecklistItem.objects.bulk_create(
        ChecklistItem(placement=placement, title=line.title, side=line.side, days_before=line.days_before)
        for line in templates
    )
