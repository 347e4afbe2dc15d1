from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.admin.readonly import ReadOnly
from assessments.models import Accommodation, Attempt
from assessments.templatetags.results import percent


@admin.register(Accommodation)
class AccommodationAdmin(admin.ModelAdmin):
    """More time for a person. It holds for attempts that begin from now on; those under way keep their clock."""

    list_display = ["person", "assessment", "extra_percent", "ends_on"]
    list_select_related = ["person", "assessment"]
    search_fields = ["person__name__unaccent", "person__email"]
    autocomplete_fields = ["person", "assessment"]
    fields = ["person", "assessment", "extra_percent", "reason", "ends_on"]

    def save_model(self, request, obj, form, change):
        if not change:
            obj.granted_by = request.user
        super().save_model(request, obj, form, change)
        audit.record(
            "accommodation.changed" if change else "accommodation.granted",
            obj,
            by=request.user,
            person=obj.person,
            percent=obj.extra_percent,
        )

    def delete_model(self, request, obj):
        audit.record("accommodation.taken_back", obj, by=request.user, person=obj.person)
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        for row in queryset.select_related("person"):
            self.delete_model(request, row)


@admin.register(Attempt)
class AttemptAdmin(ReadOnly, admin.ModelAdmin):
    """To look things up, when somebody writes that an attempt went wrong. Nothing here is changed by hand."""

    list_display = [
        "person",
        "assessment",
        "number",
        "state",
        "started_at",
        "ended_at",
        "ended_by",
        "in_percent",
    ]
    list_filter = ["state", "ended_by", "assessment"]
    list_select_related = ["person", "assessment"]
    search_fields = ["person__name__unaccent", "person__email", "public_id"]
    date_hierarchy = "started_at"

    @admin.display(description=_("score"), ordering="score")
    def in_percent(self, attempt):
        return percent(attempt.score)
