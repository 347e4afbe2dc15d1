"""Files of the classroom: each leaves only to who may open its resource."""

from csp.decorators import csp_replace
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from levels import access, files
from levels.models import Captions, Picture


@require_safe
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": ["'self'"]})
def file(request, number, module, resource):
    """The film or the PDF; it may be shown in a frame of our own pages."""
    found = access.resource_for(request.user, number, module, resource)
    if not found.file:
        raise Http404
    suffix = found.file.name.rpartition(".")[2]
    return files.serve(request, found.file, f"{found.slug}.{suffix}")


@require_safe
def captions(request, number, module, resource, language):
    found = access.resource_for(request.user, number, module, resource)
    row = get_object_or_404(Captions, resource=found, language=language)
    with row.file.open("rb") as words:
        response = HttpResponse(words.read(), content_type="text/vtt; charset=utf-8")
    response["Cache-Control"] = "private, max-age=3600"
    return response


@require_safe
def picture(request, number, module, resource, name):
    found = access.resource_for(request.user, number, module, resource)
    row = get_object_or_404(Picture, resource=found, name=name)
    return files.serve(request, row.file, f"{row.name}.{row.file.name.rpartition('.')[2]}")
