from django.shortcuts import render
from django.views.decorators.http import require_safe

from levels import profile as profiles


@require_safe
def profile(request):
    """The own figures by topic. Nobody sees anybody else's."""
    return render(
        request, "levels/profile.html", {"profile": profiles.of(request.user), "fewest": profiles.FEWEST}
    )
