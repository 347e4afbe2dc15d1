from django.contrib import admin

from accounts.admin.readonly import ReadOnly
from registrations.models import Closing, Proposal


@admin.register(Proposal)
class ProposalAdmin(ReadOnly, admin.ModelAdmin):
    """To look things up. The office decides on pages of its own."""

    list_display = ["title", "hub", "kind", "state", "proposed_at", "decided_by", "decided_at"]
    list_filter = ["state", "hub", "kind"]
    list_select_related = ["hub", "decided_by"]
    search_fields = ["title__unaccent"]


@admin.register(Closing)
class ClosingAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["event", "closed_by", "closed_at", "approved_by", "approved_at"]
    list_filter = ["approved_at", "event__hub"]
    list_select_related = ["event", "closed_by", "approved_by"]
    search_fields = ["event__title__unaccent"]
