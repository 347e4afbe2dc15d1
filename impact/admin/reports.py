from django.contrib import admin

from accounts.admin.readonly import ReadOnly
from impact.models import Report


@admin.register(Report)
class ReportAdmin(ReadOnly, admin.ModelAdmin):
    """To look at. Reports are asked for and fetched on their own page, which notes who did."""

    list_display = [
        "kind",
        "hub",
        "first_month",
        "last_month",
        "extension",
        "asked_by",
        "asked_at",
        "ready_at",
        "failed_at",
    ]
    list_filter = ["kind", "extension", "hub"]
    list_select_related = ["hub", "asked_by"]
    date_hierarchy = "asked_at"
    ordering = ["-asked_at", "-pk"]
    list_per_page = 50
    exclude = ["file"]
