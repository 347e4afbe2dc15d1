"""Privacy: who checked which case, and who reported a problem."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding
from cases.models import PrivacyCheck, PrivacyReport


def _export_checks(user):
    """What was written for the author, never what the case says."""
    for row in PrivacyCheck.objects.filter(checker=user).select_related("revision__case").order_by("pk"):
        yield {
            "case": row.revision.case.code,
            "revision": row.revision.number,
            "verdict": row.verdict,
            "notes": row.notes,
            "for_author": row.for_author,
            "checked_at": row.checked_at.isoformat(),
        }


def _export_reports(user):
    for row in PrivacyReport.objects.filter(by=user).select_related("case").order_by("pk"):
        yield {
            "case": row.case.code,
            "text": row.text,
            "reported_at": row.reported_at.isoformat(),
            "outcome": row.outcome,
        }
    for row in PrivacyReport.objects.filter(settled_by=user).select_related("case").order_by("pk"):
        yield {
            "case": row.case.code,
            "you_settled_a_report": row.outcome,
            "because": row.because,
            "settled_at": row.settled_at.isoformat(),
        }


def _keep_checks(user):
    """Nothing: that somebody has looked is what every later step rests on, and the account is empty after this."""


def _erase_reports(user):
    """What is settled loses its words; what is open is still needed by the patient, and loses its sender."""
    PrivacyReport.objects.filter(by=user).exclude(settled_at=None).update(text="")
    PrivacyReport.objects.filter(by=user).update(by=None)


HOLDINGS = [
    Holding(
        model="cases.PrivacyCheck",
        title=_("Cases you checked for privacy"),
        export=_export_checks,
        erase=_keep_checks,
        kept=_(
            "That somebody has checked a case for privacy, and what was to be changed, without your name."
        ),
    ),
    Holding(
        model="cases.PrivacyReport",
        title=_("Privacy problems you reported or settled"),
        export=_export_reports,
        erase=_erase_reports,
        kept=_("That a problem was reported in a case, and what came of it, without your name."),
    ),
]
