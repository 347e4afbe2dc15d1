"""Who runs a hub, who may decide about that, and whether there is a day without anybody."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from hubs.models import Membership, Role

DAY = timedelta(days=1)


def leads(user, hub):
    """Coordinators appoint and end terms; deputies do all the rest of the work. Staff do it for every hub."""
    if user.is_staff:
        return True
    return hub.memberships.in_force().filter(user=user, role=Role.COORDINATOR).exists()


def terms_of(hub):
    """Of all times, the newest first."""
    return hub.memberships.select_related("user", "succession").order_by("-starts_on", "-pk")


def first_day_alone(hub, today=None):
    """The first day from today on which nobody runs the hub; None where there is none."""
    day = today or timezone.localdate()
    last_days = Membership.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=day), hub=hub, user__is_active=True
    )
    terms = list(last_days.values_list("starts_on", "ends_on"))
    while True:
        covering = [
            ends_on for starts_on, ends_on in terms if starts_on <= day and (not ends_on or ends_on >= day)
        ]
        if not covering:
            return day
        if None in covering:
            return None
        day = max(covering) + DAY
