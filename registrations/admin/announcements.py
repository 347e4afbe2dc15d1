from django.contrib import admin

from accounts.admin.readonly import ReadOnly
from registrations.models import Announcement


@admin.register(Announcement)
class AnnouncementAdmin(ReadOnly, admin.ModelAdmin):
    """To look at: who wrote what to how many. They are written, sent and called off on pages of their own."""

    list_display = ["subject", "hub", "event", "state", "send_at", "confirmed_by", "queued", "left_out"]
    list_filter = ["state", "hub"]
    list_select_related = ["hub", "event", "confirmed_by"]
    search_fields = ["subject__unaccent", "event__title__unaccent"]
    date_hierarchy = "changed_at"
