from django.conf import settings
from django.utils.functional import SimpleLazyObject

from hubs.models import Hub


def portal(request):
    """What every page's frame needs. Asks the database only where the frame shows it."""
    user = getattr(request, "user", None)

    def own_hubs():
        return list(Hub.objects.run_by(user)) if user and user.is_authenticated else []

    return {"demo": settings.DEMO, "site_url": settings.SITE_URL, "own_hubs": SimpleLazyObject(own_hubs)}
