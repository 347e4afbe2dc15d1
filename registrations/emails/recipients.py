"""Who is written to at a hub, and at the office."""

from hubs.models import Membership
from levels.models import Pathway


def coordinators(countries):
    """Terms in force today at the hubs of these countries, with hub and person; nobody whose account is closed."""
    terms = Membership.objects.in_force().filter(hub__country__in=countries, user__is_active=True)
    return list(terms.select_related("hub", "user").order_by("hub__country", "pk"))


def is_coordinator(user_id, country):
    """Is this person still in office there?"""
    terms = Membership.objects.in_force().filter(user=user_id, hub__country=country, user__is_active=True)
    return terms.exists()


def office_address():
    """Where the office reads what concerns a whole event; empty where the portal has no pathway yet."""
    pathway = Pathway.objects.first()
    return (pathway.office_email or pathway.contact_email) if pathway else ""
