from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.readonly import ReadOnly
from registrations.models import Alias, AttendanceReport


@admin.register(AttendanceReport)
class AttendanceReportAdmin(ReadOnly, admin.ModelAdmin):
    """To look at. Reports are uploaded and decided about on the pages of their event."""

    list_display = ["file_name", "session", "event", "state", "provider", "uploaded_at", "uploaded_by"]
    list_filter = ["state", "provider", ("session__event", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["session__event", "uploaded_by"]
    search_fields = ["file_name", "session__event__title__unaccent", "session__event__slug"]
    date_hierarchy = "uploaded_at"
    ordering = ["-uploaded_at", "-pk"]
    list_per_page = 50
    exclude = ["content", "columns", "complaint_facts"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")

    @admin.display(description=_("event"), ordering="session__event__title")
    def event(self, report):
        return report.session.event


@admin.register(Alias)
class AliasAdmin(admin.ModelAdmin):
    """What somebody confirmed of a person of a report. A wrong one can be deleted; new ones come by confirming."""

    list_display = ["text", "kind", "user", "confirmed_by", "confirmed_at"]
    list_filter = ["kind"]
    list_select_related = ["user", "confirmed_by"]
    search_fields = ["text", "user__name__unaccent", "user__email"]
    ordering = ["text"]
    list_per_page = 50

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
