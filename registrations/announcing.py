"""Sending an announcement: in the background, a thousand people at a time, each of them once."""

from django.db import transaction
from django.utils import timezone

from accounts import audit
from registrations import audiences
from registrations.emails import announcements as emails
from registrations.models import Announcement, AnnouncementState

CHUNK = 1000


@transaction.atomic
def queue_some(pk, now=None):
    """Put the mails of the next people into the outbox. Returns whether there are more to come.

    Who fits is asked now, chunk by chunk: people who registered since are written to, those who cancelled are not.
    A worker that dies loses its chunk and nothing else; two at once never take the same people.
    """
    announcement = (
        Announcement.objects.due(now)
        .select_for_update(of=["self"], skip_locked=True)
        .select_related("hub", "event", "level", "confirmed_by")
        .filter(pk=pk)
        .first()
    )
    if announcement is None or not _begin(announcement):
        return False
    left = audiences.reached(announcement).filter(pk__gt=announcement.reached_to)
    people = list(left.order_by("pk")[:CHUNK])
    announcement.queued += emails.queue_announcement(announcement, people)
    announcement.total = max(announcement.total, announcement.queued)
    if people:
        announcement.reached_to = people[-1].pk
    if len(people) < CHUNK:
        _finish(announcement, AnnouncementState.SENT)
    announcement.save()
    return announcement.state == AnnouncementState.SENDING


def _begin(announcement):
    """Once: is who confirmed it still allowed to? Then count, so that progress has a total."""
    if announcement.state == AnnouncementState.SENDING:
        return True
    if not audiences.may_send(announcement.confirmed_by, announcement.hub):
        _finish(announcement, AnnouncementState.HELD_BACK)
        announcement.save()
        emails.queue_held_back(announcement)
        return False
    size = audiences.size(announcement)
    announcement.state = AnnouncementState.SENDING
    announcement.total, announcement.left_out = size.reached, size.left_out
    audit.record("announcement.begun", announcement, people=size.reached, left_out=size.left_out)
    return True


def _finish(announcement, state):
    announcement.state, announcement.finished_at = state, timezone.now()
    announcement.total = announcement.queued
    audit.record(f"announcement.{state}", announcement, people=announcement.queued)
