"""The report on one country, for its hub: one page, in a language that the hub has chosen."""

from django.utils import timezone

from impact import national_report
from impact.makers import counted


def make(report, tell):
    tell(5)
    numbers = counted.of_period(report.period, timezone.now())
    tell(60)
    return national_report.render(report.hub, numbers, report.period, report.language)
