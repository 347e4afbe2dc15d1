"""What would change if people were asked by another version of the requirements. Looks; writes nothing."""

from dataclasses import dataclass, field

from levels import facts, rulebooks, rules
from levels.models import LevelEnrolment


@dataclass
class Preview:
    """Under way are all to whom the level is open and who have not completed it.

    `completing` and `losing` are rows of `LevelEnrolment`; those of `losing` carry `lost`, the titles of requirements
    that are met today and would not be. `fewer` would have less to do, `more` would have more.
    """

    under_way: int = 0
    completed: int = 0
    completing: list = field(default_factory=list)
    losing: list = field(default_factory=list)
    fewer: int = 0
    more: int = 0


def preview(requirements):
    """What would change for everybody on the level if they were moved to this version, or as it stands in a draft."""
    rows = LevelEnrolment.objects.filter(level=requirements.level)
    shown = Preview(completed=rows.exclude(completed_at=None).count())
    rows = list(rows.filter(completed_at=None).select_related("enrolment__user").order_by("pk"))
    shown.under_way = len(rows)
    books = rulebooks.load({requirements.pk} | {row.requirements_id for row in rows} - {None})
    known = facts.of({row.enrolment.user_id for row in rows})
    for row in rows:
        before = books.get(row.requirements_id)
        _compare(row, before, books[requirements.pk], known[row.enrolment.user_id], shown)
    return shown


def _compare(row, before, after, known, shown):
    now = rules.stand(before.rules, known) if before else None
    then = rules.stand(after.rules, known)
    if then.is_met:
        shown.completing.append(row)
    row.lost = _lost(now, then) if now else []
    if row.lost:
        shown.losing.append(row)
    left_now = now.of - now.have if now else 0
    left_then = then.of - then.have
    shown.fewer += left_then < left_now
    shown.more += left_then > left_now


def _lost(now, then):
    """What is met today and would count no more: asked otherwise and not met, or no longer asked at all."""
    met = {
        found.asked.key: found.asked.title for group in now.groups for found in group.found if found.is_met
    }
    kept = {found.asked.key for group in then.groups for found in group.found if found.is_met}
    return [title for key, title in met.items() if key not in kept]
