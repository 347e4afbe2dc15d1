from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries import countries


class WhenFilter(admin.SimpleListFilter):
    """Events to come, past or cancelled."""

    title = _("when")
    parameter_name = "when"

    def lookups(self, request, model_admin):
        return [
            ("upcoming", _("To come")),
            ("past", _("Past")),
            ("cancelled", pgettext_lazy("event", "Cancelled")),
        ]

    def queryset(self, request, queryset):
        match self.value():
            case "upcoming":
                return queryset.upcoming()
            case "past":
                return queryset.past()
            case "cancelled":
                return queryset.exclude(cancelled_at=None)
        return queryset


class HomeFilter(admin.SimpleListFilter):
    """Only the countries there are rows of."""

    title = _("country")
    parameter_name = "home"

    def lookups(self, request, model_admin):
        codes = model_admin.model.objects.order_by().values_list("home", flat=True).distinct()
        return sorted(((code, countries.name(code)) for code in codes if code), key=lambda pair: pair[1])

    def queryset(self, request, queryset):
        return queryset.filter(home=self.value()) if self.value() else queryset
