"""Who may open the pages about answered questions: the office."""

from functools import wraps

from django.http import Http404


def for_staff(view):
    """To everybody else there is no such page."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.is_staff:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded
