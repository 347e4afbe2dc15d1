"""What is said about certificates of levels by itself, apart from somebody's completing one."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from levels import certification
from levels.actions import completion
from levels.models import Completion, Enrolment, Level


def award_for(level):
    """Tell anew what everybody who completed this level has earned by it, as the level says something else now."""
    held = Enrolment.objects.filter(levels__level=level, levels__completion__isnull=False)
    held = list(held.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(held), completion.BATCH):
        batch = held[start : start + completion.BATCH]
        with transaction.atomic():
            list(Enrolment.objects.filter(pk__in=batch).select_for_update().order_by("pk").values_list("pk"))
            certification.award_to(batch)


def tell_credits(level):
    """The same once its accreditations changed. What changes meanwhile is told the next time."""
    as_of = level.accredited_at
    award_for(level)
    Level.objects.filter(pk=level.pk).update(credits_told_at=as_of)


@transaction.atomic
def certify(*, level_enrolment, by):
    """Decide that one of the staff, who completed this level, earned its certificate all the same.

    Raises ValidationError where nothing has to be decided, or `by` is the person.
    """
    completion.hold([level_enrolment.enrolment.user_id])
    done = Completion.objects.select_related("level_enrolment__enrolment__user", "level_enrolment__level")
    done = done.filter(level_enrolment=level_enrolment).first()
    if done is None:
        raise ValidationError(_("This level is not completed, or no longer."), code="open")
    if not done.by_staff:
        raise ValidationError(
            _("The certificate comes by itself: the person was not of the staff."), code="not_staff"
        )
    row = done.level_enrolment
    if row.enrolment.user_id == by.pk:
        raise ValidationError(_("Somebody else has to decide this."), code="own")
    if certification.is_earned(row):
        raise ValidationError(_("Somebody has decided so already."), code="already")
    audit.record("level.certified", row, by=by, person=row.enrolment.user, level=row.level.number)
    certification.award_to([row.enrolment_id], decided=[done.pk])
    return row
