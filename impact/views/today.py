"""The first page of staff in the morning: what needs a decision, and where."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from impact import decisions


@require_safe
@never_cache
def today(request):
    if not request.user.is_staff:
        raise Http404
    areas = decisions.of(request.user)
    context = {
        "busy": [area for area in areas if area.decisions],
        "quiet": [area for area in areas if not area.decisions],
        "total": sum(len(area.decisions) for area in areas),
    }
    return render(request, "impact/today/today.html", context)
