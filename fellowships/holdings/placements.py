"""What this app holds about somebody who stays at a centre or hub, or who looks after such stays."""

from django.db.models import Q, Value
from django.db.models.functions import Replace
from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding
from fellowships.actions.cancelling import cancel_placement
from fellowships.actions.placements import TO_COME
from fellowships.emails import placements as emails
from fellowships.models import (
    Attestation,
    ChecklistItem,
    Placement,
    Report,
    ReportState,
    Side,
)

ERASED = "erased"
STAYS = _("That there was a stay, on which days and where, without your name.")


def _export_placements(user):
    rows = Placement.objects.filter(person=user).select_related("call", "centre", "hub")
    for row in rows.order_by("pk"):
        yield {
            "host": str(row.host),
            "call": row.call and row.call.title,
            "state": row.state,
            "since": row.state_since.isoformat(),
            "first_day": row.days and row.first_day.isoformat(),
            "last_day": row.days and row.last_day.isoformat(),
            "supervisor": row.supervisor,
            "where_to_come": row.practical,
            "cancelled_by": row.cancelled_by,
            "cancelled_because": row.cancelled_because,
        }


def _erase_placements(user):
    """A stay that is still to come is off; what was written about it goes; nobody's name stays as a supervisor's."""
    for placement in Placement.objects.filter(person=user, state__in=TO_COME).order_by("pk"):
        cancel_placement(placement=placement, side=Side.FELLOW, by=user, because=ERASED)
    emails.forget_mails_about(user)
    for rows in (Placement.objects, Placement.history):
        own = rows.filter(person=user)
        own.update(practical="")
        own.exclude(cancelled_because="").update(cancelled_because=ERASED)
        if user.name:
            _take_name_out(rows, user.name)


def _take_name_out(rows, name):
    named = Q(supervisor__contains=name) | Q(practical__contains=name)
    rows.filter(named).update(
        supervisor=Replace("supervisor", Value(name), Value("")),
        practical=Replace("practical", Value(name), Value("")),
    )


def _export_checklist(user):
    for row in ChecklistItem.objects.filter(placement__person=user).order_by("placement", "pk"):
        yield {"what": row.title, "by": row.side, "done_at": row.done_at and row.done_at.isoformat()}
    for row in ChecklistItem.objects.filter(done_by=user).exclude(placement__person=user).order_by("pk"):
        yield {"you_ticked_for_somebody_else": row.title, "at": row.done_at.isoformat()}


def _export_reports(user):
    rows = Report.objects.filter(placement__person=user).select_related("placement__centre", "placement__hub")
    for row in rows.order_by("pk"):
        yield {
            "host": str(row.placement.host),
            "state": row.state,
            "due_on": row.due_on.isoformat(),
            "what_you_saw": row.seen,
            "what_you_learned": row.learned,
            "what_you_will_change": row.changes,
            "rating": row.rating,
            "for_the_next_visitor": row.for_next,
            "may_be_quoted": row.may_be_quoted,
            "submitted_at": row.submitted_at and row.submitted_at.isoformat(),
            "sent_back_because": row.returned_because,
        }
    for row in Report.objects.filter(decided_by=user).order_by("pk"):
        yield {"you_decided_about_a_report_at": row.decided_at.isoformat()}


def _erase_reports(user):
    """A rating counts on, without a name. One that is owed is not owed any more."""
    own = Report.objects.filter(placement__person=user)
    own.filter(state=ReportState.DUE).delete()
    own.update(seen=ERASED, learned=ERASED, changes="", for_next="", returned_because="", may_be_quoted=False)
    Report.objects.filter(decided_by=user).update(decided_by=None)


def _export_attestations(user):
    for row in Attestation.objects.filter(placement__person=user).order_by("pk"):
        yield {
            "days_present": row.days_present,
            "hours": row.hours,
            "about_you": row.words,
            "given_at": row.given_at.isoformat(),
        }
    for row in Attestation.objects.filter(given_by=user).order_by("pk"):
        yield {"you_attested_days": row.days_present, "words": row.words, "at": row.given_at.isoformat()}


def _erase_attestations(user):
    Attestation.objects.filter(placement__person=user).update(words="")
    Attestation.objects.filter(given_by=user).update(given_by=None)


HOLDINGS = [
    Holding(
        model="fellowships.Placement",
        title=_("Your stays at centres and hubs"),
        export=_export_placements,
        erase=_erase_placements,
        kept=STAYS,
    ),
    Holding(
        model="fellowships.ChecklistItem",
        title=_("What was to be done before your stays"),
        export=_export_checklist,
        erase=lambda user: ChecklistItem.objects.filter(done_by=user).update(done_by=None),
        kept=STAYS,
    ),
    Holding(
        model="fellowships.Report",
        title=_("Reports on your stays"),
        export=_export_reports,
        erase=_erase_reports,
        kept=_("How you rated the host, without your name and your words."),
    ),
    Holding(
        model="fellowships.Attestation",
        title=_("What hosts attested about you, and what you attested"),
        export=_export_attestations,
        erase=_erase_attestations,
        kept=_("How many days and hours somebody was there, without your name."),
    ),
]
