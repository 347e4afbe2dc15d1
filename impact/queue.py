"""How much work waits for the workers."""

import redis
from django.conf import settings

QUEUE = "celery"


def length():
    """Tasks that no worker has taken yet. None while Redis is away: that is no zero."""
    client = redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1)
    try:
        return client.llen(QUEUE)
    except redis.RedisError:
        return None
    finally:
        client.close()
