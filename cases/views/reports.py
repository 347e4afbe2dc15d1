"""“Report a privacy problem”, and the desk at which editors settle what was reported."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.limits import asks_too_often
from cases import reported
from cases.actions import reports as actions
from cases.forms.reports import ReportForm, SettleForm
from cases.models import Case, CaseState, PrivacyReport, ReportOutcome

MOST, DAY = 5, 86_400


@login_not_required
@never_cache
def report(request, code):
    """For whoever can read the case; of one that is hidden already, for whoever could."""
    case = get_object_or_404(reported.reportable_by(request.user), code=code)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _take(request, case, form)
    status = 400 if form.errors else 200
    return render(request, "cases/reports/report.html", _page(case, form), status=status)


def _take(request, case, form):
    who = request.user.pk or get_adapter().get_client_ip(request)
    if asks_too_often(f"case-report:{who}", most=MOST, seconds=DAY):
        form.add_error(None, _("You have reported several cases today. Please write to the office instead."))
        return render(request, "cases/reports/report.html", _page(case, form), status=429)
    by = request.user if request.user.is_authenticated else None
    try:
        actions.report(case=case, by=by, text=form.cleaned_data["text"])
    except ValidationError as error:
        form.add_error(None, error)
        return render(request, "cases/reports/report.html", _page(case, form), status=409)
    messages.success(request, _("Thank you. The editors are told."))
    return redirect("cases:report", case.code)


def _page(case, form):
    is_hidden = case.state == CaseState.HIDDEN
    title = "" if is_hidden else case.entry.title
    return {"code": case.code, "is_hidden": is_hidden, "title": title, "form": form}


@require_safe
@never_cache
def reports(request):
    """Cases with open reports, the oldest first; and what was settled lately."""
    if not reported.has_desk(request.user):
        raise Http404
    groups = reported.open_ones(request.user)
    forms = [(group, SettleForm.of(group.newest)) for group in groups]
    return _desk(request, forms)


@require_POST
@never_cache
def settle(request, pk):
    """`pk`: the newest report that the page showed. Whoever came later is read before anything is settled."""
    own = Case.objects.edited_by(request.user)
    newest = get_object_or_404(PrivacyReport.objects.select_related("case"), pk=pk, case__in=own)
    form = SettleForm.of(newest, request.POST)
    if form.is_valid():
        try:
            actions.settle(case=newest.case, by=request.user, seen=pk, **form.cleaned_data)
        except ValidationError as error:
            if error.code == "transition":
                messages.warning(request, error.messages[0])
                return redirect("cases:reports")
            form.add_error(None, error)
        else:
            messages.success(request, ReportOutcome(form.cleaned_data["outcome"]).label)
            return redirect("cases:reports")
    groups = reported.open_ones(request.user)
    forms = [(group, form if group.case == newest.case else SettleForm.of(group.newest)) for group in groups]
    return _desk(request, forms, status=400)


def _desk(request, forms, status=200):
    context = {"forms": forms, "settled": reported.settled_lately(request.user)}
    return render(request, "cases/reports/reports.html", context, status=status)
