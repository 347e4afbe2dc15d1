"""The money of a call: for its finance and its board. No text of an application is on these pages."""

import csv

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import audit
from accounts.tables import harmless
from fellowships import actions, budgets
from fellowships.board import head
from fellowships.forms.money import PaymentForm, ReasonForm
from fellowships.models import Bursary, BursaryState, Call, Role

PAY, APPROVE, CANCEL, AGAIN, REFUND = "pay", "approve", "cancel", "again", "refund"


def _calls(user):
    return Call.objects.all() if user.is_staff else Call.objects.run_by(user, Role.FINANCE, Role.CHAIR)


def _bursaries(user):
    """Everybody's but the own: nobody decides about the own money."""
    return (
        Bursary.objects.visible_to(user)
        .exclude(placement__person=user)
        .select_related(
            "placement__person",
            "placement__centre",
            "placement__hub",
            "placement__report",
            "placement__call",
            "approved_by",
        )
        .order_by("state_since", "pk")
    )


@require_safe
def money(request, slug):
    call = get_object_or_404(_calls(request.user), slug=slug)
    is_board = Call.objects.on_board_of(request.user).filter(pk=call.pk).exists()
    may_pay = not is_board or _may_decide(request.user, is_boards=False).filter(pk=call.pk).exists()
    context = head(call, "money") | {"budget": budgets.of(call), "is_board": is_board, "may_pay": may_pay}
    return _page(request, _bursaries(request.user).filter(placement__call=call), context)


@require_safe
def money_of_exchange(request):
    """Travel support of experts belongs to no call: it is the office's."""
    if not request.user.is_staff:
        raise Http404
    return _page(
        request, _bursaries(request.user).filter(placement__call=None), {"is_board": True, "may_pay": True}
    )


def _page(request, bursaries, context):
    found = list(bursaries)
    groups = [(state, [one for one in found if one.state == state]) for state in BursaryState]
    context["groups"] = [(state, rows) for state, rows in groups if rows]
    return render(request, "fellowships/money/money.html", context | {"payment": PaymentForm()})


@require_safe
def money_csv(request, slug):
    """What finance takes along. Who took it is on record."""
    call = get_object_or_404(_calls(request.user), slug=slug)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="bursaries-{call.slug}.csv"'
    table = csv.writer(response)
    table.writerow(["fellow", "centre", "first day", "last day", "euros", "state", "paid on", "reference"])
    for one in _bursaries(request.user).filter(placement__call=call):
        stay = one.placement
        cells = [
            stay.person.name,
            str(stay.host),
            stay.first_day or "",
            stay.last_day or "",
            one.amount,
            one.state,
            one.paid_on or "",
            one.reference,
        ]
        table.writerow([harmless(cell) for cell in cells])
    audit.record("call.bursaries_exported", call, by=request.user)
    return response


def _may_decide(user, *, is_boards):
    """Who approves does not pay: a chair and the finance of a call are two people. The office may do both."""
    if is_boards or user.is_staff:
        return Call.objects.on_board_of(user)
    return Call.objects.run_by(user, Role.FINANCE)


@require_POST
def decide_bursary(request, pk, deed):
    """Approving and cancelling is the board's, paying the finance's; the office may do both."""
    bursary = get_object_or_404(_bursaries(request.user), pk=pk)
    call = bursary.placement.call
    if deed not in DEEDS:
        raise Http404
    action, form, is_boards = DEEDS[deed]
    if call:
        get_object_or_404(_may_decide(request.user, is_boards=is_boards), pk=call.pk)
    form = form and form(request.POST)
    try:
        if form and not form.is_valid():
            raise ValidationError([error for errors in form.errors.values() for error in errors])
        action(bursary=bursary, by=request.user, **(form.cleaned_data if form else {}))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Noted."))
    return redirect("fellowships:money", call.slug) if call else redirect("fellowships:money_of_exchange")


# What each deed does, what it asks for, and whether only the board may do it.
DEEDS = {
    APPROVE: (actions.approve_bursary, None, True),
    CANCEL: (actions.cancel_bursary, ReasonForm, True),
    AGAIN: (actions.plan_again, ReasonForm, True),
    PAY: (actions.pay_bursary, PaymentForm, False),
    REFUND: (actions.refund_bursary, ReasonForm, False),
}
