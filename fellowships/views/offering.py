"""Where the board sends offers, sees the answers, and fills again what was given back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fellowships import actions, answers
from fellowships.board import head
from fellowships.forms.offers import ExtendForm, TakeBackForm
from fellowships.models import Application, Call, Offer


@require_safe
def offers(request, slug):
    call = _call(request, slug)
    board = answers.of(call, request.user, page=request.GET.get("page"))
    return render(request, "fellowships/board/offers.html", head(call, "offers") | {"board": board})


@require_POST
def send_offers(request, slug):
    sent = _try(request, actions.send_offers, call=_call(request, slug))
    if sent is not None:
        text = ngettext("%(count)s offer is out.", "%(count)s offers are out.", len(sent))
        messages.success(request, text % {"count": len(sent)})
    return redirect("fellowships:offers", slug)


@require_POST
def fill_again(request, slug):
    run = _try(request, actions.fill_again, call=_call(request, slug))
    if run is None:
        return redirect("fellowships:offers", slug)
    messages.success(
        request, _("A new proposal is made. Two people look at it and sign, then the offers go out.")
    )
    return redirect("fellowships:allocation", slug)


@require_POST
def close_reserve(request, slug):
    if _try(request, actions.close_reserve_list, call=_call(request, slug)) is not None:
        messages.success(request, _("The reserve list is closed, and everybody on it is told."))
    return redirect("fellowships:offers", slug)


@require_http_methods(["GET", "HEAD", "POST"])
def one_offer(request, slug, code):
    """One person's offer: more time, or taking it back."""
    call = _call(request, slug)
    offer = _offer(request, call, code)
    forms = _forms(request)
    form = forms.get(request.POST.get("do"))
    if form is not None and form.is_valid():
        _change(request, offer, form)
        return redirect("fellowships:one_offer", slug, code)
    context = head(call, "offers") | {"offer": offer, **{f"{name}_form": one for name, one in forms.items()}}
    return render(request, "fellowships/board/one_offer.html", context)


def _call(request, slug):
    return get_object_or_404(Call.objects.on_board_of(request.user), slug=slug)


def _offer(request, call, code):
    """The newest of a person in whom the reader has no stake."""
    mine = Application.objects.on_board_of(request.user).filter(call=call, code=code)
    application = get_object_or_404(mine)
    offers = Offer.objects.filter(application=application).order_by("-round", "-pk")
    return get_object_or_404(offers.select_related("application__person", "offering__centre")[:1])


def _forms(request):
    done = request.POST.get("do")
    return {
        "extend": ExtendForm(request.POST if done == "extend" else None),
        "take_back": TakeBackForm(request.POST if done == "take_back" else None),
    }


def _change(request, offer, form):
    action, thanks = {
        ExtendForm: (actions.extend_offer, _("There is more time now, and the person is told.")),
        TakeBackForm: (actions.end_fellowship, _("The fellowship is taken back, and the person is told.")),
    }[type(form)]
    if _try(request, action, offer=offer, **form.cleaned_data) is not None:
        messages.success(request, thanks)


def _try(request, action, **facts):
    """What the action returns; None where it was refused: somebody was faster, or it is not the time. In words."""
    try:
        return action(by=request.user, **facts)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return None
