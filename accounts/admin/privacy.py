from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.readonly import ReadOnly
from accounts.models import Consent, DataExport, Erasure


@admin.register(Consent)
class ConsentAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["user", "kind", "wording", "given_at", "withdrawn_at"]
    list_filter = ["kind", "wording", ("withdrawn_at", admin.EmptyFieldListFilter), "given_at"]
    search_fields = ["user__name__unaccent", "user__email"]
    list_select_related = ["user"]
    show_full_result_count = False


@admin.register(DataExport)
class DataExportAdmin(ReadOnly, admin.ModelAdmin):
    """That a copy was made, not the copy: that is the person's own."""

    list_display = ["user", "requested_at", "ready_at", "size"]
    list_filter = [("ready_at", admin.EmptyFieldListFilter), "requested_at"]
    list_select_related = ["user"]
    fields = ["user", "requested_at", "ready_at", "size"]


@admin.register(Erasure)
class ErasureAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["user", "state", "requested_at", "due_at", "withdrawn_at", "done_at"]
    list_filter = [
        ("done_at", admin.EmptyFieldListFilter),
        ("withdrawn_at", admin.EmptyFieldListFilter),
        "due_at",
    ]
    list_select_related = ["user"]

    @admin.display(description=_("state"))
    def state(self, erasure):
        if erasure.done_at:
            return _("erased")
        return _("taken back") if erasure.withdrawn_at else _("in the pause")
