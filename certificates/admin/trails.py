"""What happened to an award and its editions, from the audit trail."""

from django.db.models import Q
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEntry, User

STEPS = {
    "certificate.name_confirmed": _("Its holder confirmed the name"),
    "certificate.issued": _("Issued"),
    "certificate.replaced": _("Replaced by another edition"),
    "certificate.revoked": _("Revoked"),
    "certificate.lapsed": _("No longer earned"),
    "certificate.kept": _("Kept although no longer earned"),
}


def table(award):
    """Two queries, however much happened: first step first."""
    entries = list(_about(award))
    names = User.objects.in_bulk({entry.actor_id for entry in entries if entry.actor_id})
    rows = format_html_join(
        "",
        "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
        (
            (
                f"{entry.at:%Y-%m-%d %H:%M} UTC",
                STEPS.get(entry.action, entry.action),
                entry.facts.get("number", ""),
                names.get(entry.actor_id, _("the portal")),
            )
            for entry in entries
        ),
    )
    heads = (_("When"), _("What"), _("Number"), _("Who"))
    head = format_html_join("", '<th scope="col">{}</th>', ((text,) for text in heads))
    return format_html("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", head, rows)


def _about(award):
    editions = [str(row.pk) for row in award.certificates.all()]
    own = Q(object_type="certificates.award", object_id=str(award.pk))
    of_editions = Q(object_type="certificates.certificate", object_id__in=editions)
    return AuditEntry.objects.filter(own | of_editions).order_by("pk")
