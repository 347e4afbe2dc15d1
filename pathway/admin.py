from django.contrib import admin

from pathway.models import PageViews


@admin.register(PageViews)
class PageViewsAdmin(admin.ModelAdmin):
    """What was counted stays as it was counted; what came from the earlier site may be corrected."""

    list_display = ["path", "total", "count", "carried_over"]
    ordering = ["-total"]
    search_fields = ["path"]
    fields = ["path", "count", "carried_over", "total"]
    readonly_fields = ["path", "count", "total"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
