"""What stands in the place of a case that somebody may not read, or no more."""

from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from cases import publication
from cases.models import CaseState, Version


def not_readable(request, code):
    """A notice where it was retracted or withdrawn; the log-in where that helps. Of all others nothing is said."""
    gone = publication.tombstone(code, request.user)
    if gone:
        status = 410 if gone.case.state == CaseState.WITHDRAWN else 200
        response = render(request, "cases/publishing/tombstone.html", {"version": gone}, status=status)
        response["X-Robots-Tag"] = "noindex"
        return as_kept(response, is_public=gone.revision.is_public, reader=request.user)
    states = [CaseState.PUBLISHED, *publication.GONE]
    of_members = Version.objects.filter(case__code=code, case__state__in=states)
    if not request.user.is_authenticated and of_members.exists():
        return redirect_to_login(request.get_full_path())
    raise Http404


def as_kept(response, *, is_public, reader=None):
    """What is hidden or withdrawn is gone with the next look at it, from the caches of browsers as well.

    A page for a reader who is signed in holds the own answers too: nobody else's browser keeps it.
    """
    is_for_all = is_public and not (reader and reader.is_authenticated)
    patch_cache_control(
        response, **({"no_cache": True} if is_for_all else {"private": True, "no_store": True})
    )
    return response
