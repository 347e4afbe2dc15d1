"""After a stay: the visitor's report, the host's attestation, and what the board says to it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fellowships import actions
from fellowships.board import head
from fellowships.forms.reports import AttestationForm, ReasonForm, ReportForm
from fellowships.models import Call, Placement, Report, ReportState

WRITABLE = [ReportState.DUE, ReportState.RETURNED]


def report(request, token):
    """The visitor writes; host and board read it when it was handed in."""
    placements = Placement.objects.visible_to(request.user).select_related("centre", "hub", "person", "call")
    placement = get_object_or_404(placements, token=token)
    found = get_object_or_404(Report, placement=placement)
    found.placement = placement
    is_own = placement.person_id == request.user.pk
    if is_own and found.state in WRITABLE:
        return _write(request, found)
    is_office = Placement.objects.run_by_office(request.user).filter(pk=placement.pk).exists()
    if not is_own and not (is_office and found.state != ReportState.DUE):
        raise Http404
    context = {"report": found, "placement": placement, "may_decide": is_office and not is_own}
    return render(request, "fellowships/reports/report.html", context)


def _write(request, report):
    form = ReportForm(request.POST or None, instance=report)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_report(report=report, content=form.cleaned_data)
            if "submit" in request.POST:
                actions.submit_report(report=report, content=form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            said = (
                _("Handed in. Thank you.")
                if "submit" in request.POST
                else _("Saved. Nobody has read it yet.")
            )
            messages.success(request, said)
            return redirect("fellowships:report", report.placement.token)
    context = {"report": report, "placement": report.placement, "form": form}
    return render(request, "fellowships/reports/write.html", context)


def attest(request, token):
    """For who speaks for the host; the office may do it for a host that wrote on paper."""
    mine = Placement.objects.hosted_by(request.user) | Placement.objects.run_by_office(request.user)
    placement = get_object_or_404(
        mine.distinct().select_related("centre", "hub", "person", "call").exclude(person=request.user),
        token=token,
        days__isnull=False,
    )
    form = AttestationForm(
        request.POST or None, instance=getattr(placement, "attestation", None), placement=placement
    )
    if form.is_valid():
        try:
            actions.attest(placement=placement, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Thank you. This is what the certificate rests on."))
            return redirect("fellowships:placement", placement.token)
    return render(request, "fellowships/reports/attest.html", {"placement": placement, "form": form})


def reports(request, slug):
    """What came back from the stays of a call: to decide first, then what will change at home."""
    call = get_object_or_404(Call.objects.on_board_of(request.user), slug=slug)
    found = (
        Report.objects.filter(placement__in=Placement.objects.run_by_office(request.user).filter(call=call))
        .select_related("placement__person", "placement__centre", "placement__attestation")
        .order_by("due_on", "pk")
    )
    context = head(call, "reports") | {
        "to_decide": [one for one in found if one.state == ReportState.SUBMITTED],
        "awaited": [one for one in found if one.state in WRITABLE],
        "accepted": [one for one in found if one.state == ReportState.ACCEPTED],
    }
    return render(request, "fellowships/reports/board.html", context)


@require_POST
def accept_report(request, token):
    return _decide(request, token, _("Accepted. The person has been told."), actions.accept_report)


@require_POST
def return_report(request, token):
    form = ReasonForm(request.POST)
    because = form.cleaned_data["because"] if form.is_valid() else ""
    return _decide(request, token, _("Sent back, with your words."), actions.return_report, because=because)


def _decide(request, token, said, action, **facts):
    placement = get_object_or_404(Placement.objects.run_by_office(request.user), token=token)
    report = get_object_or_404(Report, placement=placement)
    try:
        action(report=report, by=request.user, **facts)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said)
    return redirect("fellowships:report", token)
