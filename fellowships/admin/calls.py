from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from accounts.admin.readonly import ReadOnly
from fellowships import actions
from fellowships.models import Call, Interest


@admin.register(Call)
class CallAdmin(SimpleHistoryAdmin):
    list_display = ["title", "opened_at", "interested"]
    search_fields = ["title", "announcement", "details"]
    readonly_fields = ["opened_at"]
    prepopulated_fields = {"slug": ["title"]}
    actions = ["open_this_call"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(interest_count=Count("interests"))

    @admin.display(description=_("want to be told"), ordering="interest_count")
    def interested(self, call):
        return call.interest_count

    @admin.action(description=_("Open this call and tell everyone who asked"), permissions=["change"])
    def open_this_call(self, request, queryset):
        for call in queryset:
            try:
                actions.open_call(call=call, by=request.user)
            except ValidationError as error:
                messages.error(request, f"{call}: {' '.join(error.messages)}")
            else:
                messages.success(
                    request,
                    _("%(call)s is open. Everyone who asked is being told.") % {"call": call},
                )


@admin.register(Interest)
class InterestAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["user", "call", "created_at", "told_at"]
    list_filter = ["call", ("told_at", admin.EmptyFieldListFilter)]
    list_select_related = ["user", "call"]
    search_fields = ["user__name__unaccent", "user__email"]
