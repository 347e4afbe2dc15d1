from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models.functions import JSONObject
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from cases.desks import with_desks
from fellowships.doors import with_doors
from hubs.models import Hub

WORKSPACES = [
    "hubs",
    "has_reviews",
    "has_rounds",
    "has_centres",
    "checks_cases",
    "reviews_cases",
    "edits_cases",
]


def portal(request):
    """What every page's frame needs. Asks the database only where the frame shows it, and then once."""
    user = getattr(request, "user", None)
    workspaces = SimpleLazyObject(lambda: _workspaces(user))
    return {
        "demo": settings.DEMO,
        "site_url": settings.SITE_URL,
        "own_hubs": SimpleLazyObject(lambda: workspaces["hubs"]),
        "workspaces": workspaces,
    }


def _workspaces(user):
    """The hubs somebody runs, and the workspaces of fellowships and cases."""
    if not user or not user.is_authenticated:
        return {"hubs": []}
    hubs = Hub.objects.run_by(user).order_by("country").values(row=JSONObject(pk="pk", country="country"))
    people = with_desks(with_doors(User.objects.filter(pk=user.pk))).annotate(hubs=ArraySubquery(hubs))
    found = people.values(*WORKSPACES).first() or {"hubs": []}
    return found | {"hubs": [Hub(**row) for row in found["hubs"]]}
