"""Where people learn: their levels, a level, a module, a resource."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from levels import access
from levels.classroom import load_several
from levels.models import Enrolment, Level, ResourceKind
from levels.packages.playing import player_of


@require_safe
def learn(request):
    """All levels of the pathway: what is next in those that are open to the person, and when the others open."""
    user = request.user
    enrolment = Enrolment.objects.visible_to(user).filter(user=user).first()
    levels = list(Level.objects.all()) if enrolment or user.is_staff else []
    opened = {row.level_id: row for row in enrolment.levels.all()} if enrolment else {}
    enterable = [level for level in levels if level.pk in opened or user.is_staff]
    rooms = {room.level: room for room in load_several(enterable, user, sees_all=user.is_staff)}
    context = {
        "enrolment": enrolment,
        "levels": [(level, rooms.get(level), opened.get(level.pk)) for level in levels],
    }
    return render(request, "levels/learn.html", context)


@require_safe
def classroom(request, number):
    entered = access.enter(request.user, number)
    return render(request, "levels/classroom.html", _place(entered))


@require_safe
def module(request, number, module):
    entered = access.enter(request.user, number)
    chapter = access.module_in(entered, module)
    return render(request, "levels/module.html", _place(entered) | {"chapter": chapter})


@require_safe
def resource(request, number, module, resource):
    entered = access.enter(request.user, number)
    found = access.resource_in(entered, module, resource)
    if found.lock:
        return redirect(found.module)
    previous, following = entered.classroom.neighbours(found)
    context = {
        "resource": found,
        "chapter": entered.classroom.chapter_of(found),
        "previous": previous,
        "following": following,
        "topics": list(found.topics.all()),
        "player": f"levels/players/{found.kind}.html",
    }
    if found.kind == ResourceKind.VIDEO:
        context |= _film(found)
    if found.kind == ResourceKind.PACKAGE:
        return _with_package(request, found, _place(entered) | context)
    return render(request, "levels/resource.html", _place(entered) | context)


def _with_package(request, resource, context):
    """A page that may frame the origin of packages, which no other page may."""
    shown, origin = player_of(request, resource)
    response = render(request, "levels/resource.html", context | shown)
    response._csp_update = {"frame-src": [origin]} if origin else {}
    return response


def _film(resource):
    """Its captions in every language there is, and the words of the first as a transcript."""
    rows = list(resource.captions.order_by("language"))
    return {"captions": rows, "transcript": rows[0].cues() if rows else []}


def _place(entered):
    return {
        "classroom": entered.classroom,
        "level": entered.classroom.level,
        "enrolment": entered.enrolment,
    }
