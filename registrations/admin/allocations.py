from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.admin.readonly import ReadOnly
from registrations.models import Allocation, Lot


@admin.register(Allocation)
class AllocationAdmin(ReadOnly, admin.ModelAdmin):
    """To look at. Allocations are run and signed off on the page of the event."""

    list_display = ["event", "number", "state", "proposed_at", "proposed_by", "ended_at", "ended_by", "short"]
    list_display_links = ["number"]
    list_filter = ["state", ("event", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["event", "proposed_by", "ended_by"]
    search_fields = ["event__title__unaccent", "event__slug", "fingerprint"]
    ordering = ["-proposed_at"]
    fields = [
        "event",
        "number",
        "page",
        "state",
        "rule",
        "fingerprint",
        ("proposed_at", "proposed_by"),
        ("ended_at", "ended_by"),
    ]
    readonly_fields = ["page"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("facts", "result")

    @admin.display(description=_("fingerprint"))
    def short(self, allocation):
        return allocation.fingerprint[:12]

    @admin.display(description=_("page"))
    def page(self, allocation):
        url = reverse("registrations:allocation_run", args=[allocation.event.slug, allocation.number])
        return format_html('<a href="{}">{}</a>', url, url)


@admin.register(Lot)
class LotAdmin(ReadOnly, admin.ModelAdmin):
    """To look at. The number behind the seal is shown when it is opened, to nobody before."""

    list_display = ["event", "seal", "sealed_at", "opened_at"]
    list_select_related = ["event"]
    search_fields = ["event__title__unaccent", "event__slug", "seal"]
    ordering = ["-sealed_at"]
    fields = ["event", "seal", "sealed_at", "opened_at", "number"]
    readonly_fields = ["number"]

    @admin.display(description=_("number"))
    def number(self, lot):
        return lot.seed if lot.opened_at else _("sealed until the seats are given")
