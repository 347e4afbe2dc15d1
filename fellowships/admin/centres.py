from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from fellowships import languages
from fellowships.models import Centre, CentreMember, Offering, Week


class CentreAdminForm(forms.ModelForm):
    languages = forms.TypedMultipleChoiceField(
        label=_("languages spoken at work"), required=False, choices=languages.choices
    )


class CentreMemberInline(admin.TabularInline):
    model = CentreMember
    extra = 0
    autocomplete_fields = ["user"]


class SpokenForFilter(admin.SimpleListFilter):
    title = _("somebody speaks for it")
    parameter_name = "spoken_for"

    def lookups(self, request, model_admin):
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request, queryset):
        if self.value() in ("yes", "no"):
            return queryset.filter(has_member=self.value() == "yes")
        return queryset


@admin.register(Centre)
class CentreAdmin(SimpleHistoryAdmin):
    """The office makes a centre, says who speaks for it, and shows it; the rest the centre keeps by itself."""

    form = CentreAdminForm
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_display = ["name", "city", "country", "is_public", "is_spoken_for", "looked_after_at"]
    list_filter = ["is_public", SpokenForFilter, "country"]
    search_fields = ["name__unaccent", "department__unaccent", "city__unaccent", "tutor__unaccent"]
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["looked_after_at"]
    inlines = [CentreMemberInline]

    def get_queryset(self, request):
        today = timezone.localdate()
        members = CentreMember.objects.filter(
            Q(ends_on=None) | Q(ends_on__gte=today), centre=OuterRef("pk"), starts_on__lte=today
        )
        return super().get_queryset(request).annotate(has_member=Exists(members))

    @admin.display(description=_("somebody speaks for it"), boolean=True, ordering="has_member")
    def is_spoken_for(self, centre):
        return centre.has_member


class WeekInline(admin.TabularInline):
    model = Week
    extra = 0


@admin.register(Offering)
class OfferingAdmin(SimpleHistoryAdmin):
    """Places may be entered until the call opens. Afterwards only the weeks change, and places are taken back."""

    list_display = ["centre", "call", "places", "withdrawn_at"]
    list_filter = ["call", ("withdrawn_at", admin.EmptyFieldListFilter)]
    list_select_related = ["centre", "call"]
    search_fields = ["centre__name__unaccent", "centre__city__unaccent"]
    autocomplete_fields = ["centre"]
    inlines = [WeekInline]
    fields = ["call", "centre", "places", "notes", "withdrawn_at", "withdrawn_because", "taking_back"]

    def get_readonly_fields(self, request, offering=None):
        kept = ["withdrawn_at", "withdrawn_because", "taking_back"]
        if offering:
            kept += ["call", "centre"]
        if offering and offering.call.has_opened:
            kept += ["places"]
        return kept

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "call":
            kwargs["queryset"] = db_field.related_model.objects.filter(opened_at=None)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_delete_permission(self, request, offering=None):
        return super().has_delete_permission(request, offering) and not (
            offering and offering.call.has_opened
        )

    @admin.display(description=_("Take the places back"))
    def taking_back(self, offering):
        """Only with a reason, on the page of the centre: those who chose it are told."""
        if not offering.pk:
            return "–"
        path = reverse("fellowships:centre_places", args=[offering.centre.slug, offering.call.slug])
        return format_html('<a href="{}">{}</a>', path, _("On the page of the centre"))
