"""Modules and resources, and the page that shows a whole level at a glance (`levels.views.desk`)."""

from django.contrib import admin
from django.db.models import Count
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from levels import warnings
from levels.actions.classroom import last_place
from levels.admin.filters import PublishedFilter, ReviewFilter
from levels.admin.programme import warn
from levels.forms.resources import (
    CaptionsForm,
    CaptionsFormSet,
    NewResourceForm,
    PictureForm,
    PictureFormSet,
    ResourceForm,
)
from levels.models import Captions, Contribution, Module, Picture, Resource, ResourceKind
from levels.views import desk


class OnSite:
    """“View on site” is the preview: the page as a learner sees it, drafts too."""

    def view_on_site(self, obj):
        return obj.get_absolute_url()


@admin.register(Module)
class ModuleAdmin(OnSite, SimpleHistoryAdmin):
    list_display = ["title", "level", "state", "resource_count", "needs_previous", "on_desk"]
    list_filter = ["level", PublishedFilter]
    list_select_related = ["level"]
    search_fields = ["title", "summary"]
    prepopulated_fields = {"slug": ["title"]}
    fields = ["level", "title", "slug", "summary", "objectives", "needs_previous", "publish_on"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(resource_total=Count("resources"))

    def get_urls(self):
        def page(route, view, name):
            return path(route, self.admin_site.admin_view(view), name=f"levels_classroom{name}")

        pages = [
            page("classroom/<int:number>/", desk.desk, ""),
            page("classroom/<str:kind>/<int:pk>/move/<str:where>/", desk.move, "_move"),
            page("classroom/<str:kind>/<int:pk>/duplicate/", desk.duplicate, "_duplicate"),
            page("classroom/<str:kind>/<int:pk>/publish/", desk.publish, "_publish"),
        ]
        return [*pages, *super().get_urls()]

    def save_model(self, request, obj, form, change):
        if not change:
            obj.order = last_place(Module.objects.filter(level=obj.level))
        super().save_model(request, obj, form, change)
        warn(request, warnings.of_module(obj))

    @admin.display(description=_("published"), ordering="publish_on")
    def state(self, module):
        return module.publish_on or _("Draft")

    @admin.display(description=_("resources"), ordering="resource_total")
    def resource_count(self, module):
        return module.resource_total

    @admin.display(description=_("classroom"))
    def on_desk(self, module):
        number = module.level.number
        return format_html(
            '<a href="{}#module-{}">{}</a>',
            reverse("admin:levels_classroom", args=[number]),
            module.pk,
            _("Level %(number)s") % {"number": number},
        )


class CaptionsInline(admin.TabularInline):
    model = Captions
    form = CaptionsForm
    formset = CaptionsFormSet
    extra = 0
    min_num = 1
    validate_min = False


class PictureInline(admin.TabularInline):
    model = Picture
    form = PictureForm
    formset = PictureFormSet
    extra = 0


# What each kind is asked for, besides what all of them have.
CONTENT = {
    ResourceKind.PAGE: ["body"],
    ResourceKind.VIDEO: ["file", "length", "needed_percent", "body"],
    ResourceKind.PDF: ["file", "needed_percent", "body"],
    ResourceKind.LINK: ["url", "body"],
    ResourceKind.DISCUSSION: ["body"],
    ResourceKind.ASSESSMENT: ["assessment", "body"],
    ResourceKind.PACKAGE: ["package_now", "body"],
}


@admin.register(Resource)
class ResourceAdmin(OnSite, SimpleHistoryAdmin):
    """Made in two steps: what it is, then what its kind needs."""

    form = ResourceForm
    list_display = [
        "title",
        "module",
        "kind",
        "is_mandatory",
        "minutes",
        "version",
        "state",
        "review_due_on",
        "is_sample",
    ]
    list_filter = [
        "module__level",
        PublishedFilter,
        ReviewFilter,
        "kind",
        "is_mandatory",
        "is_sample",
        "tier",
        "topics",
    ]
    list_select_related = ["module__level"]
    list_per_page = 50
    search_fields = ["title", "objective", "module__title", "body"]
    filter_horizontal = ["topics"]
    readonly_fields = ["kind", "version", "updated_on", "package_now"]

    def get_form(self, request, obj=None, **kwargs):
        """The form of the second step takes whatever the kind's fields are."""
        if obj is None:
            return super().get_form(request, obj, **kwargs | {"form": NewResourceForm})
        return super().get_form(request, obj, **kwargs)

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return [(None, {"fields": ["module", "kind", "title", "slug"]})]
        what = ["module", "kind", "title", "slug", "objective", "minutes", "is_mandatory", "tier", "topics"]
        care = ["author", "reviewer", "review_due_on", "is_sample"]
        return [
            (None, {"fields": what}),
            (_("Content"), {"fields": CONTENT[obj.kind]}),
            (_("Who stands behind it"), {"fields": care}),
            (_("Version"), {"fields": ["version", "updated_on", "is_real_change"]}),
            (_("Publish"), {"fields": ["publish_on"]}),
        ]

    def get_readonly_fields(self, request, obj=None):
        return super().get_readonly_fields(request, obj) if obj else []

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["title"]}

    def get_inlines(self, request, obj):
        if obj is None:
            return []
        return [CaptionsInline, PictureInline] if obj.kind == ResourceKind.VIDEO else [PictureInline]

    def save_model(self, request, obj, form, change):
        if not change:
            obj.order = last_place(Resource.objects.filter(module=obj.module))
        elif form.cleaned_data["is_real_change"]:
            obj.version += 1
            obj.updated_on = timezone.localdate()
        super().save_model(request, obj, form, change)
        warn(request, warnings.of_resource(obj))

    def response_add(self, request, obj, post_url_continue=None):
        """On to what its kind needs."""
        return HttpResponseRedirect(reverse("admin:levels_resource_change", args=[obj.pk]))

    @admin.display(description=_("published"), ordering="publish_on")
    def state(self, resource):
        return resource.publish_on or _("Draft")

    @admin.display(description=_("SCORM package"))
    def package_now(self, resource):
        if hasattr(resource, "package"):
            address = reverse("admin:levels_package_change", args=[resource.package.pk])
            return format_html('<a href="{}">{}</a>', address, resource.package)
        address = reverse("admin:levels_package_add") + f"?resource={resource.pk}"
        return format_html('<a href="{}">{}</a>', address, _("Upload the package"))


@admin.register(Contribution)
class ContributionAdmin(admin.ModelAdmin):
    """What is said in discussions; it is hidden, with a reason, on the page of the question."""

    list_display = ["resource", "author", "said_at", "is_faculty", "hidden_at"]
    list_filter = ["is_faculty", ("hidden_at", admin.EmptyFieldListFilter), "resource__module__level"]
    list_select_related = ["resource", "author"]
    search_fields = ["text", "author__name__unaccent", "resource__title"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def view_on_site(self, obj):
        return obj.resource.get_absolute_url()
