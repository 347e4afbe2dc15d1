"""Fellowship rounds, from eligibility to the report. Nothing in which the person has a stake."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from fellowships.models import (
    Application,
    Assignment,
    AssignmentState,
    Call,
    Conflict,
    Offer,
    OfferState,
    Placement,
    Report,
    ReportState,
    Stage,
)
from impact.decisions.decision import Kind, end_of

TITLE = _("Fellowships")


def _page(name):
    """A page of the board of one round."""
    return lambda slug: reverse(f"fellowships:{name}", args=[slug])


def _at(*stages):
    return lambda asking: Call.objects.on_board_of(asking.user).filter(stage__in=stages)


def _board(asking):
    return Application.objects.on_board_of(asking.user).order_by().values("pk")


def _late_reviews(asking):
    open_ones = Assignment.objects.on_desks().exclude(state=AssignmentState.SUBMITTED)
    return open_ones.filter(due_at__lt=asking.now, application__in=_board(asking))


def _unsure(asking):
    return Conflict.objects.to_judge().filter(application__in=_board(asking))


def _ending_offers(asking):
    until = asking.now + timedelta(days=asking.rules.days_ahead)
    return Offer.objects.filter(state=OfferState.SENT, expires_at__lte=until, application__in=_board(asking))


def _reports(asking):
    stays = Placement.objects.run_by_office(asking.user).order_by().values("pk")
    return Report.objects.filter(placement__in=stays, placement__call__isnull=False)


def _late_reports(asking):
    states = [ReportState.DUE, ReportState.RETURNED]
    return _reports(asking).filter(state__in=states, due_on__lt=asking.now.date())


KINDS = [
    Kind(
        name="eligibility",
        needs="fellowships.change_call",
        title=ngettext_lazy(
            "%(count)s call is closed: decide who is eligible",
            "%(count)s calls are closed: decide who is eligible",
            "count",
        ),
        why=_("Reviews cannot be shared out before, and applicants wait to hear."),
        rows=_at(Stage.CLOSED),
        since="stage_since",
        due=end_of("results_on"),
        one="slug",
        about="title",
        url=_page("desk"),
    ),
    Kind(
        name="late_reviews",
        needs="fellowships.change_assignment",
        title=ngettext_lazy("%(count)s review is overdue", "%(count)s reviews are overdue", "count"),
        why=_("The merit list waits for it: remind, or ask somebody else."),
        rows=_late_reviews,
        since="assigned_at",
        due="due_at",
        one="application__call__slug",
        about="application__call__title",
        url=_page("assign"),
    ),
    Kind(
        name="conflicts",
        needs="fellowships.change_conflict",
        title=ngettext_lazy(
            "%(count)s reviewer is not sure about a conflict of interest",
            "%(count)s reviewers are not sure about a conflict of interest",
            "count",
        ),
        why=_("Nothing is shown to a reviewer before somebody has said yes or no."),
        rows=_unsure,
        since="found_at",
        one="application__call__slug",
        about="application__call__title",
        url=_page("conflicts"),
    ),
    Kind(
        name="to_sign",
        needs="fellowships.change_run",
        title=ngettext_lazy(
            "%(count)s allocation waits to be signed by two",
            "%(count)s allocations wait to be signed by two",
            "count",
        ),
        why=_("Nobody is offered anything before two people have signed."),
        rows=_at(Stage.ALLOCATED),
        since="stage_since",
        due=end_of("results_on"),
        one="slug",
        about="title",
        url=_page("allocation"),
    ),
    Kind(
        name="to_offer",
        needs="fellowships.change_offer",
        title=ngettext_lazy(
            "%(count)s allocation is signed: send the offers",
            "%(count)s allocations are signed: send the offers",
            "count",
        ),
        why=_("All offers leave together; until then nobody knows."),
        rows=_at(Stage.APPROVED),
        since="stage_since",
        due=end_of("results_on"),
        one="slug",
        about="title",
        url=_page("offers"),
    ),
    Kind(
        name="ending_offers",
        needs="fellowships.change_offer",
        title=ngettext_lazy(
            "%(count)s offer runs out unanswered", "%(count)s offers run out unanswered", "count"
        ),
        why=_("A word by phone may help: afterwards it goes to the next in reserve."),
        rows=_ending_offers,
        since="sent_at",
        due="expires_at",
        one="application__call__slug",
        about="application__call__title",
        url=_page("offers"),
    ),
    Kind(
        name="late_reports",
        needs="fellowships.change_placement",
        title=ngettext_lazy(
            "%(count)s report on a stay is overdue", "%(count)s reports on stays are overdue", "count"
        ),
        why=_("Certificate and bursary follow the report."),
        rows=_late_reports,
        due=end_of("due_on"),
        one="placement__call__slug",
        about="placement__call__title",
        url=_page("reports"),
    ),
    Kind(
        name="reports_to_read",
        needs="fellowships.change_placement",
        title=ngettext_lazy(
            "%(count)s report on a stay waits to be read",
            "%(count)s reports on stays wait to be read",
            "count",
        ),
        why=_("Accept it, or send it back with a reason."),
        rows=lambda asking: _reports(asking).filter(state=ReportState.SUBMITTED),
        since="submitted_at",
        one="placement__call__slug",
        about="placement__call__title",
        url=_page("reports"),
    ),
]
