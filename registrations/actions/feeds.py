"""The private calendar feed of a person: made, given a new address, stopped."""

from django.db import transaction
from django.utils import timezone

from accounts import audit
from registrations.models import CalendarFeed
from registrations.models.feeds import new_token


@transaction.atomic
def renew_feed(*, user):
    """Make the feed, or give it a new address: the old one stops in the same moment."""
    feed, made = CalendarFeed.objects.select_for_update().get_or_create(user=user)
    if not made:
        feed.token, feed.renewed_at = new_token(), timezone.now()
        feed.save(update_fields=["token", "renewed_at"])
    audit.record(f"calendar_feed.{'made' if made else 'renewed'}", feed, by=user, person=user)
    return feed


@transaction.atomic
def stop_feed(*, user):
    """Take the address away. Twice is harmless: returns False when there was none."""
    feed = CalendarFeed.objects.select_for_update().filter(user=user).first()
    if feed is None:
        return False
    audit.record("calendar_feed.stopped", feed, by=user, person=user)
    feed.delete()
    return True
