"""Who may look at what came of it: staff, and who runs a hub today. For everybody else there is no such page."""

from functools import wraps

from django.http import Http404
from django.views.decorators.cache import never_cache

from hubs.models import Hub


def hubs_of(user):
    """The hubs whose people this person may see set apart: the own ones, for staff all."""
    return Hub.objects.manageable_by(user).order_by("country")


def for_those_who_look(view):
    """Puts `request.own_hubs` there: the hubs that a figure may be divided for. Nothing of it is kept on the way."""

    @never_cache
    @wraps(view)
    def look(request, *args, **kwargs):
        request.own_hubs = list(hubs_of(request.user))
        if not request.user.is_staff and not request.own_hubs:
            raise Http404
        return view(request, *args, **kwargs)

    return look


def for_staff(view):
    @never_cache
    @wraps(view)
    def look(request, *args, **kwargs):
        if not request.user.is_staff:
            raise Http404
        return view(request, *args, **kwargs)

    return look
