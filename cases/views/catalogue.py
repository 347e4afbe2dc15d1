"""The list of cases, for everyone; and the own bookmarks."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from cases.catalogue import Catalogue
from cases.models import Entry
from hubs.paging import page_of

ROWS = 20


@login_not_required
@require_safe
def index(request):
    """Visitors without an account see what authors have made public, and how much more there is."""
    catalogue = Catalogue(Entry.objects.readable_by(request.user), request.GET)
    with catalogue.read():
        page = page_of(request, "page", catalogue.rows, ROWS, count=catalogue.count)
        page.object_list = catalogue.told(page.object_list)
    signed_in = request.user.is_authenticated
    more = 0 if signed_in else Entry.objects.filter(is_public=False).count()
    context = {"catalogue": catalogue, "page": page, "more": more}
    response = render(request, "cases/catalogue/list.html", context)
    # What is hidden is gone with the next look at the list.
    patch_cache_control(
        response, **({"private": True, "no_store": True} if signed_in else {"no_cache": True})
    )
    return response
