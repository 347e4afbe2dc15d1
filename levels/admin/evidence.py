"""Everything that people did, and what it comes to. To be read only: it is added by what happens, never by hand."""

import json

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.admin.readonly import ReadOnly
from levels.models import Evidence, Progress


@admin.register(Evidence)
class EvidenceAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["happened_at", "person", "kind", "about", "told", "device_in_short"]
    list_filter = ["kind", ("resource__module__level", admin.RelatedOnlyFieldListFilter), "happened_at"]
    list_select_related = ["person", "resource", "assessment", "activity", "level"]
    search_fields = ["person__name__unaccent", "person__email", "resource__title"]
    search_help_text = _("Name or e-mail of the person, or title of the resource.")
    ordering = ["-happened_at", "-pk"]
    list_per_page = 50
    # Counting millions of rows for the foot of a list is not worth it.
    show_full_result_count = False
    fields = [
        "person",
        "kind",
        "about",
        "resource_version",
        "told",
        "happened_at",
        "received_at",
        "device",
        "sequence",
    ]
    readonly_fields = ["about", "told"]

    def lookup_allowed(self, lookup, value, request=None):
        return lookup in ("person__id__exact", "resource__id__exact") or super().lookup_allowed(
            lookup, value, request
        )

    @admin.display(description=_("about"))
    def about(self, row):
        return row.resource or row.assessment or row.activity or row.level

    @admin.display(description=_("details"))
    def told(self, row):
        return format_html("<code>{}</code>", json.dumps(row.data, ensure_ascii=False)) if row.data else "–"

    @admin.display(description=_("device"))
    def device_in_short(self, row):
        return str(row.device)[:8] if row.device else "–"


@admin.register(Progress)
class ProgressAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["person", "resource", "covered", "opened_at", "last_at", "done_at"]
    list_filter = [
        ("done_at", admin.EmptyFieldListFilter),
        ("resource__module__level", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["person", "resource"]
    search_fields = ["person__name__unaccent", "person__email", "resource__title"]
    search_help_text = _("Name or e-mail of the person, or title of the resource.")
    ordering = ["-last_at", "-pk"]
    list_per_page = 50
    show_full_result_count = False

    def lookup_allowed(self, lookup, value, request=None):
        return lookup in ("person__id__exact", "resource__id__exact") or super().lookup_allowed(
            lookup, value, request
        )
