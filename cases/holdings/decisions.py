"""What an editor decided about cases: for the editor, and for the author, who does not learn by whom."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding
from cases.models import Decision


def _export_decisions(user):
    rows = Decision.objects.filter(editor=user).select_related("revision__case").order_by("pk")
    for row in rows:
        yield {
            "case": row.revision.case.code,
            "revision": row.revision.number,
            "decision": row.judgement,
            "for_author": row.for_author,
            "reviews": row.reviews,
            "why_with_fewer_reviews": row.because,
            "decided_at": row.decided_at.isoformat(),
        }
    about = Decision.objects.filter(revision__case__author=user).select_related("revision__case")
    for row in about.order_by("pk"):
        yield {
            "your_case": row.revision.case.code,
            "revision": row.revision.number,
            "decision": row.judgement,
            "for_you": row.for_author,
            "decided_at": row.decided_at.isoformat(),
        }


def _stays(user):
    """Nothing: authors rely on what was decided, and the account it points to is empty after the erasure."""


HOLDINGS = [
    Holding(
        model="cases.Decision",
        title=_("Decisions on cases: by you, and about yours"),
        export=_export_decisions,
        erase=_stays,
        kept=_("What was decided about a case, and what its authors were told, without your name."),
    )
]
