from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from fellowships.board import head
from fellowships.models import Call


@require_safe
def board(request):
    calls = list(Call.objects.on_board_of(request.user).order_by("-pk"))
    if not calls and not request.user.is_staff:
        raise Http404
    return render(request, "fellowships/board/board.html", {"calls": calls})


@require_safe
def desk(request, slug):
    call = get_object_or_404(Call.objects.on_board_of(request.user), slug=slug)
    return render(request, "fellowships/board/desk.html", head(call, "desk"))
