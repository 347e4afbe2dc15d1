"""Who may enter a classroom: those to whom the level is open. Staff look at everything, drafts too."""

from dataclasses import dataclass

from django.http import Http404

from levels import classroom
from levels.models import Level, LevelEnrolment


@dataclass
class Entered:
    """`enrolment` is None where one of the staff looks at a level that is not open to them as a learner."""

    classroom: classroom.Classroom
    enrolment: LevelEnrolment | None


def enter(user, number):
    """The level as this person finds it. Where it is not open to them there is no such page."""
    mine = LevelEnrolment.objects.filter(enrolment__user=user, level__number=number)
    enrolment = mine.select_related("level").first()
    level = enrolment.level if enrolment else _level_for_staff(user, number)
    return Entered(classroom.load(level, user, sees_all=user.is_staff), enrolment)


def _level_for_staff(user, number):
    level = Level.objects.filter(number=number).first() if user.is_staff else None
    if level is None:
        raise Http404
    return level


def module_in(entered, module):
    """The chapter of this slug; one that is locked is found too, as its page says why."""
    for chapter in entered.classroom.chapters:
        if chapter.module.slug == module:
            return chapter
    raise Http404


def resource_in(entered, module, resource):
    """The resource of these slugs, locked or not."""
    for found in module_in(entered, module).resources:
        if found.slug == resource:
            return found
    raise Http404


def resource_for(user, number, module, resource):
    """The resource, with the person's progress on it, to do something with: a locked one is as good as not there."""
    found = resource_in(enter(user, number), module, resource)
    if found.lock:
        raise Http404
    return found
