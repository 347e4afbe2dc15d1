"""The participants of a hub by name, for those who run it today: a list, and the same as a file."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from accounts import audit
from accounts.limits import asks_too_often
from hubs.models import Hub
from hubs.paging import page_of
from impact import participants
from impact.participants import Participants

PAGE = 50
FILES_AN_HOUR = 10


@never_cache
@require_safe
def people(request, code):
    hub = managed(request.user, code)
    listing = Participants(hub, request.GET)
    page = page_of(request, "page", listing.ids, PAGE)
    page.object_list = listing.rows(page.object_list)
    context = {
        "hub": hub,
        "listing": listing,
        "page": page,
        "query": request.GET.urlencode(),
        "write_url": _write_url(hub, listing),
    }
    return render(request, "impact/people/list.html", context)


@never_cache
@require_GET
def people_file(request, code):
    """The same list with the same filters; who took it away, and how much, is on record."""
    hub = managed(request.user, code)
    listing = Participants(hub, request.GET)
    if asks_too_often(f"people:{request.user.pk}", most=FILES_AN_HOUR, seconds=3600):
        messages.warning(request, _("You have taken this table often in the last hour. Try again later."))
        return redirect("impact:people", hub.code)
    audit.record("participants.exported", hub, by=request.user, rows=len(listing.ids))
    response = StreamingHttpResponse(participants.table(listing), content_type="text/csv; charset=utf-8")
    name = f"participants-{hub.code}-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def managed(user, code):
    """For anybody else than those who run it today there is no such page."""
    return get_object_or_404(Hub.objects.manageable_by(user), country=code.upper())


def _write_url(hub, listing):
    """The form for an announcement, with as much of the choice as it knows."""
    chosen = {"level": listing.level and listing.level.pk, "professions": listing.profession}
    query = urlencode({name: value for name, value in chosen.items() if value})
    address = reverse("registrations:hub_announcement_new", args=[hub.code])
    return f"{address}?{query}" if query else address
