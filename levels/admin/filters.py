from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PublishedFilter(admin.SimpleListFilter):
    title = _("published")
    parameter_name = "published"

    def lookups(self, request, model_admin):
        return [("draft", _("Drafts")), ("to_come", _("To come")), ("out", _("Published"))]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        match self.value():
            case "draft":
                return queryset.filter(publish_on=None)
            case "to_come":
                return queryset.filter(publish_on__gt=today)
            case "out":
                return queryset.filter(publish_on__lte=today)
        return queryset


class ReviewFilter(admin.SimpleListFilter):
    """What has to be looked at again: the guidelines behind it may have changed."""

    title = _("review")
    parameter_name = "review"

    def lookups(self, request, model_admin):
        return [("overdue", _("Overdue")), ("none", _("No day set"))]

    def queryset(self, request, queryset):
        if self.value() == "overdue":
            return queryset.filter(review_due_on__lt=timezone.localdate())
        if self.value() == "none":
            return queryset.filter(review_due_on=None)
        return queryset
