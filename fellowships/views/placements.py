"""Stays: the page that visitor, host and office share, and the lists that lead to it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fellowships import actions, stay_calendars, stay_lists, stays
from fellowships.board import head
from fellowships.forms.placements import ArrangeForm, CancelForm, SeenForm, WishesForm
from fellowships.models import Call, Placement

PER_PAGE = 50


@require_safe
def mine(request):
    """Own stays, those one is host of, and for the office those of experts."""
    found = Paginator(stay_lists.of_person(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "fellowships/placement/stays.html", {"page": found})


@require_safe
def placements(request, slug):
    """All stays of a call, for its board."""
    call = get_object_or_404(Call.objects.on_board_of(request.user), slug=slug)
    board = stay_lists.Board(call, request.user, request.GET.get("only", ""))
    return render(request, "fellowships/placement/board.html", {**head(call, "placements"), "board": board})


@require_safe
def placement(request, token):
    return _page(request, _stay(request, token))


@require_POST
def arrange(request, token):
    stay = _stay(request, token)
    form = ArrangeForm(request.POST, placement=stay.placement)
    if not form.is_valid():
        return _page(request, stay, arrange_form=form)
    try:
        actions.arrange_stay(placement=stay.placement, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _page(request, stay, arrange_form=form)
    messages.success(request, _("Saved. %(visitor)s has been told.") % {"visitor": stay.placement.person})
    return redirect(stay.placement)


@require_POST
def confirm(request, token):
    stay, form = _stay(request, token), SeenForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else ""
    said = _("The days are fixed. Your host has been told.")
    return _do(request, stay, said, actions.confirm_placement, seen=seen)


@require_POST
def wishes(request, token):
    stay, form = _stay(request, token), WishesForm(request.POST)
    if not form.is_valid():
        return _page(request, stay, wishes_form=form)
    said = _("Your host has been told.")
    return _do(request, stay, said, actions.say_wishes, wishes=form.cleaned_data["wishes"])


@require_POST
def tick(request, token, pk):
    stay = _stay(request, token)
    item = get_object_or_404(stay.placement.checklist, pk=pk)
    try:
        actions.tick_item(item=item, by=request.user, is_done=request.POST.get("done") == "yes")
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    return redirect(f"{stay.placement.get_absolute_url()}#todo")


def cancel(request, token):
    """Says first what follows from it; only the form decides."""
    stay = _stay(request, token)
    if not stay.is_to_come:
        messages.warning(request, _("This stay cannot be cancelled any more."))
        return redirect(stay.placement)
    form = CancelForm(request.POST or None, stay=stay)
    if not form.is_valid():
        return render(request, "fellowships/placement/cancel.html", {"stay": stay, "form": form})
    facts = {"side": form.chosen_side, "because": form.cleaned_data["because"]}
    return _do(request, stay, _("Cancelled. The others have been told."), actions.cancel_placement, **facts)


@require_safe
def calendar(request, token):
    stay = _stay(request, token)
    if not stay.placement.days:
        messages.warning(request, _("No days are named yet."))
        return redirect(stay.placement)
    answer = HttpResponse(stay_calendars.file_of(stay.placement), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="stay.ics"'
    return answer


def _stay(request, token):
    visible = Placement.objects.with_host().visible_to(request.user).select_related("offer")
    return stays.of(request.user, get_object_or_404(visible, token=token))


def _do(request, stay, said, action, **facts):
    try:
        action(placement=stay.placement, by=request.user, **facts)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, said)
    return redirect(stay.placement)


def _page(request, stay, **forms):
    context = {
        "stay": stay,
        "placement": stay.placement,
        "arrange_form": ArrangeForm(placement=stay.placement),
        "wishes_form": WishesForm(initial={"wishes": stay.placement.wishes}),
    }
    return render(request, "fellowships/placement/placement.html", context | forms)
