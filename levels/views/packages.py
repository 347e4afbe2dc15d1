"""The player of SCORM packages: on the portal a frame, on the packages' own origin all that is inside of it."""

import json
import mimetypes
import posixpath

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.models import User
from levels.actions import packages as actions
from levels.models import PackageStandard, Resource
from levels.packages import cmi, passes
from levels.packages.manifest import parts_of

MOST_BYTES_OF_STATE = 1024 * 1024
# Lessons bring inline scripts and styles of their own; from here they reach nobody but this origin.
LESSON_POLICY = {
    "default-src": ["'self'", "'unsafe-inline'", "'unsafe-eval'", "data:", "blob:"],
    "form-action": ["'self'"],
    "base-uri": ["'self'"],
    "object-src": ["'self'"],
}
TYPES = {".vtt": "text/vtt", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm"}


@login_not_required
@xframe_options_exempt
def player(request, token):
    """The runtime with the package inside: what the portal's frame shows. It changes nothing."""
    carried, resource = _carried(request, token)
    path, asked = parts_of(resource.package.entry)
    page = {
        "resource": resource,
        "token": token,
        "is_2004": resource.package.standard == PackageStandard.SCORM_2004,
        "first_page": reverse("levels:package_content", args=[token, path]) + asked,
    }
    response = render(request, "levels/packages/player.html", page)
    response._csp_replace = {"frame-ancestors": [carried.portal]}
    return response


@login_not_required
@csrf_exempt  # the pass in the address is the secret: this origin has no cookies
@require_POST
def launch(request, token):
    """A window begins: answers what the package finds when it asks."""
    carried, resource = _carried(request, token)
    person = get_object_or_404(User, pk=carried.person, is_active=True)
    state = actions.launch(person=person, resource=resource)
    package = resource.package
    found = cmi.to_resume(
        package.standard,
        state.cmi,
        seconds=state.seconds,
        # Each package knows the person by a code of its own: what two packages know can't be put together.
        person_code=salted_hmac("levels.package.person", f"{person.pk}/{resource.pk}").hexdigest()[:20],
        name=person.name,
        package=package,
    )
    return JsonResponse({"launch": state.launch, "cmi": found})


@login_not_required
@csrf_exempt
@require_POST
def commit(request, token):
    """What the runtime sends; `result` is true only for what is stored (chamilo-lms#8996 shows why that matters)."""
    carried, resource = _carried(request, token)
    sent = _sent(request)
    person = User.objects.filter(pk=carried.person, is_active=True).first()
    if sent is None or person is None:
        return JsonResponse({"result": "false", "errorCode": 101}, status=400)
    is_stored = actions.commit(person=person, resource=resource, **sent)
    return JsonResponse(
        {"result": "true", "errorCode": 0} if is_stored else {"result": "false", "errorCode": 101}
    )


@login_not_required
@xframe_options_exempt
@cache_control(private=True, max_age=3600)
def content(request, token, path):
    """A file of the package."""
    carried, resource = _carried(request, token)
    if posixpath.normpath(path) != path or path.startswith(("/", "..")):
        raise Http404
    name = f"{resource.package.folder}/{path}"
    if not default_storage.exists(name):
        raise Http404
    suffix = posixpath.splitext(path)[1].lower()
    kind = TYPES.get(suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    response = FileResponse(default_storage.open(name), content_type=kind)
    response._csp_config = LESSON_POLICY | {"frame-ancestors": ["'self'", carried.portal]}
    return response


def _carried(request, token):
    carried = passes.read(request, token)
    resources = Resource.objects.select_related("package").exclude(package=None)
    return carried, get_object_or_404(resources, pk=carried.resource)


def _sent(request):
    """Launch, sequence and data of a commit; None for what is none."""
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES_OF_STATE:
        return None
    try:
        sent = json.loads(request.body, parse_constant=_refuse)
        launch, sequence, data = sent["launch"], sent["commitSequence"], sent["cmi"]
    except (ValueError, KeyError, TypeError):
        return None
    if "\\u0000" in json.dumps(data):  # the database holds no such character
        return None
    numbers = all(type(number) is int and 0 <= number < 2**31 for number in (launch, sequence))
    return (
        {"launch": launch, "sequence": sequence, "cmi": data} if numbers and isinstance(data, dict) else None
    )


def _refuse(constant):
    """NaN and Infinity are no JSON, though Python reads them."""
    raise ValueError(constant)
