"""Asking people again, once each."""

from django.db import transaction
from django.utils import timezone

from impact import following_up
from impact.emails import follow_ups as emails
from impact.models import Asked

AT_ONCE = 500


def ask_and_remind(now=None):
    now = now or timezone.now()
    for follow_up in following_up.under_way(now):
        while ask_some(follow_up=follow_up, now=now):
            pass
        remind(follow_up=follow_up, now=now)


@transaction.atomic
def ask_some(*, follow_up, now=None):
    """Ask up to 500 of those who are due. Returns how many; a second beat waits and then finds them asked."""
    follow_up = _lock(follow_up)
    if follow_up is None:
        return 0
    people = list(following_up.due(follow_up, now)[:AT_ONCE])
    asked_at = now or timezone.now()
    Asked.objects.bulk_create(
        Asked(follow_up=follow_up, person=person, asked_at=asked_at) for person in people
    )
    emails.queue(follow_up, people)
    return len(people)


@transaction.atomic
def remind(*, follow_up, now=None):
    """One reminder, for those who have not answered."""
    follow_up = _lock(follow_up)
    if follow_up is not None:
        people = [row.person for row in following_up.to_remind(follow_up, now)]
        emails.queue(follow_up, people, reminder=True)


def _lock(follow_up):
    """None where it was turned off, or its survey closed, in this moment."""
    return (
        following_up.under_way()
        .select_for_update(of=["self"])
        .select_related("level", "survey")
        .filter(pk=follow_up.pk)
        .first()
    )
