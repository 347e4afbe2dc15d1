from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.readonly import ReadOnly
from registrations.admin.filters import HomeFilter
from registrations.models import Seat


class HeldFilter(admin.SimpleListFilter):
    title = _("held")
    parameter_name = "held"

    def lookups(self, request, model_admin):
        return [("yes", _("Taken")), ("no", _("Free"))]

    def queryset(self, request, queryset):
        return queryset.filter(registration__isnull=self.value() == "no") if self.value() else queryset


@admin.register(Seat)
class SeatAdmin(ReadOnly, admin.ModelAdmin):
    """To look at. Seats are laid out on the page of the event, and given by the rules."""

    list_display = ["event", "number", "home", "holder"]
    list_display_links = ["number"]
    list_filter = [HeldFilter, HomeFilter, ("event", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["event", "registration__user"]
    search_fields = ["event__title__unaccent", "event__slug", "registration__user__name__unaccent"]
    ordering = ["event", "number"]
    list_per_page = 50
    fields = ["event", "number", "home", "holder"]

    @admin.display(description=_("held by"))
    def holder(self, seat):
        registration = getattr(seat, "registration", None)
        return registration.user if registration else "–"
