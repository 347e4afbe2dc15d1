from django.contrib.admin import SimpleListFilter
from django.utils.translation import gettext_lazy as _


class StateFilter(SimpleListFilter):
    """Of certificates."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("valid", _("valid")), ("replaced", _("replaced")), ("revoked", _("revoked"))]

    def queryset(self, request, queryset):
        if self.value() == "valid":
            return queryset.valid()
        if self.value() == "replaced":
            return queryset.exclude(replacement=None)
        if self.value() == "revoked":
            return queryset.exclude(revoked_at=None)
        return queryset


class StandingFilter(SimpleListFilter):
    """Of awards: what the office may have to look at."""

    title = _("state")
    parameter_name = "state"
    CHOICES = {
        "waiting": (_("waits for its day"), lambda rows: rows.pending()),
        "nameless": (_("due, but its holder has no name"), lambda rows: rows.without_name()),
        "issued": (_("issued"), lambda rows: rows.exclude(issued_at=None)),
        "offered": (_("replacement offered"), lambda rows: rows.offering()),
        "lapsed": (_("no longer earned: to decide"), lambda rows: rows.lapsed()),
        "kept": (_("kept although no longer earned"), lambda rows: rows.exclude(kept_at=None)),
    }

    def lookups(self, request, model_admin):
        return [(name, words) for name, (words, _rows) in self.CHOICES.items()]

    def queryset(self, request, queryset):
        if self.value() in self.CHOICES:
            return self.CHOICES[self.value()][1](queryset)
        return queryset
