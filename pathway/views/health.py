import logging

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from pathway.metrics import registry

logger = logging.getLogger(__name__)


@login_not_required
@never_cache
def health(request):
    """For operators and load balancers: what works, and nothing about why. 503 when the portal cannot serve.

    Without Redis pages go on and mails wait, so that alone is no reason to take the portal out of service.
    """
    found = {"database": _database_answers(), "cache": _cache_answers()}
    states = {name: "ok" if works else "away" for name, works in found.items()}
    return JsonResponse(states, status=200 if found["database"] else 503)


def _database_answers():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        logger.error("The database does not answer: %s", type(error).__name__)
        return False
    return True


def _cache_answers():
    """With the cache's exceptions ignored, what was written does not come back when Redis is away."""
    cache.set("health", "ok", 10)
    return cache.get("health") == "ok"


@login_not_required
@never_cache
def metrics(request):
    """Figures for Prometheus, for who knows the token; for anybody else there is no such page."""
    expected = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not expected or not constant_time_compare(given, expected):
        raise Http404
    return HttpResponse(generate_latest(registry()), content_type=CONTENT_TYPE_LATEST)
