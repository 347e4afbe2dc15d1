"""What is told after a stay."""

from datetime import timedelta

from django.db import transaction

from accounts import audit
from fellowships.models import Report

DAYS_TO_WRITE = 28


@transaction.atomic
def ask_for_report(placement):
    """The visitor owes a report from the day after the stay on. Asking twice is asking once."""
    report, is_new = Report.objects.get_or_create(
        placement=placement, defaults={"due_on": placement.last_day + timedelta(days=DAYS_TO_WRITE)}
    )
    if is_new:
        audit.record("report.due", report, person=placement.person)
    return report
