"""Who reads the portal by program. To look at: tokens and webhooks are made and ended on pages of their own."""

from django.contrib import admin

from accounts.admin.readonly import ReadOnly
from impact.models import ApiToken, Delivery, Webhook


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnly, admin.ModelAdmin):
    list_display = [
        "name",
        "beginning",
        "hub",
        "created_by",
        "created_at",
        "expires_at",
        "revoked_at",
        "last_used_at",
    ]
    list_filter = ["hub", "expires_at"]
    list_select_related = ["hub", "created_by"]
    search_fields = ["name", "beginning"]
    fields = list_display


@admin.register(Webhook)
class WebhookAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["name", "url", "hub", "created_by", "is_on", "failures", "switched_off_at"]
    list_filter = ["is_on", "hub"]
    list_select_related = ["hub", "created_by"]
    search_fields = ["name", "url"]
    fields = [
        "name",
        "url",
        "occasions",
        "hub",
        "created_by",
        "created_at",
        "is_on",
        "failures",
        "paused_until",
        "switched_off_at",
    ]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["made_at", "webhook", "occasion", "state", "tries", "next_try_at", "last_status"]
    list_filter = ["state", "occasion", "webhook"]
    list_select_related = ["webhook"]
    fields = [
        "id",
        "webhook",
        "occasion",
        "payload",
        "state",
        "tries",
        "made_at",
        "next_try_at",
        "last_try_at",
        "last_status",
        "last_error",
    ]
    list_per_page = 50
    show_full_result_count = False
