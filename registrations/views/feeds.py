"""A person's events for the calendar of a phone. Calendars cannot log in: the address itself is the key."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.limits import asks_too_often
from registrations import actions, calendars
from registrations.models import CalendarFeed

# A phone, a tablet and two computers that look every two minutes stay below it.
MOST_PER_HOUR = 120
HOUR = 60 * 60


@require_safe
@login_not_required
@never_cache
def feed(request, token):
    found = get_object_or_404(CalendarFeed.objects.select_related("user"), token=token, user__is_active=True)
    # Counted by feed, as one address of the network may serve thousands of calendars.
    if asks_too_often(f"feed:{found.pk}", most=MOST_PER_HOUR, seconds=HOUR):
        response = HttpResponse(status=429, headers={"Retry-After": str(HOUR)})
        response._has_been_logged = True  # or Django writes the path, and with it the key, into the log
        return response
    response = HttpResponse(calendars.feed_file(found.user), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="sepsis-pathway.ics"'
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_POST
def renew(request):
    feed = actions.renew_feed(user=request.user)
    if feed.renewed_at:
        messages.success(request, _("You have a new calendar address. The old one has stopped working."))
    else:
        messages.success(request, _("Your calendar address is ready."))
    return redirect("me")


@require_POST
def stop(request):
    if actions.stop_feed(user=request.user):
        messages.success(request, _("Your calendar feed has stopped."))
    return redirect("me")
