"""Who may enter a classroom: those to whom the level is open. Staff look at everything, drafts too."""

from dataclasses import dataclass

from django.http import Http404
from django.utils import timezone

from levels import classroom
from levels.models import Level, LevelEnrolment, Resource


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


def resource_to_learn(user, number, module, resource):
    """The resource, where what the person does with it counts."""
    entered = enter(user, number)
    found = resource_in(entered, module, resource)
    if found.lock or not learns(entered, found):
        raise Http404
    return found


def resource_to_begin(user, number, module, resource):
    """As `resource_to_learn`, in one query where nothing has to be done before: many begin at the same moment."""
    today = timezone.localdate()
    at_hand = Resource.objects.published(today).filter(
        slug=resource,
        module__slug=module,
        module__publish_on__lte=today,
        module__needs_previous=False,
        module__level__number=number,
        module__level__enrolments__enrolment__user=user,
    )
    found = at_hand.select_related("module__level", "assessment").first()
    return found or resource_to_learn(user, number, module, resource)


def learns(entered, resource):
    """Whether what the person does here counts: not where staff look around, and not with a draft."""
    return entered.enrolment is not None and all(map(_is_published, (resource, resource.module)))


def _is_published(row):
    return row.publish_on is not None and row.publish_on <= timezone.localdate()
