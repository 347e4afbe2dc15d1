"""How often one address may ask. Numbers cannot be guessed; this keeps anybody from trying."""

import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache

PER_MINUTE = 30


def asks_too_often(request):
    """Count this question. With the cache away nobody is held up."""
    key = f"certificates:asked:{get_adapter().get_client_ip(request)}:{int(time.time() // 60)}"
    if cache.add(key, 1, timeout=120):
        return False
    try:
        return (cache.incr(key) or 0) > PER_MINUTE
    except ValueError:  # The minute ended in between.
        return False
