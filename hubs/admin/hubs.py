from django.contrib import admin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from hubs.models import Hub, Membership, Society


class SocietyInline(admin.TabularInline):
    model = Society
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    extra = 0


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    autocomplete_fields = ["user"]
    # Each agrees for oneself.
    readonly_fields = ["is_shown"]


@admin.register(Hub)
class HubAdmin(SimpleHistoryAdmin):
    list_display = ["country", "name", "language", "contact_email", "is_open"]
    list_filter = ["is_open"]
    search_fields = ["name", "country"]
    inlines = [SocietyInline, MembershipInline]


class InForceFilter(admin.SimpleListFilter):
    title = _("in force")
    parameter_name = "in_force"

    def lookups(self, request, model_admin):
        return [("today", _("Today")), ("over", _("Over")), ("to_come", _("To come"))]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        match self.value():
            case "today":
                return queryset.in_force(today)
            case "over":
                return queryset.filter(ends_on__lt=today)
            case "to_come":
                return queryset.filter(starts_on__gt=today)
        return queryset


@admin.register(Membership)
class MembershipAdmin(SimpleHistoryAdmin):
    list_display = ["user", "hub", "role", "starts_on", "ends_on", "is_shown"]
    list_filter = [InForceFilter, "hub", "role"]
    list_select_related = ["user", "hub"]
    search_fields = ["user__name__unaccent", "user__email", "hub__name"]
    autocomplete_fields = ["user"]
    readonly_fields = ["is_shown"]
