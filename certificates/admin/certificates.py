from django.contrib import admin
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from accounts.admin.readonly import ReadOnly
from certificates import actions, comparing
from certificates.admin import deeds, trails
from certificates.admin.filters import StateFilter
from certificates.admin.keys import TellsOfKeys
from certificates.credit.crediting import in_credits
from certificates.forms.certificates import ReplacementForm, RevocationForm
from certificates.models import Certificate

BREAK = mark_safe("<br>")
MAY = "certificates.change_certificate"


@admin.register(Certificate)
class CertificateAdmin(ReadOnly, TellsOfKeys, admin.ModelAdmin):
    """To look at: the database refuses to change what is issued. It can be replaced or revoked, with a reason."""

    list_display = ("number", "holder_name", "state", "title", "issued")
    list_filter = (
        StateFilter,
        "kind",
        ("issued_at", admin.DateFieldListFilter),
    )
    search_fields = ("number", "holder_name__unaccent", "title__unaccent", "holder__email")
    search_help_text = _("Number, name with or without its accents, title or e-mail address.")
    date_hierarchy = "issued_at"
    list_per_page = 50
    list_select_related = ("replacement",)
    show_full_result_count = False
    change_form_template = "certificates/admin_change_form.html"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "number",
                    "state",
                    "links",
                    "holder",
                    "issued_at",
                    "revoked_at",
                    "revocation_reason",
                )
            },
        ),
        (
            _("What is printed"),
            {
                "fields": (
                    "kind",
                    "holder_name",
                    "title",
                    "programme",
                    "role",
                    "dates",
                    ("first_day", "last_day"),
                    ("place", "is_online"),
                    "minutes",
                    "score",
                    "credits",
                    "accreditation_note",
                    "signatory_name",
                    "signatory_post",
                )
            },
        ),
        (_("PDFs"), {"fields": ("pdfs", "template")}),
        (
            _("Where it comes from"),
            {"fields": ("award", "edition", "replaces", "replacement_reason", "editions")},
        ),
        (_("What happened"), {"fields": ("trail",)}),
    )
    readonly_fields = ("state", "links", "credits", "pdfs", "editions", "trail")

    def get_urls(self):
        view, name = self.admin_site.admin_view, "certificates_certificate_{}".format
        return [
            path("<int:pk>/revoke/", view(self.revoke_view), name=name("revoke")),
            path("<int:pk>/replace/", view(self.replace_view), name=name("replace")),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, **kwargs):
        may, certificate = request.user.has_perm(MAY), context["original"]
        context["may_decide"] = may and certificate.is_valid
        context["may_issue_anew"] = may and certificate.may_be_issued_anew
        return super().render_change_form(request, context, **kwargs)

    def revoke_view(self, request, pk):
        deeds.refuse_without(request, MAY)
        certificate = get_object_or_404(Certificate.objects.select_related("award"), pk=pk)
        return deeds.page(
            self,
            request,
            form=RevocationForm(request.POST or None, initial={"reason": certificate.award.lapsed_because}),
            act=lambda form: actions.revoke(certificate=certificate, by=request.user, **form.cleaned_data),
            done=_("The certificate is revoked, and its holder gets a mail."),
            back=_page_of(certificate),
            template="certificates/admin_revoke.html",
            title=_("Revoke certificate %(number)s") % {"number": certificate.number},
            certificate=certificate,
        )

    def replace_view(self, request, pk):
        deeds.refuse_without(request, MAY)
        rows = Certificate.objects.select_related("award__holder", "replacement")
        certificate = get_object_or_404(rows, pk=pk)
        award = certificate.award
        return deeds.page(
            self,
            request,
            form=ReplacementForm(request.POST or None, initial={"seen": comparing.fingerprint(award)}),
            act=lambda form: _replace(certificate, request.user, **form.cleaned_data),
            done=_(
                "Another edition is issued, with a number of its own. Its holder gets a mail when the PDF is made."
            ),
            back=_page_of(certificate),
            template="certificates/admin_replace.html",
            title=_("Replace certificate %(number)s") % {"number": certificate.number},
            certificate=certificate,
            lines=comparing.lines(certificate) if award.holder else [],
            seen=comparing.fingerprint(award),
        )

    @admin.display(description=_("issued"), ordering="issued_at")
    def issued(self, certificate):
        return timezone.localtime(certificate.issued_at).date()

    @admin.display(description=_("state"))
    def state(self, certificate):
        if certificate.revoked_at:
            return _("revoked")
        return _("replaced") if certificate.is_replaced else _("valid")

    @admin.display(description=_("see"))
    def links(self, certificate):
        return format_html(
            '<a href="{}">{}</a> · <a href="{}">{}</a>',
            reverse("certificates:pdf", args=[certificate.number]),
            _("PDF"),
            certificate.get_absolute_url(),
            _("public check"),
        )

    @admin.display(description=_("credits"))
    def credits(self, certificate):
        rows = [
            (in_credits(credit.amount), credit.unit, credit.accreditor, credit.number)
            for credit in certificate.credits.all()
        ]
        return format_html_join(BREAK, "{} {}, {}, {}", rows) or _("none")

    @admin.display(description=_("PDFs"))
    def pdfs(self, certificate):
        address = reverse("certificates:pdf", args=[certificate.number])
        rows = [
            (
                address,
                one.language,
                one.get_language_display(),
                f"{one.made_at:%Y-%m-%d %H:%M} UTC",
                one.sha256,
            )
            for one in certificate.renditions.all()
        ]
        line = '<a href="{}?language={}">{}</a>, {}<br><code>{}</code>'
        return format_html_join(BREAK, line, rows) or _("being made")

    @admin.display(description=_("all editions"))
    def editions(self, certificate):
        rows = certificate.award.certificates.select_related("replacement").order_by("edition")
        lines = [(_page_of(row), row.number, row.holder_name, self.state(row)) for row in rows]
        return format_html_join(BREAK, '<a href="{}">{}</a> {}, {}', lines)

    @admin.display(description=_("each step"))
    def trail(self, certificate):
        return trails.table(certificate.award)


def _page_of(certificate):
    return reverse("admin:certificates_certificate_change", args=[certificate.pk])


def _replace(certificate, by, *, reason, seen):
    if seen != comparing.fingerprint(certificate.award):
        raise ValidationError(
            _("What is true has changed since you looked. Compare once more, then replace it.")
        )
    return actions.replace(certificate=certificate, by=by, reason=reason)
