"""What staff do with modules and resources: put them in order, copy them, publish them. One transaction each."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from levels import publishing
from levels.models import Captions, Module, Picture, Resource

# What a copy does not take along: it is a draft of its own, from its first version.
FRESH = {"publish_on": None, "is_sample": False}


def siblings(row):
    """All modules of the level, or all resources of the module, that a row stands among."""
    if isinstance(row, Module):
        return Module.objects.filter(level=row.level_id)
    return Resource.objects.filter(module=row.module_id)


def last_place(rows):
    return (rows.aggregate(last=Max("order"))["last"] or 0) + 1


@transaction.atomic
def move(*, row, up, by):
    """One place up or down. At the end of the list nothing happens."""
    # Locked in an order that moving does not change, or two who move at once might wait for each other for ever.
    locked = siblings(row).select_for_update().order_by("pk")
    rows = sorted(locked, key=lambda other: (other.order, other.pk))
    place = next(place for place, other in enumerate(rows) if other.pk == row.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    for order, each in enumerate(rows, 1):
        each.order = order
    type(row).objects.bulk_update(rows, ["order"])
    audit.record(f"{row._meta.model_name}.moved", row, by=by, place=other + 1)


@transaction.atomic
def publish(*, row, on, by):
    """Let people see it from a day on. Raises ValidationError naming what is missing."""
    row = type(row).objects.select_for_update().get(pk=row.pk)
    missing = publishing.missing(row) if isinstance(row, Resource) else []
    if missing:
        raise ValidationError(publishing.in_words(missing), code="incomplete")
    if row.publish_on == on:
        raise ValidationError(_("Somebody has done this already."), code="done")
    row.publish_on = on
    row.save(update_fields=["publish_on"])
    audit.record(f"{row._meta.model_name}.published", row, by=by, on=on.isoformat())
    return row


@transaction.atomic
def duplicate_module(*, module, by):
    """A draft of its own, with drafts of all its resources."""
    order = last_place(Module.objects.filter(level=module.level_id))
    copy = _copy(module, slug=_free_slug(module), title=_copied(module.title), order=order, publish_on=None)
    for resource in module.resources.all():
        _copy_resource(resource, module=copy)
    audit.record("module.duplicated", copy, by=by, of=module.pk)
    return copy


@transaction.atomic
def duplicate_resource(*, resource, by):
    """A draft in the same module. A SCORM package is not taken along: it is uploaded anew."""
    order = last_place(siblings(resource))
    copy = _copy_resource(resource, slug=_free_slug(resource), title=_copied(resource.title), order=order)
    audit.record("resource.duplicated", copy, by=by, of=resource.pk)
    return copy


def _copy_resource(resource, **changes):
    topics, captions, pictures = (list(rows.all()) for rows in _parts(resource))
    fresh = FRESH | {"version": 1, "updated_on": timezone.localdate()}
    copy = _copy(resource, **fresh | changes)
    copy.topics.set(topics)
    # Files are never written over, so two rows may share one.
    Captions.objects.bulk_create(
        Captions(resource=copy, language=row.language, file=row.file.name) for row in captions
    )
    Picture.objects.bulk_create(Picture(resource=copy, name=row.name, file=row.file.name) for row in pictures)
    return copy


def _parts(resource):
    return resource.topics, resource.captions, resource.pictures


def _copy(row, **changes):
    copy = type(row).objects.get(pk=row.pk)
    copy.pk, copy._state.adding = None, True
    for name, value in changes.items():
        setattr(copy, name, value)
    copy.save()
    return copy


def _copied(title):
    return (_("Copy of %(title)s") % {"title": title})[:200]


def _free_slug(row):
    """The slug with the next number that is free among its siblings."""
    taken = set(siblings(row).values_list("slug", flat=True))
    numbered = (f"{row.slug[:70]}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in numbered if slug not in taken)
