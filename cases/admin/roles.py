from django.contrib import admin
from simple_history.admin import SimpleHistoryAdmin

from accounts import audit
from cases.models import CaseRole
from hubs.admin.hubs import InForceFilter


@admin.register(CaseRole)
class CaseRoleAdmin(SimpleHistoryAdmin):
    """Who checks, reviews or edits, from the first day to the last. A role that is over is kept: end it, don't delete it."""

    fields = ["user", "role", "topics", "cap", "starts_on", "ends_on"]
    list_display = ["user", "role", "starts_on", "ends_on", "cap"]
    list_filter = [InForceFilter, "role"]
    list_select_related = ["user"]
    search_fields = ["user__name__unaccent", "user__email"]
    autocomplete_fields = ["user", "topics"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        audit.record(
            "case_role.changed" if change else "case_role.given",
            obj,
            by=request.user,
            person=obj.user,
            role=obj.role,
            starts_on=obj.starts_on.isoformat(),
            ends_on=obj.ends_on and obj.ends_on.isoformat(),
        )

    def delete_model(self, request, obj):
        audit.record("case_role.taken", obj, by=request.user, person=obj.user, role=obj.role)
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        for role in queryset.select_related("user"):
            self.delete_model(request, role)
