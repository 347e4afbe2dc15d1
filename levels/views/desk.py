"""The classroom of a level as staff see it, in the administration. `levels.admin.classroom` gives the addresses."""

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from levels import publishing, warnings
from levels.actions import classroom as actions
from levels.models import Captions, Level, Module, Package, Resource

MODELS = {"module": Module, "resource": Resource}


@permission_required("levels.view_resource", raise_exception=True)
def desk(request, number):
    """Everything a level holds, with what is missing and what is odd about it."""
    level = get_object_or_404(Level, number=number)
    modules = list(level.modules.prefetch_related(Prefetch("resources", _resources())))
    for module in modules:
        module.level = level
        module.state = _state(module)
        module.rows = list(module.resources.all())
        for resource in module.rows:
            resource.module = module
            resource.state = _state(resource)
            resource.missing = _missing(resource)
    found = [text for module in modules for text in warnings.of_module(module)]
    found += [text for module in modules for row in module.rows for text in warnings.of_resource(row)]
    frame = admin.site.each_context(request) | {
        "title": _("Classroom of Level %(number)s") % {"number": number},
        "opts": Module._meta,
        "level": level,
        "levels": Level.objects.all(),
        "modules": modules,
        "warnings": found,
        "today": timezone.localdate(),
        "may_change": request.user.has_perms(["levels.change_module", "levels.change_resource"]),
    }
    return TemplateResponse(request, "levels/desk.html", frame)


def _resources():
    """With all that tells what is missing, so that no resource asks for itself."""
    captions = Captions.objects.filter(resource=OuterRef("pk"))
    package = Package.objects.filter(resource=OuterRef("pk"))
    rows = Resource.objects.select_related("assessment").prefetch_related("pictures")
    return rows.annotate(has_captions=Exists(captions), has_package=Exists(package))


def _missing(resource):
    return [
        *publishing.in_itself(resource),
        *publishing.in_package(resource, resource.has_package),
        *publishing.in_captions(resource, resource.has_captions),
        *publishing.in_pictures(resource, {picture.name for picture in resource.pictures.all()}),
    ]


def _state(row):
    if row.publish_on is None:
        return _("Draft")
    date = {"date": date_format(row.publish_on, "DATE_FORMAT")}
    if row.publish_on > timezone.localdate():
        return _("To be published on %(date)s") % date
    return _("Published since %(date)s") % date


@require_POST
def move(request, kind, pk, where):
    row = _row(request, kind, pk)
    actions.move(row=row, up=where == "up", by=request.user)
    return _back(row)


@require_POST
def duplicate(request, kind, pk):
    row = _row(request, kind, pk)
    if kind == "module":
        copy = actions.duplicate_module(module=row, by=request.user)
    else:
        copy = actions.duplicate_resource(resource=row, by=request.user)
    messages.success(request, _("“%(title)s” was made, as a draft.") % {"title": copy.title})
    return _back(copy)


@require_POST
def publish(request, kind, pk):
    """From today on; another day is set on its own page."""
    row = _row(request, kind, pk)
    try:
        actions.publish(row=row, on=timezone.localdate(), by=request.user)
    except ValidationError as error:
        messages.error(request, f"{row}: {error.messages[0]}")
    else:
        messages.success(request, _("“%(title)s” is published.") % {"title": row.title})
    return _back(row)


def _row(request, kind, pk):
    if kind not in MODELS or not request.user.has_perm(f"levels.change_{kind}"):
        raise Http404
    return get_object_or_404(MODELS[kind], pk=pk)


def _back(row):
    module = row if isinstance(row, Module) else row.module
    return redirect(f"{reverse('admin:levels_classroom', args=[module.level.number])}#{_anchor(row)}")


def _anchor(row):
    return f"{row._meta.model_name}-{row.pk}"
