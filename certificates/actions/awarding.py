"""What people have earned is told here by the apps that know it, as often as they like: it is noted once."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from certificates import differing, emails, tasks
from certificates.facts import Facts
from certificates.models import Award, Certificate

NOT_FACTS = ["number", "holder", "holder_name", "award", "template"]


@dataclass(frozen=True)
class Earned:
    """One thing that one person has earned. `source` names kind, object and person, and never changes.

    `due_at`: when the certificate is to be issued, in UTC; None is now. Only the first telling decides that.
    """

    source: str
    kind: str
    holder: User
    facts: Facts
    due_at: datetime | None = None


def award(**what):
    """Note one thing that was earned, or what is true of it today. Returns the `Award`. Arguments: those of `Earned`.

    None where the account has been erased.
    """
    return next(iter(award_many([Earned(**what)])), None)


@transaction.atomic
def award_many(earned):
    """Note what was earned; certificates follow when they are due. Returns the `Award`s, in the same order.

    What was noted before is brought up to date: what is not issued yet will be printed as it is now; where a
    certificate is out that says something else, its holder is offered a replacement. Of erased accounts nothing is
    noted any more.

    Raises ValidationError for facts that no certificate can hold; then nothing is noted.
    """
    earned = [one for one in earned if not one.holder.is_erased]
    for one in earned:
        Certificate(kind=one.kind, **one.facts.printed()).clean_fields(exclude=NOT_FACTS)
    now = timezone.now()
    Award.objects.bulk_create(
        (
            Award(
                source=one.source,
                kind=one.kind,
                holder=one.holder,
                facts=one.facts.as_json(),
                earned_at=now,
                due_at=one.due_at or now,
            )
            for one in earned
        ),
        ignore_conflicts=True,
    )
    sources = {one.source: one for one in earned}
    noted = {
        row.source: row for row in Award.objects.select_for_update().filter(source__in=sources).order_by("pk")
    }
    changed = [row for source, row in noted.items() if _bring_up_to_date(row, sources[source].facts)]
    _reconsider(changed, now)
    _ask_for_a_look(noted, sources, now)
    if any(row.issued_at is None and row.due_at <= now for row in noted.values()):
        transaction.on_commit(lambda: tasks.issue_due.delay(), robust=True)
    return [noted[one.source] for one in earned]


def _ask_for_a_look(noted, sources, now):
    """Whoever has days to look at the name is told so, once: when it was earned just now."""
    new = [row for row in noted.values() if row.earned_at == now < row.due_at]
    for row in new:
        row.holder = sources[row.source].holder
    emails.queue_coming(new)


def _bring_up_to_date(row, facts):
    """Whether anything is otherwise than it was noted; what had lapsed, or was kept all the same, is earned again."""
    before = (row.facts, row.lapsed_at, row.kept_at)
    row.facts, row.lapsed_at, row.lapsed_because = facts.as_json(), None, ""
    row.kept_at, row.kept_because = None, ""
    return before != (row.facts, None, None)


def _reconsider(rows, now):
    """Offer a replacement of each certificate that says something else than what is true today, or no longer."""
    issued = [row for row in rows if row.issued_at]
    differ = differing.of(issued)
    for row in issued:
        row.offered_at = (row.offered_at or now) if row.pk in differ else None
    written = ["facts", "offered_at", "lapsed_at", "lapsed_because", "kept_at", "kept_because"]
    Award.objects.bulk_update(rows, written, batch_size=500)


@transaction.atomic
def withdraw(*, source, because):
    """It is no longer earned. What was not issued is forgotten; a certificate that is out is shown to staff.

    What staff have decided to keep all the same stays decided, until it is earned again. May be told as often as one likes.
    """
    row = Award.objects.select_for_update().filter(source=source).first()
    if row is None or row.kept_at or (row.lapsed_at and row.lapsed_because == because):
        return
    if row.issued_at is None:
        row.delete()
        return
    row.lapsed_at, row.lapsed_because, row.offered_at = row.lapsed_at or timezone.now(), because, None
    row.save(update_fields=["lapsed_at", "lapsed_because", "offered_at"])
    audit.record("certificate.lapsed", row, person=row.holder, source=source, because=because)


@transaction.atomic
def issue_early(*, awards):
    """Wait for nobody's look at the name any more. `awards` are a queryset. Returns how many are issued sooner for it."""
    now = timezone.now()
    sooner = Award.objects.pending().filter(pk__in=awards.values("pk"), due_at__gt=now).update(due_at=now)
    transaction.on_commit(lambda: tasks.issue_due.delay(), robust=True)
    return sooner


@transaction.atomic
def confirm_name(*, award, by, seen=None):
    """The holder says that the name is right: the certificate is issued at once. `seen` is the name that was looked at.

    Raises ValidationError where it is issued already or no longer earned, or the account has another name or none.
    """
    award = Award.objects.select_for_update().filter(pk=award.pk).first()
    if award is None:
        raise ValidationError(_("This is no longer earned, so no certificate follows."), code="gone")
    if award.issued_at:
        raise ValidationError(_("This certificate has been issued already."), code="issued")
    if not by.name:
        raise ValidationError(_("Write your name into your profile first."), code="name")
    if seen not in (None, by.name):
        raise ValidationError(
            _("Your name has been changed meanwhile. Please look at it again."), code="changed"
        )
    award.name_confirmed_at = award.due_at = timezone.now()
    award.save(update_fields=["name_confirmed_at", "due_at"])
    audit.record("certificate.name_confirmed", award, by=by, person=by)
    transaction.on_commit(lambda: tasks.issue_due.delay(), robust=True)
    return award
