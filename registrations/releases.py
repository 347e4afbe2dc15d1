"""The release date: unused seats open to the next tier."""

from django.db import transaction
from django.utils import timezone

from accounts import audit
from registrations import boards
from registrations.seating import lock, seat_and_tell


@transaction.atomic
def release_seats(event, now=None):
    """On the release date: open the seats that their countries do not use to the next in line. Once."""
    event = lock(event)
    now = now or timezone.now()
    if event.released_at or event.cancelled_at or event.release_at is None or event.release_at > now:
        return False
    event.released_at = now
    event.released_seats = {home: free for home, free in boards.free_by_home(event).items() if free}
    event.save(update_fields=["released_at", "released_seats"])
    audit.record("event.seats_released", event, free=event.released_seats)
    seat_and_tell(event)
    return True
