"""What makes the file of each kind of report: (report, tell) -> bytes. `tell(percent)` says how far it is."""

from impact.makers import accreditor, national, research, sponsor
from impact.models import ReportKind

MAKERS = {
    ReportKind.SPONSOR: sponsor.make,
    ReportKind.ACCREDITOR: accreditor.make,
    ReportKind.NATIONAL: national.make,
    ReportKind.RESEARCH: research.make,
}
