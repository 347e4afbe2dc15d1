"""What attendance reports hold about a person: as somebody who was there, and as somebody who handled them."""

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding
from registrations.models import Alias, AttendanceReport, ReportedPerson, Stay

KEPT = _("The times of somebody’s attendance, without your name.")
KEPT_FILE = _(
    "Which events’ reports you handled, without your name. A report’s own file, which may name you, stays encrypted "
    "for some months as evidence and is then deleted."
)


def _export_stays(user):
    rows = Stay.objects.filter(registration__user=user).select_related("session__event")
    for row in rows.order_by("pk"):
        yield {
            "event": row.session.event.title,
            "session": row.session.title,
            "came_at": row.came_at.isoformat(),
            "left_at": row.left_at and row.left_at.isoformat(),
            "how_recorded": row.method,
        }


def _export_reports(user):
    handled = Q(uploaded_by=user) | Q(counted_by=user) | Q(withdrawn_by=user)
    rows = AttendanceReport.objects.filter(handled).defer("content").select_related("session__event")
    for row in rows.order_by("pk"):
        yield {
            "event": row.session.event.title,
            "state": row.state,
            "you_uploaded_it": row.uploaded_by_id == user.pk,
            "you_counted_it": row.counted_by_id == user.pk,
            "you_withdrew_it": row.withdrawn_by_id == user.pk,
            "uploaded_at": row.uploaded_at.isoformat(),
        }


def _export_people(user):
    rows = ReportedPerson.objects.filter(registration__user=user).select_related("report__session__event")
    for row in rows.defer("report__content").order_by("pk"):
        yield {
            "event": row.report.session.event.title,
            "name": row.name,
            "address": row.email,
            "matched": row.matched_by,
        }


def _erase_people(user):
    """Also where a report names the person without having been matched."""
    addresses = {user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)}
    unmatched = Q(email__in=addresses) | (Q(name__iexact=user.name) & ~Q(name=""))
    mine = Q(registration__user=user) | (Q(registration=None) & unmatched)
    ReportedPerson.objects.filter(mine).update(name="", email="")


def _export_aliases(user):
    for row in Alias.objects.filter(user=user):
        yield {"kind": row.kind, "text": row.text, "confirmed_at": row.confirmed_at.isoformat()}


HOLDINGS = [
    Holding(
        model="registrations.Stay",
        title=_("When you came and left"),
        export=_export_stays,
        erase=lambda user: None,
        kept=KEPT,
    ),
    Holding(
        model="registrations.AttendanceReport",
        title=_("Attendance reports you handled"),
        export=_export_reports,
        erase=lambda user: None,
        kept=KEPT_FILE,
    ),
    Holding(
        model="registrations.ReportedPerson",
        title=_("How attendance reports name you"),
        export=_export_people,
        erase=_erase_people,
    ),
    Holding(
        model="registrations.Alias",
        title=_("Addresses and names you are known by in attendance reports"),
        export=_export_aliases,
        erase=lambda user: Alias.objects.filter(user=user).delete(),
    ),
]
