from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists, OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from fellowships import board, listing, published, rulebooks
from fellowships.models import Application, Call, Interest


@login_not_required
@require_safe
def index(request):
    calls = listing.in_groups(_calls(request.user))
    return render(request, "fellowships/index.html", {"calls": calls})


@login_not_required
@require_safe
def call(request, slug):
    call = get_object_or_404(_calls(request.user), slug=slug)
    context = board.head(call, "call")
    if call.has_opened:
        context |= {
            "rules": published.of(call),
            "extension": call.extensions.last(),
            "offerings": call.offerings.available().select_related("centre").prefetch_related("weeks"),
        }
    return render(request, "fellowships/call.html", context)


@login_not_required
@require_safe
def rules(request, slug):
    """The text of which the fingerprint is taken, byte for byte."""
    call = get_object_or_404(Call.objects.exclude(opened_at=None), slug=slug)
    return HttpResponse(rulebooks.text_of(call.rules), content_type="application/json; charset=utf-8")


def _calls(user):
    """The newest first; for who is signed in, whether word of them was asked for, and how the own application is."""
    calls = Call.objects.order_by("-opened_at", "pk")
    if user.is_authenticated:
        asked = Interest.objects.visible_to(user).filter(call=OuterRef("pk"), user=user.pk)
        own = Application.objects.own(user).filter(call=OuterRef("pk")).values("state")
        calls = calls.annotate(has_asked=Exists(asked), own_state=Subquery(own))
    return calls
