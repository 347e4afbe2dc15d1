"""What people do with a resource, as their browser tells it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.limits import asks_too_often
from levels import access, claims
from levels.actions import receiving
from levels.covering import coverage

# Counted by person, as a hospital shares an address. A page reports four times a minute.
MOST_PER_MINUTE = 90


@require_POST
def evidence(request, number, module, resource):
    found = access.resource_to_learn(request.user, number, module, resource)
    if asks_too_often(f"evidence:{request.user.pk}", most=MOST_PER_MINUTE, seconds=60):
        return JsonResponse({"error": _("Too much at once: wait a minute.")}, status=429)
    if request.content_type == "application/json":
        return _batch(request, found)
    return _declared(request, found)


def _batch(request, resource):
    try:
        batch = claims.read(request.body, resource)
    except ValidationError as error:
        return JsonResponse({"error": " ".join(error.messages)}, status=400)
    if batch.person != request.user.pk:
        # Somebody else has logged in with this browser since the page came: theirs it is not.
        return JsonResponse({"error": _("You are logged in as somebody else.")}, status=409)
    receipt = receiving.receive(person=request.user, resource=resource, batch=batch)
    told = {"stored": receipt.stored, "cut": receipt.cut, "refused": receipt.refused}
    return JsonResponse(told | coverage(resource, request.user).as_json())


def _declared(request, resource):
    if resource.kind not in claims.DECLARABLE:
        raise Http404
    try:
        receiving.declare(person=request.user, resource=resource)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Noted: you have read “%(title)s”.") % {"title": resource.title})
    return redirect(resource)
