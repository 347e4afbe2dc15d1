from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.readonly import ReadOnly
from fellowships import eligibility
from fellowships.models import Application, CvEntry, EligibilityCheck, Preference, Referee


class PreferenceInline(ReadOnly, admin.TabularInline):
    model = Preference
    fields = ["rank", "offering"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("offering__centre")


class CvInline(ReadOnly, admin.TabularInline):
    model = CvEntry
    fields = ["kind", "title", "place", "from_year", "until_year"]


class RefereeInline(ReadOnly, admin.TabularInline):
    model = Referee
    fields = ["name", "post", "email"]


class CheckInline(ReadOnly, admin.TabularInline):
    model = EligibilityCheck
    fields = ["asked", "is_met", "checked_at", "waived_because", "confirmed_at"]
    readonly_fields = ["asked"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("rule__level")

    @admin.display(description=_("rule"))
    def asked(self, check):
        return eligibility.asks(check.rule)


@admin.register(Application)
class ApplicationAdmin(ReadOnly, admin.ModelAdmin):
    """To look at only: people write their own, and the board decides on its own pages.

    Like everywhere else, nobody finds here what one has a stake in.
    """

    list_display = ["code", "person", "call", "state", "home", "is_eligible", "submitted_at"]
    list_filter = ["call", "state", "is_eligible"]
    list_select_related = ["person", "call"]
    search_fields = ["code", "person__name__unaccent", "person__email"]
    inlines = [PreferenceInline, CvInline, RefereeInline, CheckInline]

    def get_queryset(self, request):
        return super().get_queryset(request).on_board_of(request.user)
