"""A level as one person finds it: what is done, what comes next, and what is locked, and why.

Everything is computed from the modules, the resources and the person's progress, in two queries.
"""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from levels.models import Level, Module, Resource, ResourceKind


@dataclass
class Chapter:
    """A module with its resources. `lock` says why a person cannot enter it yet, in words; empty: they can."""

    module: Module
    resources: list
    lock: str = ""

    @property
    def mandatory(self):
        return [resource for resource in self.resources if resource.is_mandatory]

    @property
    def optional(self):
        return [resource for resource in self.resources if not resource.is_mandatory]

    @property
    def to_do(self):
        """Mandatory resources that are there and not done."""
        return [resource for resource in self.mandatory if not resource.done_at and not resource.lock_of_date]

    @property
    def done(self):
        return [resource for resource in self.mandatory if resource.done_at]

    @property
    def is_done(self):
        return not self.to_do and not self.is_to_come

    @property
    def is_started(self):
        return any(resource.touched_at for resource in self.resources)

    @property
    def is_to_come(self):
        return self.module.publish_on is not None and self.module.publish_on > timezone.localdate()

    @property
    def minutes_left(self):
        return sum(resource.minutes for resource in self.to_do)

    @property
    def begin_with(self):
        return _begun_last(self.to_do) or next(iter(self.to_do), None)


@dataclass
class Classroom:
    """`sees_all`: staff look at everything, drafts too, and nothing is locked to them."""

    level: Level
    chapters: list
    sees_all: bool = False

    @cached_property
    def resources(self):
        return [resource for chapter in self.chapters for resource in chapter.resources]

    @property
    def mandatory(self):
        return [resource for resource in self.resources if resource.is_mandatory]

    @property
    def done(self):
        return [resource for resource in self.mandatory if resource.done_at]

    @property
    def minutes_left(self):
        return sum(chapter.minutes_left for chapter in self.chapters)

    @property
    def to_do(self):
        """What can be studied now and is not done, in order."""
        return [resource for resource in self.resources if not resource.done_at and not resource.lock]

    @property
    def is_done(self):
        """Everything mandatory that there is."""
        return bool(self.mandatory) and len(self.done) == len(self.mandatory)

    @cached_property
    def next(self):
        """The one thing to do now: what is mandatory and was begun last, else the first that is not done.

        An attempt whose clock is running goes before everything.
        """
        under_way = [resource for resource in self.to_do if resource.is_under_way]
        mandatory = under_way or [resource for resource in self.to_do if resource.is_mandatory]
        return _begun_last(mandatory) or next(iter(mandatory or self.to_do), None)

    @cached_property
    def left_off(self):
        """What the person was last at and has not done, where that is not the next thing anyway."""
        begun = _begun_last(self.to_do)
        return begun if begun != self.next else None

    def chapter_of(self, resource):
        return next(chapter for chapter in self.chapters if resource in chapter.resources)

    def neighbours(self, resource):
        """What comes before and after it, among what can be studied now."""
        found = [other for other in self.resources if other == resource or not other.lock]
        place = found.index(resource)
        return (found[place - 1] if place else None), next(iter(found[place + 1 :]), None)


def load(level, person, *, sees_all=False):
    """The level as the person finds it."""
    return load_several([level], person, sees_all=sees_all)[0]


def load_several(levels, person, *, sees_all=False):
    """Each of the levels. Texts of pages come only where they are asked for."""
    modules = Module.objects.filter(level__in=levels)
    resources = Resource.objects.filter(module__level__in=levels)
    if not sees_all:
        modules, resources = modules.announced(), resources.announced()
    by_module, by_level = {}, {}
    for resource in resources.with_progress_of(person).defer("body"):
        by_module.setdefault(resource.module_id, []).append(resource)
    for module in modules:
        by_level.setdefault(module.level_id, []).append(Chapter(module, by_module.get(module.pk, [])))
    return [_opened(level, by_level.get(level.pk, []), sees_all) for level in levels]


def _opened(level, chapters, sees_all):
    before = None
    for chapter in chapters:
        chapter.module.level = level
        _lock(chapter, before, sees_all)
        # A draft holds nobody back.
        before = chapter if chapter.module.publish_on else before
    return Classroom(level, chapters, sees_all)


def _lock(chapter, before, sees_all):
    """Say of the module and of each of its resources why it cannot be opened."""
    for resource in chapter.resources:
        resource.module = chapter.module
        resource.lock_of_date = _not_yet(resource)
    chapter.lock = "" if sees_all else _not_yet(chapter.module) or _after(chapter, before)
    for resource in chapter.resources:
        resource.lock = "" if sees_all else chapter.lock or resource.lock_of_date
        resource.is_changed = bool(resource.done_at) and resource.done_version < resource.version


def _not_yet(row):
    """Why a module or a resource that is not published cannot be opened."""
    if row.publish_on is None:
        return _("A draft.")
    if row.publish_on > timezone.localdate():
        return _("Published on %(date)s.") % {"date": date_format(row.publish_on, "DATE_FORMAT")}
    return ""


def _after(chapter, before):
    if not chapter.module.needs_previous or before is None or before.is_done:
        return ""
    if before.is_to_come:
        return _("Opens when “%(module)s” is done, which is not published yet.") % {"module": before.module}
    missing = len(before.to_do)
    return ngettext(
        "Opens when “%(module)s” is done: %(count)s mandatory resource is missing.",
        "Opens when “%(module)s” is done: %(count)s mandatory resources are missing.",
        missing,
    ) % {"module": before.module, "count": missing}


def _begun_last(resources):
    """An assessment that was tried, and is not passed, waits for its turn: it may not be open again yet."""
    begun = [
        resource
        for resource in resources
        if resource.is_under_way or (resource.touched_at and resource.kind != ResourceKind.ASSESSMENT)
    ]
    return max(
        begun,
        key=lambda resource: (resource.is_under_way, resource.touched_at or timezone.now()),
        default=None,
    )
