"""Accreditors and accreditations. The state of an accreditation changes by deeds with a date, each on a page of its own."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from certificates.actions import accrediting
from certificates.credit import crediting, stating
from certificates.forms.credits import (
    AccreditationForm,
    AccreditorForm,
    ApplyForm,
    GrantForm,
    RefuseForm,
)
from certificates.models import Accreditation, AccreditationState, Accreditor


@admin.register(Accreditor)
class AccreditorAdmin(SimpleHistoryAdmin):
    form = AccreditorForm
    list_display = ["short_name", "name", "unit"]
    search_fields = ["short_name__unaccent", "name__unaccent"]
    readonly_fields = ["mark_shown"]
    fieldsets = [
        (None, {"fields": ["name", "short_name", "unit", "website", "wants_attendance_list"]}),
        (
            _("What may be said"),
            {
                "fields": ["wording_applied", "wording_granted"],
                "description": _(
                    "Exactly these words stand on pages and certificates, in every language. Before an application, "
                    "and after a refusal, nothing is said at all; accreditors refuse who only hints at an approval."
                ),
            },
        ),
        (_("Mark"), {"fields": ["mark", "mark_shown"]}),
    ]

    def revert_disabled(self, request, obj=None):
        """Earlier versions are for reading: what certificates say was copied when they were issued."""
        return True

    @admin.display(description=_("as it is shown"))
    def mark_shown(self, accreditor):
        if not accreditor.mark_sha256:
            return "-"
        address = reverse("certificates:mark", args=[accreditor.mark_sha256])
        return format_html('<img src="{}" alt="{}" height="60">', address, accreditor.short_name)


DEEDS = {
    "apply": (ApplyForm, accrediting.apply, AccreditationState.APPLIED, _("An application was made")),
    "grant": (GrantForm, accrediting.grant, AccreditationState.GRANTED, _("It was granted")),
    "refuse": (
        RefuseForm,
        accrediting.refuse,
        AccreditationState.REFUSED,
        _("It was refused, or taken back"),
    ),
}


@admin.register(Accreditation)
class AccreditationAdmin(SimpleHistoryAdmin):
    form = AccreditationForm
    list_display = ["title", "accreditor", "form", "state", "number", "rate", "valid_from", "valid_until"]
    list_filter = ["state", "form", "accreditor"]
    list_select_related = ["accreditor"]
    search_fields = ["title__unaccent", "number", "accreditor__short_name"]
    search_help_text = _("Title, number or accreditor.")
    change_form_template = "certificates/admin_accreditation.html"
    readonly_fields = ["state", "applied_on", "decided_on", "said", "used_by"]

    def get_fieldsets(self, request, obj=None):
        state = ["state", "applied_on", "decided_on"] if obj else []
        if obj and obj.is_granted:
            state += ["number", "valid_from", "valid_until"]
        state += ["said", "used_by"] if obj else []
        rules = [
            "credits_per_hour",
            "step",
            "most_half_day",
            "most_day",
            "half_day_at",
            "most",
            "professions",
        ]
        if obj and accrediting.stating(obj):
            rules.append("understood")
        return [
            (None, {"fields": ["accreditor", "title", "form"]}),
            *([(_("State"), {"fields": state})] if obj else []),
            (
                _("How credits follow"),
                {
                    "fields": rules,
                    "description": _(
                        "From the minutes people were really there: each half day up to its most, then the day up to "
                        "its most, rounded down; then all days together. E-learning counts the planned minutes of "
                        "what was done of the mandatory resources, and has no half days. A recording never earns live "
                        "credit."
                    ),
                },
            ),
        ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("accreditor")

    def save_model(self, request, obj, form, change):
        """Only what was edited: its state may have changed while somebody had the form open."""
        fields = [name for name in form.changed_data if name != "understood"]
        if not change:
            obj.save()
        elif fields:
            understood = bool(form.cleaned_data.get("understood"))
            accrediting.amend(accreditation=obj, fields=fields, by=request.user, understood=understood)

    def revert_disabled(self, request, obj=None):
        """Earlier versions are for reading: going back would change the state in silence."""
        return True

    def has_delete_permission(self, request, obj=None):
        """What was never applied for may go."""
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or obj.state == AccreditationState.NONE)

    def get_actions(self, request):
        """Not many at once: some of them may have been applied for."""
        return {
            name: what for name, what in super().get_actions(request).items() if name != "delete_selected"
        }

    def get_urls(self):
        deed = path(
            "<int:pk>/<str:deed>/now/",
            self.admin_site.admin_view(self.deed_view),
            name="certificates_accreditation_deed",
        )
        return [deed, *super().get_urls()]

    def render_change_form(self, request, context, **kwargs):
        row = context.get("original")
        if row and self.has_change_permission(request, row):
            possible = accrediting.TRANSITIONS[AccreditationState(row.state)]
            context["deeds"] = [
                (name, title) for name, (*_rest, state, title) in DEEDS.items() if state in possible
            ]
        return super().render_change_form(request, context, **kwargs)

    def deed_view(self, request, pk, deed):
        row = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        if deed not in DEEDS:
            return redirect("admin:certificates_accreditation_change", pk)
        form_class, _act, _state, title = DEEDS[deed]
        stated = accrediting.stating(row)
        more = {"stating": stated} if deed == "refuse" else {}
        form = form_class(request.POST or None, **more)
        if form.is_valid() and self._do(request, row, deed, form):
            return redirect("admin:certificates_accreditation_change", pk)
        context = self.admin_site.each_context(request) | {
            "title": title,
            "accreditation": row,
            "form": form,
            "opts": self.opts,
        }
        return TemplateResponse(request, "certificates/admin_accreditation_deed.html", context)

    def _do(self, request, row, deed, form):
        act = DEEDS[deed][1]
        try:
            act(accreditation=row, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
            return False
        self.message_user(
            request,
            _(
                "Noted. Pages say so from now on. Whose certificate says something else than what is true now is "
                "offered a replacement within minutes; nothing is replaced by itself."
            ),
            messages.SUCCESS,
        )
        return True

    @admin.display(description=_("an hour"), ordering="credits_per_hour")
    def rate(self, accreditation):
        return f"{crediting.in_credits(accreditation.credits_per_hour)} {accreditation.accreditor.unit}"

    @admin.display(description=_("what is said now"))
    def said(self, accreditation):
        if accreditation.is_applied_for:
            return stating.applied(accreditation)
        if accreditation.is_granted:
            return stating.granted(accreditation, accreditation.credits_per_hour)
        return _("Nothing: it may not even be hinted at.")

    @admin.display(description=_("certificates that state it"))
    def used_by(self, accreditation):
        return accrediting.stating(accreditation)
