"""What is published with somebody's name or by somebody, and what it gave."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding
from cases.models import Contribution, Version


def _export_versions(user):
    """Those on which the person has agreed to be named, and those that the person published as an editor."""
    authored = Version.objects.filter(case__authors__person=user, case__authors__agreed_at__isnull=False)
    for row in authored.select_related("case").order_by("pk"):
        yield {
            "case": row.case.code,
            "version": row.number,
            "title": row.title,
            "authors": row.authors,
            "correction": row.notice,
            "doi": row.doi,
            "published_at": row.published_at.isoformat(),
        }
    for row in Version.objects.filter(published_by=user).select_related("case").order_by("pk"):
        yield {
            "you_published": row.case.code,
            "version": row.number,
            "published_at": row.published_at.isoformat(),
        }


def _stays(user):
    """Nothing: what is published was cited, and the account of who published it is empty after the erasure."""


def _export_contributions(user):
    for row in Contribution.objects.filter(person=user).select_related("case").order_by("pk"):
        yield {
            "case": row.case.code,
            "what": row.part,
            "points": row.points,
            "earned_at": row.earned_at.isoformat(),
            "taken_back_at": row.taken_back_at and row.taken_back_at.isoformat(),
        }


HOLDINGS = [
    Holding(
        model="cases.Version",
        title=_("Published cases: with your name, and those you published as an editor"),
        export=_export_versions,
        erase=_stays,
        kept=_(
            "Published cases: they stay under their licence, with the names of their authors as they are cited."
        ),
    ),
    Holding(
        model="cases.Contribution",
        title=_("What you did for cases and with them, and its points"),
        export=_export_contributions,
        erase=lambda user: Contribution.objects.filter(person=user).delete(),
    ),
]
