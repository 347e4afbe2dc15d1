"""Pages of events, kept ready for visitors who are not signed in."""

from time import monotonic

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language_from_request

LONGEST_SECONDS = 60
MOST_PAGES = 500


class PublicPageMiddleware:
    """Answers the page of an event from memory for as long as it is what the database would say.

    Each request asks one number, the event's version, that a trigger raises whenever the event or the holder
    of a seat changes: the seats shown are the seats there are. What else stands on the page (the level's name,
    a day that has begun) is at most a minute old. One memory per process; nothing to invalidate, nothing shared.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.pages = {}

    def __call__(self, request):
        slug = _event_of(request)
        if slug is None:
            return self.get_response(request)
        version = _version_of(slug)
        key = (slug, get_language_from_request(request))
        kept = self.pages.get(key)
        if kept and kept.version == version and kept.fresh():
            return kept.response()
        response = self.get_response(request)
        if version is not None and _may_be_kept(response):
            if len(self.pages) >= MOST_PAGES:
                self.pages.clear()
            # Read before the page was made, the version can only be too old: then the page is made once more.
            self.pages[key] = _Kept(version, response)
        return response


class _Kept:
    def __init__(self, version, response):
        self.version = version
        self.content = response.content
        self.headers = dict(response.items())
        seconds = LONGEST_SECONDS
        if response.good_until:
            seconds = min(seconds, (response.good_until - timezone.now()).total_seconds())
        self.until = monotonic() + seconds

    def fresh(self):
        return monotonic() < self.until

    def response(self):
        return HttpResponse(self.content, headers=self.headers)


def _event_of(request):
    """The slug of the event whose page a visitor without a session asks for, else None."""
    parts = request.path_info.split("/")
    if len(parts) != 4 or parts[1] != "events" or parts[3] or not parts[2] or request.method != "GET":
        return None
    if settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES or request.GET:
        return None
    return parts[2]


def _version_of(slug):
    """None where there is no published event. In plain SQL, as it is said for each visitor."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM registrations_event WHERE slug = %s AND is_published", [slug])
        row = cursor.fetchone()
    return row and row[0]


def _may_be_kept(response):
    return response.status_code == 200 and hasattr(response, "good_until") and not response.cookies
