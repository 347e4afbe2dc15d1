"""The addresses of the API, and what they have in common."""

import hashlib
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.urls import path, reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import override
from ninja import NinjaAPI
from ninja.errors import ValidationError

from impact.api import access, figures, problems, public

PUBLIC_SECONDS = 60
VERSION = "1"
CLOSED = {"figures", "figure", "attendance"}

api = NinjaAPI(
    title="Sepsis pathway",
    version=VERSION,
    description="Events and figures of ESICM’s Sepsis, Severe Infections and Stewardship pathway. Read only; nobody’s name or address.",
    docs_url=None,
    urls_namespace="api",
)
api.add_router("", public.router, tags=["public"])
api.add_router("", figures.router, tags=["with a token"])


@api.exception_handler(problems.Problem)
def _problem(request, error):
    return error.answer()


@api.exception_handler(ValidationError)
def _not_understood(request, error):
    return problems.not_understood(error.errors).answer()


def addresses():
    """ninja's patterns, each reachable without a session. Its root, which leads nowhere, shows what there is."""
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        view = _index if pattern.name == "api-root" else pattern.callback
        pattern.callback = _with_a_token(view) if pattern.name in CLOSED else _for_everybody(view)
    unknown = path("<path:rest>", _for_everybody(_unknown), name="unknown")
    return [*patterns, unknown], app_name, namespace


def _index(request, **kwargs):
    names = ["events", "levels", "hubs", "aggregates", "figures", "attendance", "openapi-json"]
    found = {name: settings.SITE_URL + reverse(f"api:{name}") for name in names}
    return JsonResponse(found)


def _unknown(request, rest):
    raise problems.not_there("address")


def _for_everybody(view):
    """Counted; may be kept for a minute, and read by pages of other sites."""

    @wraps(view, updated=())
    def answer(request, *args, **kwargs):
        response = _answer(view, request, args, kwargs, before=access.refuse_who_asks_too_often)
        response = _may_be_kept(request, response)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return _open(answer)


def _may_be_kept(request, response):
    if response.status_code != 200:
        response["Cache-Control"] = "no-store"
        return response
    response["Cache-Control"] = f"public, max-age={PUBLIC_SECONDS}"
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    return get_conditional_response(request, etag=response["ETag"], response=response)


def _with_a_token(view):
    @wraps(view, updated=())
    def answer(request, *args, **kwargs):
        response = _answer(view, request, args, kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    return _open(answer)


def _answer(view, request, args, kwargs, before=lambda request: None):
    """In English, whoever asks."""
    try:
        if request.method != "GET":
            raise problems.Problem(405, "This API only reads: ask with GET.", Allow="GET")
        before(request)
        with override("en"):
            return view(request, *args, **kwargs)
    except problems.Problem as problem:
        return problem.answer()


def _open(view):
    """Without a session there is nothing that a forged form could change."""
    view.csrf_exempt = True
    return login_not_required(view)
