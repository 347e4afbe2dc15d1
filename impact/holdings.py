"""What this app holds about a person. Figures hold nobody: they are counted anew and never of fewer than five."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding, register
from impact.models import ApiToken, Asked, MorningMail, Report, Webhook


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
    register(
        Holding(
            model="impact.ApiToken",
            title=_("Tokens of the API you made"),
            export=_export_tokens,
            erase=_revoke,
            kept=_("That a token was made and revoked, with an account that has no name any more."),
        )
    )
    register(
        Holding(
            model="impact.Webhook",
            title=_("Webhooks you made"),
            export=_export_webhooks,
            erase=_switch_off,
        )
    )
    register(
        Holding(
            model="impact.MorningMail",
            title=_("What waits for staff, by mail"),
            export=_export_morning_mail,
            erase=lambda user: MorningMail.objects.filter(user=user).delete(),
        )
    )


def _export_asked(user):
    for row in Asked.objects.filter(person=user).select_related("follow_up__level").order_by("asked_at"):
        yield {"level": row.follow_up.level.number, "asked_at": row.asked_at.isoformat()}


def _export_morning_mail(user):
    for row in MorningMail.objects.filter(user=user):
        yield {"since": row.since.isoformat()}


def _export_reports(user):
    for row in Report.objects.filter(asked_by=user).order_by("pk"):
        yield {
            "kind": row.kind,
            "first_month": row.first_month.isoformat(),
            "last_month": row.last_month.isoformat(),
            "asked_at": row.asked_at.isoformat(),
        }


def _revoke(user):
    ApiToken.objects.filter(created_by=user, revoked_at=None).update(revoked_at=timezone.now())


def _switch_off(user):
    """The address may be the person's own: it is deleted with all that was sent there."""
    Webhook.objects.filter(created_by=user).delete()


def _export_tokens(user):
    for row in ApiToken.objects.filter(created_by=user).select_related("hub").order_by("pk"):
        yield {
            "name": row.name,
            "begins_with": row.beginning,
            "hub": row.hub and row.hub.code,
            "created_at": row.created_at.isoformat(),
            "expires_at": row.expires_at.isoformat(),
            "revoked_at": row.revoked_at and row.revoked_at.isoformat(),
            "last_used_at": row.last_used_at and row.last_used_at.isoformat(),
        }


def _export_webhooks(user):
    for row in Webhook.objects.filter(created_by=user).select_related("hub").order_by("pk"):
        yield {
            "name": row.name,
            "url": row.url,
            "occasions": row.occasions,
            "hub": row.hub and row.hub.code,
            "created_at": row.created_at.isoformat(),
            "is_on": row.is_on,
        }
