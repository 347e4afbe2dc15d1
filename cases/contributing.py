"""Points: what somebody did for a case or with it, noted once."""

from django.db import transaction
from django.utils import timezone

from accounts import audit
from cases import followers
from cases.models import Contribution, Part, Repository

_POINTS = {
    Part.AUTHORED: "points_for_author",
    Part.REVIEWED: "points_for_reviewer",
    Part.READ: "points_for_reader",
}


@transaction.atomic
def note(*, case, person, part):
    """Give the points of today's rules, once for each kind and case. What was taken back is given again.

    Nothing for an invented sample, but to its readers, and nothing for an account that is gone.
    """
    if person.is_erased or (case.is_sample and part != Part.READ):
        return None
    points = getattr(Repository.current(), _POINTS[part])
    row, is_new = Contribution.objects.get_or_create(
        case=case, person=person, part=part, defaults={"points": points}
    )
    if not is_new and row.taken_back_at is None:
        return row
    if not is_new:
        row.taken_back_at = None
        row.save(update_fields=["taken_back_at"])
    audit.record(f"contribution.{part}", case, person=person, points=row.points)
    followers.tell(row)
    return row


@transaction.atomic
def take_back(*, case, part):
    """What rested on a case that was retracted. What readers did stays theirs."""
    for row in Contribution.objects.select_for_update().filter(case=case, part=part, taken_back_at=None):
        row.taken_back_at = timezone.now()
        row.save(update_fields=["taken_back_at"])
        audit.record("contribution.taken_back", case, person=row.person)
        followers.tell(row)
