from django.contrib import admin
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.models import Contest, Rescoring, Thresholds


@admin.register(Thresholds)
class ThresholdsAdmin(admin.ModelAdmin):
    """The one set there is: the list leads straight to it."""

    fieldsets = [
        (_("How many answers"), {"fields": ["fewest", "fewest_for_groups"]}),
        (
            _("What is flagged"),
            {
                "fields": [
                    "hard_below",
                    "easy_above",
                    "weak_below",
                    "dead_below",
                    "contested_from",
                    "countries_apart",
                ]
            },
        ),
    ]

    def changelist_view(self, request, extra_context=None):
        row = Thresholds.today()
        row.save()
        return redirect(reverse("admin:assessments_thresholds_change", args=[row.pk]))

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class _OnlyToRead(admin.ModelAdmin):
    """What is done about these, is done on their own pages."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Contest)
class ContestAdmin(_OnlyToRead):
    list_display = ["version", "person", "state", "made_at", "answered_by"]
    list_filter = ["state"]
    list_select_related = ["version__question", "person", "answered_by"]
    search_fields = ["version__question__code", "text"]


@admin.register(Rescoring)
class RescoringAdmin(_OnlyToRead):
    list_display = ["version", "decision", "at", "by", "attempts", "changed", "passed", "failed"]
    list_filter = ["decision"]
    list_select_related = ["version__question", "by"]
    search_fields = ["version__question__code", "reason"]
