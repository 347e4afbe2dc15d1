"""Pictures of cases, given out one by one to those who may see them."""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from cases import showing


@login_not_required
@require_safe
def picture(request, pk, kind):
    """Never kept by a browser or a cache without asking again: a case may be taken offline at any moment."""
    found = get_object_or_404(showing.pictures_for(request.user), pk=pk, mime=f"image/{kind}")
    try:
        file = found.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, content_type=found.mime)
    response["Content-Disposition"] = f'inline; filename="picture-{found.pk}.{kind}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-cache" if showing.is_public(found) else "private, no-store"
    return response
