"""Where people learn: their levels, a level, a module, a resource."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from levels import access, local_material, pairs, showing, standing
from levels.actions import receiving
from levels.classroom import load_several
from levels.models import Enrolment, Level


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
    context = _as_learner(request.user, entered) if entered.enrolment else {}
    context["from_hub"] = local_material.for_learner(request.user, entered.classroom.level)
    return render(request, "levels/classroom.html", _place(entered) | context)


def _as_learner(user, entered):
    tests = pairs.of_classroom(user, entered.classroom.level, is_done=entered.classroom.is_done)
    return {"asked": standing.headings(entered.enrolment), "tests": tests}


@require_safe
def module(request, number, module):
    entered = access.enter(request.user, number)
    chapter = access.module_in(entered, module)
    from_hub = local_material.for_learner(request.user, entered.classroom.level, chapter.module)
    context = {"chapter": chapter, "from_hub": from_hub}
    return render(request, "levels/module.html", _place(entered) | context)


@require_safe
def resource(request, number, module, resource):
    entered = access.enter(request.user, number)
    found = access.resource_in(entered, module, resource)
    if found.lock:
        return redirect(found.module)
    if access.learns(entered, found):
        receiving.open_resource(person=request.user, resource=found)
    return show(request, entered, found)


def show(request, entered, resource, **more):
    """The page of a resource; `more` is what its kind takes besides, such as a form that was not right."""
    previous, following = entered.classroom.neighbours(resource)
    shown, origin = showing.context_of(request, resource, **more)
    context = {
        "resource": resource,
        "chapter": entered.classroom.chapter_of(resource),
        "previous": previous,
        "following": following,
        "topics": list(resource.topics.all()),
        "player": f"levels/players/{resource.kind}.html",
        "learns": access.learns(entered, resource),
    }
    response = render(request, "levels/resource.html", _place(entered) | context | shown)
    # Packages play on an origin of their own, which no other page may have in a frame.
    response._csp_update = {"frame-src": [origin]} if origin else {}
    return response


def _place(entered):
    return {
        "classroom": entered.classroom,
        "level": entered.classroom.level,
        "enrolment": entered.enrolment,
    }
