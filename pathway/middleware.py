"""Pages of events, kept ready: for visitors, and for those who are signed in and have nothing to do with them yet.

Each request asks one number, the event's version, that a trigger raises whenever the event or the holder of a
seat changes: the seats shown are the seats there are. What else stands on the page (the level's name, a day
that has begun) is at most a minute old. One memory per process; nothing to invalidate, nothing shared.
"""

import re
from time import monotonic

from django.conf import settings
from django.contrib.messages import get_messages
from django.db import connection
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import get_language, get_language_from_request

LONGEST_SECONDS = 60
MOST_PAGES = 500


class PublicPageMiddleware:
    """The page of an event as every visitor without a session sees it."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.pages = _Pages()

    def __call__(self, request):
        slug = _event_of(request)
        if slug is None or _may_have_session(request):
            return self.get_response(request)
        version = _version_of(slug)
        key = (slug, get_language_from_request(request))
        kept = self.pages.get(key, version)
        if kept:
            return HttpResponse(kept.content, headers=kept.headers)
        response = self.get_response(request)
        if not response.cookies:
            self.pages.keep(key, version, response)
        return response


class ParticipantPageMiddleware:
    """The page of an event for people who are signed in and have not asked for it yet: in a rush, nearly everybody.

    They see the same, but for their name at the head of the page and the token of its forms: those two are put
    in anew. Whoever has a registration there, works on the portal or has ever run a hub gets a page of the own.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.pages = _Pages()

    def __call__(self, request):
        slug = _event_of(request)
        if (
            slug is None
            or not request.user.is_authenticated
            or request.user.is_staff
            or _has_messages(request)
        ):
            return self.get_response(request)
        version = _version_for(slug, request.user)
        key = (slug, get_language())
        kept = self.pages.get(key, version)
        if kept:
            return HttpResponse(_made_personal(kept.content, request), headers=kept.headers)
        response = self.get_response(request)
        self.pages.keep(key, version, response)
        return response


class _Pages:
    def __init__(self):
        self.kept = {}

    def get(self, key, version):
        page = self.kept.get(key)
        return page if page and page.version == version and page.fresh() else None

    def keep(self, key, version, response):
        if version is None or response.status_code != 200 or not hasattr(response, "good_until"):
            return
        if len(self.kept) >= MOST_PAGES:
            self.kept.clear()
        # Read before the page was made, the version can only be too old: then the page is made once more.
        self.kept[key] = _Kept(version, response)


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


def _event_of(request):
    """The slug of the event whose page is asked for, else None."""
    parts = request.path_info.split("/")
    if len(parts) != 4 or parts[1] != "events" or parts[3] or not parts[2] or request.method != "GET":
        return None
    return None if request.GET else parts[2]


def _may_have_session(request):
    return settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES


def _has_messages(request):
    """Is there something to say to this very person on the next page? Asked without reading, which would take it."""
    return bool(get_messages(request))


def _version_of(slug):
    """None where there is no published event. In plain SQL, as it is said for each visitor."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM registrations_event WHERE slug = %s AND is_published", [slug])
        row = cursor.fetchone()
    return row and row[0]


def _version_for(slug, user):
    """The version too, but None for whom the page is another than for most."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT version FROM registrations_event WHERE slug = %s AND is_published
            AND NOT EXISTS (SELECT FROM registrations_registration WHERE event_id = registrations_event.id
                            AND user_id = %s)
            AND NOT EXISTS (SELECT FROM hubs_membership WHERE user_id = %s)
            """,
            [slug, user.pk, user.pk],
        )
        row = cursor.fetchone()
    return row and row[0]


# As the page has them: the token of each form, and the name at its head.
_PERSONAL = re.compile(
    rb'(?P<token>(?<=name="csrfmiddlewaretoken" value=")\w+)|(?<=class="site-me" href="/me/profile/"><span>)[^<]*'
)


def _made_personal(page, request):
    token = get_token(request).encode()
    name = escape(request.user.name or request.user.email).encode()
    return _PERSONAL.sub(lambda found: token if found["token"] else name, page)
