"""What this app holds about a person. Figures hold nobody: they are counted anew and never of fewer than five."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding, register
from impact.models import Asked, Report


def register_holdings():
    register(
        Holding(
            model="impact.Asked",
            title=_("When we asked you what has become of your plans"),
            export=_export_asked,
            erase=lambda user: Asked.objects.filter(person=user).delete(),
        )
    )
    register(
        Holding(
            model="impact.Report",
            title=_("Reports you asked for"),
            export=_export_reports,
            erase=lambda user: None,
            kept=_("That a report was asked for, with an account that has no name any more."),
        )
    )


def _export_asked(user):
    for row in Asked.objects.filter(person=user).select_related("follow_up__level").order_by("asked_at"):
        yield {"level": row.follow_up.level.number, "asked_at": row.asked_at.isoformat()}


def _export_reports(user):
    for row in Report.objects.filter(asked_by=user).order_by("pk"):
        yield {
            "kind": row.kind,
            "first_month": row.first_month.isoformat(),
            "last_month": row.last_month.isoformat(),
            "asked_at": row.asked_at.isoformat(),
        }
