"""Who is written to at a centre, on a board, and at the office."""

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from fellowships.models import CallRole, CentreMember, Role
from hubs.models import Membership
from levels.models import Pathway


def people_of_centre(centre):
    """Who speaks for it today."""
    return _in_office(CentreMember.objects.filter(centre=centre))


def hosts_of(placement):
    """Who speaks today for the centre or the hub that somebody comes to."""
    if placement.centre_id:
        return people_of_centre(placement.centre)
    return _in_office(Membership.objects.filter(hub=placement.hub_id))


def chairs_of(call):
    return _in_office(CallRole.objects.filter(call=call, role=Role.CHAIR))


def office_address():
    """Where the office reads what concerns a whole call; empty where the portal has no pathway yet."""
    pathway = Pathway.objects.first()
    return (pathway.office_email or pathway.contact_email) if pathway else ""


def _in_office(terms):
    today = timezone.localdate()
    today_in_office = terms.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today)
    return list(User.objects.filter(is_active=True, pk__in=today_in_office.values("user")).order_by("pk"))
