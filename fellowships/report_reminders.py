"""Reminders of reports. Due by now, never "due today": a beat that was missed is made up for by the latest one."""

from datetime import timedelta

from django.utils import timezone

from fellowships.emails import reports as emails
from fellowships.models import PlacementState, Report, ReportState

# Days from the day on which the report is due: a week before, on the day, and then each week for a month.
OCCASIONS = [-7, 0, 7, 14, 21, 28]
AWAITED = [ReportState.DUE, ReportState.RETURNED]


def queue_due(today=None):
    """Queue the reminders that are due. The outbox's key makes each the only one, however often this runs."""
    today = today or timezone.localdate()
    awaited = Report.objects.filter(
        state__in=AWAITED,
        placement__state=PlacementState.DONE,
        due_on__lte=today - timedelta(days=OCCASIONS[0]),
        due_on__gte=today - timedelta(days=OCCASIONS[-1] + 7),
    )
    by_occasion = {}
    for report in awaited.select_related("placement__person", "placement__centre", "placement__hub"):
        latest = max(days for days in OCCASIONS if report.due_on + timedelta(days=days) <= today)
        by_occasion.setdefault(latest, []).append(report)
    for days, reports in by_occasion.items():
        emails.queue_reminders(reports, days)
