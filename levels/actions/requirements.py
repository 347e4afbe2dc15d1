"""Staff compose what a level asks, publish it, and may move people from one version to another."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from levels import soundness
from levels.actions import completion
from levels.models import Level, LevelEnrolment, RequirementSet
from levels.tasks import reconcile_completion


class AlreadyPublished(ValidationError):
    """Somebody else was faster: says who published it and when. Nothing was changed."""

    def __init__(self, requirements):
        super().__init__(
            _("%(who)s has published this version already. Nothing was changed."),
            code="published",
            params={"who": requirements.published_by or _("The office")},
        )


@transaction.atomic
def start_next(*, level, by):
    """A draft of the next version: a copy of the newest, so that little has to be typed. The draft there is, if any."""
    level = Level.objects.select_for_update().get(pk=level.pk)
    draft = level.requirement_sets.filter(published_at=None).first()
    if draft:
        return draft
    newest = level.requirement_sets.order_by("-number").first()
    draft = RequirementSet.objects.create(level=level, number=_next_number(level))
    for group in newest.groups.prefetch_related("requirements") if newest else []:
        _copy(group, draft)
    audit.record("requirements.started", draft, by=by, level=level.number, version=draft.number)
    return draft


def _next_number(level):
    return (level.requirement_sets.aggregate(last=Max("number"))["last"] or 0) + 1


def _copy(group, draft):
    rows = list(group.requirements.all())
    group.pk, group.set = None, draft
    group._state.adding = True
    group.save()
    for row in rows:
        row.pk, row.group = None, group
        row._state.adding = True
        row.save()


@transaction.atomic
def publish(*, requirements, by):
    """From now on new people start with this version; those under way keep theirs.

    Raises ValidationError with everything that would keep people from ever meeting it, and AlreadyPublished.
    """
    Level.objects.select_for_update().get(pk=requirements.level_id)
    requirements = RequirementSet.objects.select_related("level", "published_by").get(pk=requirements.pk)
    if requirements.published_at:
        raise AlreadyPublished(requirements)
    errors = soundness.check(requirements).errors
    if errors:
        raise ValidationError(list(errors), code="unsound")
    requirements.published_at, requirements.published_by = timezone.now(), by
    requirements.save(update_fields=["published_at", "published_by"])
    audit.record(
        "requirements.published",
        requirements,
        by=by,
        level=requirements.level.number,
        version=requirements.number,
    )
    transaction.on_commit(_weigh_later, robust=True)
    return requirements


def _weigh_later():
    """Who is on the level and was asked nothing so far is asked this now; the night would see to it at the latest."""
    reconcile_completion.delay()


@transaction.atomic
def move(*, requirements, rows, by):
    """Have these people (a queryset of `LevelEnrolment`) asked by a published version. Who has completed stays as is.

    Returns (how many were moved, how many of them are complete by it).
    """
    if requirements.published_at is None:
        raise ValidationError(_("Publish this version first."), code="draft")
    moving = rows.filter(level=requirements.level_id, completed_at=None).exclude(requirements=requirements)
    people = set(moving.values_list("enrolment__user", flat=True))
    completion.hold(people)
    # As they are now that nobody decides about them any more.
    moving = list(moving.select_related("enrolment__user"))
    LevelEnrolment.objects.filter(pk__in=[row.pk for row in moving]).update(requirements=requirements)
    for row in moving:
        audit.record(
            "level.requirements_moved",
            row,
            by=by,
            person=row.enrolment.user,
            level=requirements.level.number,
            version=requirements.number,
        )
    completion.decide_all(people=people)
    pks = [row.pk for row in moving]
    completed = LevelEnrolment.objects.filter(pk__in=pks).exclude(completed_at=None).count()
    return len(moving), completed
