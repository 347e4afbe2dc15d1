"""What somebody decides, reviews or pays in calls."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding
from fellowships.models import CallRole


def _export_roles(user):
    for row in CallRole.objects.filter(user=user).select_related("call"):
        yield {
            "call": row.call.title,
            "role": row.role,
            "starts_on": row.starts_on.isoformat(),
            "ends_on": row.ends_on and row.ends_on.isoformat(),
        }


def _erase_roles(user):
    """The roles go, and their earlier versions with them."""
    CallRole.objects.filter(user=user).delete()
    CallRole.history.filter(user_id=user.pk).delete()


HOLDINGS = [
    Holding(
        model="fellowships.CallRole",
        title=_("Your roles in fellowship calls"),
        export=_export_roles,
        erase=_erase_roles,
    )
]
