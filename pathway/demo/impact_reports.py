"""Reports: one that is made, one that waits for a worker, one that has failed."""

from datetime import date

from django.utils import timezone

from impact import making
from impact.actions import reports
from impact.models import Report, ReportKind
from impact.periods import this_month

FIRST = date(2026, 1, 1)


def play(people):
    months = {"first_month": FIRST, "last_month": this_month()}
    made, _is_new = reports.ask(kind=ReportKind.ACCREDITOR, extension="xlsx", by=people["staff"], **months)
    making.make(made.pk)
    reports.ask(kind=ReportKind.SPONSOR, by=people["director"], **months)
    failed = {"kind": ReportKind.RESEARCH, "extension": "zip", "first_month": FIRST, "last_month": FIRST}
    Report.objects.create(
        asked_by=people["staff"], failed_at=timezone.now(), percent=60, attempts=1, **failed
    )
