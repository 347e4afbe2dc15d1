"""What zips of certificates hold about a person: as one of those in them, and as who asked for them."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding
from registrations import archiving
from registrations.models import CertificateArchive


def _export(user):
    for row in CertificateArchive.objects.filter(asked_by=user).select_related("event").order_by("pk"):
        yield {
            "event": row.event.title,
            "country": str(row.country),
            "you_asked_at": row.asked_at.isoformat(),
            "certificates": row.certificates,
        }


def _erase(user):
    """A zip that is being made is waited for, so that none keeps the person's certificate."""
    about = CertificateArchive.objects.about(user).values("pk")
    for archive in CertificateArchive.objects.select_for_update().filter(Q(asked_by=user) | Q(pk__in=about)):
        archiving.drop(archive)


HOLDINGS = [
    Holding(
        model="registrations.CertificateArchive",
        title=_("Zips of certificates you asked for"),
        export=_export,
        erase=_erase,
    ),
]
