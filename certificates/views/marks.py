"""Marks of accreditors, for public pages."""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from certificates.models import AccreditationState, Accreditor

DAY = 24 * 60 * 60


@login_not_required
@require_safe
@cache_control(public=True, max_age=DAY, immutable=True)
def mark(request, sha256):
    """Named by its content. Nobody gets to see the mark of a body that has granted nothing, but staff who handed it in."""
    accreditors = Accreditor.objects.filter(mark_sha256=sha256)
    if not request.user.is_staff:
        accreditors = accreditors.filter(accreditations__state=AccreditationState.GRANTED).distinct()
    return FileResponse(get_object_or_404(accreditors).mark.open("rb"), content_type="image/png")
