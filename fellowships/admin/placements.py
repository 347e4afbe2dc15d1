from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.admin.readonly import ReadOnly
from fellowships.models import ChecklistItem, ChecklistTemplate, Placement


@admin.register(ChecklistTemplate)
class ChecklistTemplateAdmin(admin.ModelAdmin):
    """What every new stay gets a copy of. A change here changes no stay that has begun."""

    list_display = ["title", "side", "days_before", "is_for_exchange", "order"]
    list_editable = ["days_before", "is_for_exchange", "order"]
    list_filter = ["side", "is_for_exchange"]
    search_fields = ["title"]


class ChecklistItemInline(ReadOnly, admin.TabularInline):
    model = ChecklistItem
    fields = ["title", "side", "days_before", "done_at"]
    readonly_fields = fields
    extra = 0


@admin.register(Placement)
class PlacementAdmin(ReadOnly, admin.ModelAdmin):
    """To look at. Days, ticks and cancelling are done on the page of the stay, where the others are told."""

    list_display = ["person", "host", "call", "state", "days", "page"]
    list_filter = ["state", "call", ("invitation", admin.EmptyFieldListFilter)]
    list_select_related = ["person", "centre", "hub", "call"]
    search_fields = ["person__name__unaccent", "person__email", "centre__name__unaccent"]
    inlines = [ChecklistItemInline]

    @admin.display(description=_("page"))
    def page(self, placement):
        return format_html('<a href="{}">{}</a>', placement.get_absolute_url(), _("Open the page"))
