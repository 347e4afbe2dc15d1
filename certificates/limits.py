"""How often may be asked. Numbers cannot be guessed, and this keeps anybody from trying; badges are signed on request."""

import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache

PER_MINUTE = 30
BADGES_PER_MINUTE = 30


def asks_too_often(request):
    """Count this question of one address."""
    return _more_than(PER_MINUTE, f"asked:{get_adapter().get_client_ip(request)}")


def takes_too_many_badges(person):
    """Count this badge."""
    return _more_than(BADGES_PER_MINUTE, f"badges:{person.pk}")


def _more_than(most, what):
    """Whether it happened more often in this minute. With the cache away nobody is held up."""
    key = f"certificates:{what}:{int(time.time() // 60)}"
    if cache.add(key, 1, timeout=120):
        return False
    try:
        return (cache.incr(key) or 0) > most
    except ValueError:  # The minute ended in between.
        return False
