"""The calls a person wants to be told about."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding
from fellowships.models import Interest


def _export_interests(user):
    for interest in Interest.objects.filter(user=user).select_related("call"):
        yield {
            "call": interest.call.title,
            "since": interest.created_at.isoformat(),
            "told_at": interest.told_at and interest.told_at.isoformat(),
        }


HOLDINGS = [
    Holding(
        model="fellowships.Interest",
        title=_("Calls you want to be told about"),
        export=_export_interests,
        erase=lambda user: Interest.objects.filter(user=user).delete(),
    )
]
