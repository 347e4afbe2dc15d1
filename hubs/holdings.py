"""What this app holds about a person."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding, register
from hubs.models import Membership


def register_holdings():
    register(
        Holding(
            model="hubs.Membership",
            title=_("Your terms as coordinator of a hub"),
            export=_export_memberships,
            erase=_erase_memberships,
        )
    )


def _export_memberships(user):
    for membership in Membership.objects.filter(user=user).select_related("hub"):
        yield {
            "hub": membership.hub.name,
            "role": membership.role,
            "starts_on": membership.starts_on.isoformat(),
            "ends_on": membership.ends_on and membership.ends_on.isoformat(),
        }


def _erase_memberships(user):
    """The terms go, and their earlier versions with them."""
    Membership.objects.filter(user=user).delete()
    Membership.history.filter(user_id=user.pk).delete()
