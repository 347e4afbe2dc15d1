from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from certificates import actions
from certificates.forms.certificates import RevocationForm
from certificates.models import Certificate


@admin.register(Certificate)
class CertificateAdmin(admin.ModelAdmin):
    """Read-only: the database refuses to change an issued certificate. It can be revoked, with a reason."""

    list_display = ("number", "holder_name", "title", "dates", "issued_at", "is_valid", "links")
    list_filter = (
        "kind",
        ("revoked_at", admin.EmptyFieldListFilter),
        ("issued_at", admin.DateFieldListFilter),
    )
    search_fields = ("number", "holder_name__unaccent", "title__unaccent", "holder__email")
    date_hierarchy = "issued_at"
    list_per_page = 50
    list_select_related = ("replacement",)
    show_full_result_count = False
    change_form_template = "certificates/admin_change_form.html"
    fieldsets = (
        (None, {"fields": ("number", "links", "holder", "issued_at", "revoked_at", "revocation_reason")}),
        (
            _("What is printed"),
            {
                "fields": (
                    "kind",
                    "holder_name",
                    "title",
                    "programme",
                    "dates",
                    "place",
                    "minutes",
                    "signatory_name",
                    "signatory_post",
                )
            },
        ),
        (_("Where it comes from"), {"fields": ("award", "edition", "replaces", "template")}),
    )
    readonly_fields = ("links",)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        revoke = path(
            "<int:pk>/revoke/",
            self.admin_site.admin_view(self.revoke_view),
            name="certificates_certificate_revoke",
        )
        return [revoke, *super().get_urls()]

    def render_change_form(self, request, context, **kwargs):
        context["may_revoke"] = request.user.has_perm("certificates.change_certificate")
        return super().render_change_form(request, context, **kwargs)

    def revoke_view(self, request, pk):
        if not request.user.has_perm("certificates.change_certificate"):
            raise PermissionDenied
        certificate = get_object_or_404(Certificate, pk=pk)
        form = RevocationForm(request.POST or None)
        if form.is_valid() and self._revoke(request, certificate, form):
            return redirect("admin:certificates_certificate_change", pk)
        context = self.admin_site.each_context(request) | {
            "title": _("Revoke certificate %(number)s") % {"number": certificate.number},
            "certificate": certificate,
            "form": form,
            "opts": self.opts,
        }
        return TemplateResponse(request, "certificates/admin_revoke.html", context)

    def _revoke(self, request, certificate, form):
        try:
            actions.revoke(certificate=certificate, by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
            return False
        self.message_user(
            request, _("The certificate is revoked, and its holder gets a mail."), messages.SUCCESS
        )
        return True

    @admin.display(description=_("valid"), boolean=True)
    def is_valid(self, certificate):
        return certificate.is_valid

    @admin.display(description=_("see"))
    def links(self, certificate):
        return format_html(
            '<a href="{}">{}</a> · <a href="{}">{}</a>',
            reverse("certificates:pdf", args=[certificate.number]),
            _("PDF"),
            certificate.get_absolute_url(),
            _("public check"),
        )
