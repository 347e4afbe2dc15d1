"""The first page of staff in the morning: what needs a decision, and where. By mail, too, for those who want that."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from impact import decisions
from impact.actions import morning_mails
from impact.models import MorningMail


@require_safe
@never_cache
def today(request):
    if not request.user.is_staff:
        raise Http404
    areas = decisions.of(request.user)
    context = {
        "busy": [area for area in areas if area.decisions],
        "quiet": [area for area in areas if not area.decisions],
        "total": sum(len(area.decisions) for area in areas),
    }
    return render(request, "impact/today/today.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def mail(request):
    """Says whether the list comes by mail; a POST changes that."""
    if not request.user.is_staff:
        raise Http404
    if request.method == "POST":
        if request.POST.get("want") == "yes":
            morning_mails.want(person=request.user)
            messages.success(request, _("It comes by mail from the next working day on."))
        else:
            morning_mails.do_without(person=request.user)
            messages.success(request, _("It no longer comes by mail."))
        return redirect("impact:today_mail")
    is_wanted = MorningMail.objects.filter(user=request.user).exists()
    return render(request, "impact/today/mail.html", {"is_wanted": is_wanted})
