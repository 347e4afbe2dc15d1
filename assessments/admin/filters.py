from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from assessments import lint
from assessments.models import Kind


class KindFilter(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return Kind.choices

    def queryset(self, request, queryset):
        return queryset.filter(newest_kind=self.value()) if self.value() else queryset


class FlawFilter(admin.SimpleListFilter):
    """By what the lint found in the newest version."""

    title = _("flaws")
    parameter_name = "flaw"

    def lookups(self, request, model_admin):
        return [("none", _("none")), ("any", _("one or more")), *lint.TITLES.items()]

    def queryset(self, request, queryset):
        if self.value() == "none":
            return queryset.filter(flaws=[])
        if self.value() == "any":
            return queryset.exclude(flaws=[])
        return queryset.filter(flaws__contains=[self.value()]) if self.value() else queryset


class WorkFilter(admin.SimpleListFilter):
    title = _("newest version")
    parameter_name = "newest"

    def lookups(self, request, model_admin):
        return [("draft", _("waits to be published")), ("published", _("is in use"))]

    def queryset(self, request, queryset):
        if self.value():
            return queryset.filter(newest_published__isnull=self.value() == "draft")
        return queryset
