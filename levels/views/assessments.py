"""Beginning an assessment from the place where it stands in the classroom."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from assessments.actions import attempts
from levels import access


@require_POST
def start(request, number, module, resource):
    """A second click leads to the attempt that the first one began."""
    found = access.resource_to_begin(request.user, number, module, resource)
    if found.assessment is None:
        raise Http404
    try:
        attempt = attempts.start(assessment=found.assessment, person=request.user)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return redirect(found)
    return redirect("assessments:attempt", attempt.public_id)
