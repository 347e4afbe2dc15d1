"""Who checks, reviews or edits cases."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding
from cases.models import CaseRole


def _export_roles(user):
    for row in CaseRole.objects.filter(user=user).prefetch_related("topics").order_by("pk"):
        yield {
            "role": row.role,
            "topics": [topic.name for topic in row.topics.all()],
            "open_reviews_at_most": row.cap,
            "starts_on": row.starts_on.isoformat(),
            "ends_on": row.ends_on and row.ends_on.isoformat(),
        }


def _erase_roles(user):
    """The roles go, and their earlier versions with them."""
    CaseRole.objects.filter(user=user).delete()
    CaseRole.history.filter(user_id=user.pk).delete()


HOLDINGS = [
    Holding(
        model="cases.CaseRole",
        title=_("Your roles in the case repository"),
        export=_export_roles,
        erase=_erase_roles,
    )
]
