from django.contrib import admin

from accounts.admin.readonly import ReadOnly
from fellowships.models import Offer


@admin.register(Offer)
class OfferAdmin(ReadOnly, admin.ModelAdmin):
    """To look at only: offers are sent, extended and taken back on the board's pages."""

    list_display = ["application", "offering", "round", "state", "sent_at", "expires_at", "ended_at"]
    list_filter = ["application__call", "state", "round"]
    list_select_related = ["application", "offering__centre"]
    search_fields = ["application__code", "application__person__name__unaccent"]
