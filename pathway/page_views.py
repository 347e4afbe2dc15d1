"""How often people read a public page: counted in the process, written together now and then.

Reading a page costs no write. Each process keeps its own count and adds it to the table in one statement when
it is old or large enough, and when it ends; a process that is killed loses at most the last few seconds.
"""

import atexit
import logging
import re
import threading
import time
from collections import Counter
from functools import wraps

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Subquery

from pathway.models import PageViews

logger = logging.getLogger(__name__)

FLUSH_SECONDS = 15
FLUSH_VIEWS = 200

# Programs that say so. Whoever sends no name at all is one too: every browser has one.
BOTS = re.compile(
    r"bot\b|bot[/;_-]|crawl|spider|slurp|archiver|preview|facebookexternalhit|embedly|whatsapp|lighthouse"
    r"|headless|phantomjs|monitor|uptime|pingdom|check|scan|fetch|curl|wget|httpie|python|java/|okhttp"
    r"|go-http|axios|node|ruby|perl|libwww|postman|feed",
    re.IGNORECASE,
)

_lock = threading.Lock()
_counts = Counter()
_last_flush = time.monotonic()


def counted(view):
    """Count each page of this view that a person gets to see."""

    @wraps(view)
    def count_and_answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if response.status_code == 200:
            count(request, request.path)
        return response

    return count_and_answer


def count(request, path):
    """Count one view of this page, unless nobody read it. Writes what has gathered when that is due."""
    if not _is_read_by_a_person(request):
        return
    with _lock:
        _counts[path] += 1
        is_due = time.monotonic() - _last_flush >= FLUSH_SECONDS or _counts.total() >= FLUSH_VIEWS
    if is_due:
        flush()


def total_of(path):
    """For `annotate`: the views of one page, those carried over included; None where nobody was there."""
    return Subquery(PageViews.objects.filter(path=path).values("total")[:1])


def totals():
    """The views of all pages by path."""
    return dict(PageViews.objects.values_list("path", "total"))


def flush():
    """Add what has gathered to the table. Where that fails it is kept for the next time."""
    global _last_flush
    with _lock:
        gathered = dict(_counts)
        _counts.clear()
        _last_flush = time.monotonic()
    if not gathered:
        return
    try:
        _add(gathered)
    except DatabaseError:
        logger.warning("Page views could not be written; they are kept for the next time.")
        with _lock:
            _counts.update(gathered)


def _add(gathered):
    # In the order of the paths, so that two processes never wait for each other's rows crosswise.
    paths = sorted(gathered)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO pathway_pageviews AS seen (path, count, carried_over)
            SELECT path, views, 0 FROM unnest(%s::text[], %s::bigint[]) AS gathered (path, views)
            ON CONFLICT (path) DO UPDATE SET count = seen.count + excluded.count
            """,
            [paths, [gathered[path] for path in paths]],
        )


def _is_read_by_a_person(request):
    return (
        request.method == "GET"
        and "prefetch" not in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
        and not _is_bot(request.headers.get("User-Agent", ""))
        and not _is_staff(request)
    )


def _is_bot(user_agent):
    return not user_agent or BOTS.search(user_agent) is not None


def _is_staff(request):
    # Without a session cookie nobody is signed in: then the session is not even asked.
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_staff


@atexit.register
def _flush_at_exit():
    if _counts:
        flush()
        connection.close()
