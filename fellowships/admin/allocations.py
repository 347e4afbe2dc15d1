from django.contrib import admin

from accounts.admin.readonly import ReadOnly
from fellowships.models import Run, SignOff, Snapshot


class SignOffInline(ReadOnly, admin.TabularInline):
    model = SignOff
    fields = ["user", "signed_at"]
    extra = 0


@admin.register(Run)
class RunAdmin(ReadOnly, admin.ModelAdmin):
    """When, by whom, with which fingerprint. Who got what stands on the page of the board, which leaves out stakes."""

    list_display = ["call", "number", "state", "proposed_at", "proposed_by", "ended_at"]
    list_filter = ["call", "state"]
    list_select_related = ["call", "proposed_by"]
    exclude = ["facts"]
    inlines = [SignOffInline]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("facts")


@admin.register(Snapshot)
class SnapshotAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["call", "number", "taken_at", "taken_by", "fingerprint"]
    list_filter = ["call"]
    list_select_related = ["call", "taken_by"]
