from django.contrib import admin
from django.db import models
from simple_history.admin import SimpleHistoryAdmin

from accounts.admin.readonly import ReadOnly
from levels.models import LocalMaterial


@admin.register(LocalMaterial)
class LocalMaterialAdmin(ReadOnly, SimpleHistoryAdmin):
    """To look at, with every earlier version. It is written in the workspace of the hub, with its rules."""

    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_display = [
        "title",
        "hub",
        "kind",
        "language",
        "state",
        "as_of",
        "review_by",
        "changed_at",
        "is_sample",
    ]
    list_filter = ["state", "hub", "kind", "language", "is_sample"]
    list_select_related = ["hub"]
    search_fields = ["title__unaccent", "summary__unaccent", "source__unaccent"]
    date_hierarchy = "changed_at"

    def view_on_site(self, obj):
        return obj.get_manage_url()
