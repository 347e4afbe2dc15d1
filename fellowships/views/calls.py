from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from fellowships import board
from fellowships.models import Call, Interest


@login_not_required
@require_safe
def index(request):
    return render(request, "fellowships/index.html", {"calls": _calls(request.user)})


@login_not_required
@require_safe
def call(request, slug):
    call = get_object_or_404(_calls(request.user), slug=slug)
    return render(request, "fellowships/call.html", board.head(call, "call"))


def _calls(user):
    """The newest first; for who is signed in, whether word of them was asked for."""
    calls = Call.objects.order_by("-opened_at", "pk")
    if user.is_authenticated:
        asked = Interest.objects.visible_to(user).filter(call=OuterRef("pk"), user=user.pk)
        calls = calls.annotate(has_asked=Exists(asked))
    return calls
