"""What the page of a package needs to show it."""

from django.urls import reverse

from levels.models import Package, PackageState
from levels.packages import passes


def player_of(request, resource):
    """Context for `levels/players/package.html`, and the origin the page has to allow in its frames (or None)."""
    origin = passes.origin_for(request)
    if origin is None or not Package.objects.filter(resource=resource).exists():
        return {"player_url": ""}, None
    token = passes.issue(request, resource=resource, origin=origin)
    return {
        "player_url": origin + reverse("levels:player", args=[token]),
        "state": PackageState.objects.filter(person=request.user, resource=resource).first(),
    }, origin
