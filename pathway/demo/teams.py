"""Who runs the hubs: a new deputy in Portugal, a coordinator of Sweden who has handed over, one in Poland who is asked."""

from datetime import timedelta

from django.utils import timezone

from accounts.actions import give_consent
from accounts.models import ConsentKind
from hubs import actions
from hubs.models import Hub, Membership, Role

SHARING = ["participant.pl", "karolina.d", "pawel.k", "participant.se", "bjorn.s", "participant.pt"]
MONTH = timedelta(days=30)


def play(people):
    """Some of the demo people share with their hub, so that its coordinator finds them by name."""
    hubs = {str(hub.country): hub for hub in Hub.objects.all()}
    if not {"PL", "PT", "SE"} <= set(hubs):
        return
    today = timezone.localdate()
    for address in SHARING:
        give_consent(people[address], ConsentKind.HUB)
    Membership.objects.create(
        hub=hubs["PT"], user=people["beatriz.g"], role=Role.DEPUTY, starts_on=today - MONTH
    )
    Membership.objects.create(
        hub=hubs["SE"],
        user=people["bjorn.s"],
        starts_on=today - 12 * MONTH,
        ends_on=today - timedelta(days=1),
    )
    actions.appoint(
        hub=hubs["PL"],
        email=people["karolina.d"].email,
        starts_on=today + MONTH,
        by=people["coordinator.pl"],
    )
