"""What still has to happen before a round can be ended."""

from django.utils.translation import gettext as _

from fellowships.models import BursaryState, PlacementState, ReportState


def what_is_open(call):
    """In sentences, none when all is done: stays, reports, money."""
    live = call.placements.live()
    if live.exclude(state=PlacementState.DONE).exists():
        yield _("Some stays are not over yet.")
    if live.exclude(report__state=ReportState.ACCEPTED).exists():
        yield _("Some reports are not accepted yet.")
    if call.placements.filter(bursary__state__in=[BursaryState.PLANNED, BursaryState.APPROVED]).exists():
        yield _("Some bursaries are neither paid nor cancelled.")
