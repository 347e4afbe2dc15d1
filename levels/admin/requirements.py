"""What a level asks: staff compose the next version, look at what it would change, publish it, and move people."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from levels import soundness
from levels.actions import requirements as composing
from levels.admin.requirement_forms import OWN_FIELDS, GroupForm, RequirementForm, key_for
from levels.models import (
    Level,
    LevelEnrolment,
    Requirement,
    RequirementGroup,
    RequirementKind,
    RequirementSet,
    ScoreShare,
)
from levels.previewing import preview

CHANGE = "admin:levels_requirementset_change"


@admin.register(RequirementSet)
class RequirementSetAdmin(admin.ModelAdmin):
    """Each level has its versions; the newest published one is what new people are asked."""

    list_display = ["__str__", "level", "number", "note", "published_at", "people"]
    list_filter = ["level"]
    list_select_related = ["level"]
    ordering = ["level", "-number"]
    fields = ["level", "number", "note", "published_at", "published_by"]
    readonly_fields = ["level", "number", "published_at", "published_by"]
    change_list_template = "levels/requirements/versions.html"
    change_form_template = "levels/requirements/version.html"

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(people_count=Count("enrolments"))

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("start/<int:number>/", view(self.start_view), name="levels_requirementset_start"),
            path("<int:pk>/changes/", view(self.preview_view), name="levels_requirementset_preview"),
            path("<int:pk>/publish/", view(self.publish_view), name="levels_requirementset_publish"),
            path("<int:pk>/move/", view(self.move_view), name="levels_requirementset_move"),
            *super().get_urls(),
        ]

    def has_add_permission(self, request):
        """By the button of each level, which copies the newest version."""
        return False

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.published_at is None)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and obj is not None and obj.published_at is None

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"levels": Level.objects.all()} | (extra_context or {}))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        version = self.get_object(request, object_id)
        shown = {} if version is None else self._whole(request, version)
        return super().change_view(request, object_id, form_url, shown | (extra_context or {}))

    def _whole(self, request, version):
        kinds = [{"kind": kind.value, "label": kind.label} for kind in RequirementKind]
        return {
            "groups": version.groups.prefetch_related("requirements"),
            "kinds": kinds,
            "findings": soundness.check(version),
            "may_compose": self.has_change_permission(request, version),
        }

    @admin.display(description=_("people under it"), ordering="people_count")
    def people(self, version):
        return version.people_count

    def start_view(self, request, number):
        self._may(request)
        draft = composing.start_next(level=get_object_or_404(Level, number=number), by=request.user)
        return redirect(CHANGE, draft.pk)

    def preview_view(self, request, pk):
        """What would change, by numbers and names. Nothing is written."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        version = get_object_or_404(RequirementSet.objects.select_related("level"), pk=pk)
        context = self.admin_site.each_context(request) | {
            "title": _("What would change"),
            "opts": self.opts,
            "version": version,
            "preview": preview(version),
            "findings": soundness.check(version),
            "may": self._has_right(request),
        }
        return TemplateResponse(request, "levels/requirements/changes.html", context)

    def publish_view(self, request, pk):
        self._may(request)
        version = get_object_or_404(RequirementSet, pk=pk)
        try:
            composing.publish(requirements=version, by=request.user)
        except ValidationError as error:
            for text in error.messages:
                messages.error(request, text)
        else:
            messages.success(
                request,
                _("Published: new people start with it. Those under way keep theirs unless you move them."),
            )
        return redirect("admin:levels_requirementset_preview", pk)

    def move_view(self, request, pk):
        """Everybody under way, or the one whose open level is named."""
        self._may(request)
        version = get_object_or_404(RequirementSet, pk=pk)
        rows = LevelEnrolment.objects.filter(level=version.level_id)
        one = request.POST.get("one", "")
        rows = rows.filter(pk=int(one)) if one.isdigit() else rows
        try:
            moved, completed = composing.move(requirements=version, rows=rows, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            _say_moved(request, moved, completed)
        if one.isdigit():
            return redirect("admin:levels_levelenrolment_change", one)
        return redirect("admin:levels_requirementset_preview", pk)

    def _has_right(self, request):
        return request.user.has_perm("levels.change_requirementset")

    def _may(self, request):
        if request.method != "POST" or not self._has_right(request):
            raise PermissionDenied


def _say_moved(request, moved, completed):
    text = ngettext("%(count)s person was moved.", "%(count)s people were moved.", moved) % {"count": moved}
    done = ngettext(
        "%(count)s level was completed by it.", "%(count)s levels were completed by it.", completed
    )
    messages.success(request, f"{text} {done % {'count': completed}}" if completed else text)


class PartOfVersion:
    """A group or a requirement: edited from the page of its version, which one comes back to."""

    def has_module_permission(self, request):
        return False

    def version_of(self, obj):
        raise NotImplementedError

    def has_change_permission(self, request, obj=None):
        is_draft = obj is None or self.version_of(obj).published_at is None
        return super().has_change_permission(request, obj) and is_draft

    def has_delete_permission(self, request, obj=None):
        is_draft = obj is not None and self.version_of(obj).published_at is None
        return super().has_delete_permission(request, obj) and is_draft

    def changelist_view(self, request, extra_context=None):
        return redirect("admin:levels_requirementset_changelist")

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            return _published_meanwhile(request)

    def delete_view(self, request, object_id, extra_context=None):
        try:
            return super().delete_view(request, object_id, extra_context)
        except IntegrityError:
            return _published_meanwhile(request)

    def save_model(self, request, obj, form, change):
        """Who publishes at the same moment waits for this, or this for them."""
        RequirementSet.objects.select_for_update().get(pk=self.version_of(obj).pk)
        super().save_model(request, obj, form, change)

    def response_add(self, request, obj, post_url_continue=None):
        return self._back(request, self.version_of(obj))

    def response_change(self, request, obj):
        return self._back(request, self.version_of(obj))

    def response_delete(self, request, obj_display, obj_id):
        return redirect("admin:levels_requirementset_changelist")

    def _back(self, request, version):
        messages.success(request, _("Saved."))
        return redirect(CHANGE, version.pk)


def _published_meanwhile(request):
    messages.error(request, _("Somebody has just published this version. Nothing was changed."))
    return redirect("admin:levels_requirementset_changelist")


@admin.register(RequirementGroup)
class RequirementGroupAdmin(PartOfVersion, admin.ModelAdmin):
    form = GroupForm

    def version_of(self, obj):
        return obj.set


@admin.register(Requirement)
class RequirementAdmin(PartOfVersion, admin.ModelAdmin):
    form = RequirementForm

    def version_of(self, obj):
        return obj.group.set

    def get_fields(self, request, obj=None):
        kind = obj.kind if obj else request.POST.get("kind") or request.GET.get("kind")
        return ["group", "kind", "title", "key", *OWN_FIELDS.get(kind, []), "order"]

    def get_changeform_initial_data(self, request):
        data = super().get_changeform_initial_data(request)
        group = RequirementGroup.objects.filter(pk=data.get("group")).first()
        if group and data.get("kind") in RequirementKind.values:
            kind = RequirementKind(data["kind"])
            order = group.requirements.count() + 1
            data |= {"key": key_for(group, kind), "title": kind.label, "order": order}
        return data

    def add_view(self, request, form_url="", extra_context=None):
        """Only from the page of a version, which says to which group and of which kind."""
        asked = request.POST if request.method == "POST" else request.GET
        if asked.get("kind") not in RequirementKind.values or not asked.get("group"):
            return redirect("admin:levels_requirementset_changelist")
        return super().add_view(request, form_url, extra_context)


@admin.register(ScoreShare)
class ScoreShareAdmin(admin.ModelAdmin):
    """Which assessments make up the score of a level. A score is shown once each of them has a result."""

    list_display = ["level", "assessment", "weight"]
    list_filter = ["level"]
    list_select_related = ["level", "assessment"]
    list_display_links = ["assessment"]
