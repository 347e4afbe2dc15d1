"""Telling people that a call has opened."""

from django.db import transaction
from django.utils import timezone

from fellowships.emails.calls import queue_call_opened
from fellowships.models import Interest

BATCH = 500


@transaction.atomic
def tell_some_of_the_interested():
    """Write the mail of up to one batch of people; several workers never take the same ones. How many?"""
    interests = list(
        Interest.objects.to_be_told()
        .select_related("user", "call")
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("pk")[:BATCH]
    )
    queue_call_opened(interests)
    Interest.objects.filter(pk__in=[interest.pk for interest in interests]).update(told_at=timezone.now())
    return len(interests)
