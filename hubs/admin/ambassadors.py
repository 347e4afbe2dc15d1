from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.readonly import ReadOnly
from hubs.models import Ambassador, Evidence, Invitation, Step


class StepInline(ReadOnly, admin.TabularInline):
    model = Step
    extra = 0
    fields = ["rung", "taken_on", "evidence", "link", "recorded_by", "recorded_at"]


class InOfficeFilter(admin.SimpleListFilter):
    title = _("in office")
    parameter_name = "in_office"

    def lookups(self, request, model_admin):
        return [("today", _("Today")), ("over", _("Over"))]

    def queryset(self, request, queryset):
        match self.value():
            case "today":
                return queryset.live()
            case "over":
                return queryset.over()
        return queryset


@admin.register(Ambassador)
class AmbassadorAdmin(ReadOnly, admin.ModelAdmin):
    """To look at. Steps and terms change on the roster of the hub, with their rules and mails."""

    list_display = ["user", "hub", "rung", "starts_on", "ends_on", "ended_at", "is_shown"]
    list_filter = [InOfficeFilter, "hub", "rung"]
    list_select_related = ["user", "hub"]
    search_fields = ["user__name__unaccent", "user__email"]
    inlines = [StepInline]


@admin.register(Evidence)
class EvidenceAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["user", "kind", "title", "happened_on", "source"]
    list_filter = ["kind"]
    list_select_related = ["user"]
    search_fields = ["user__name__unaccent", "user__email", "title__unaccent"]
    date_hierarchy = "happened_on"


@admin.register(Invitation)
class InvitationAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["email", "hub", "invited_by", "invited_at", "expires_at"]
    list_filter = ["hub"]
    list_select_related = ["hub", "invited_by"]
