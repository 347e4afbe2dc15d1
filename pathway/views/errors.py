"""What people see when something is broken: nothing here may need the database."""

import sys

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.http import HttpResponse, HttpResponseServerError
from django.template.loader import render_to_string
from psycopg.errors import UndefinedColumn, UndefinedTable

RETRY_SECONDS = 30
_NOT_THERE_YET = (UndefinedTable, UndefinedColumn)


def server_error(request):
    """handler500, also for what is raised in middleware: a database that is away is not a bug."""
    if _is_outage(sys.exc_info()[1]):
        return unavailable()
    return HttpResponseServerError(render_to_string("500.html"))


def unavailable():
    response = HttpResponse(render_to_string("503.html"), status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def _is_outage(error):
    """The database is away, or does not have the tables of this release yet: the first start, or an upgrade."""
    being_made = isinstance(error, ProgrammingError) and isinstance(error.__cause__, _NOT_THERE_YET)
    return being_made or isinstance(error, (OperationalError, InterfaceError))


class DatabaseAwayMiddleware:
    """With DEBUG on Django answers with a page for developers instead of handler500.

    The demo runs so, and there too the database may be away: people then get the same plain 503 page.
    """

    def __init__(self, get_response):
        if not settings.DEBUG:
            raise MiddlewareNotUsed
        self.get_response = get_response
        got_request_exception.connect(self.note, dispatch_uid="database-away")

    def __call__(self, request):
        response = self.get_response(request)
        return unavailable() if getattr(request, "met_outage", False) else response

    def note(self, sender, request=None, **kwargs):
        if request is not None and _is_outage(sys.exc_info()[1]):
            request.met_outage = True
