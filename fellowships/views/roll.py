"""The applications of a round, for its board: the list, the table, one candidate, and what is decided about one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import audit
from fellowships import actions, dossier, tables
from fellowships.board import head
from fellowships.forms.candidates import ExceptionForm, ReopenForm
from fellowships.models import Application, Call, EligibilityCheck
from fellowships.roll import Roll, mean_of
from fellowships.views.paging import page_of

PAGE = 50


@require_safe
def applications(request, slug):
    call = _call(request.user, slug)
    roll = Roll(request.user, call, request.GET)
    page = page_of(request, roll.found, PAGE, roll.found.count())
    for application in page:
        application.mean = mean_of(application)
        application.is_apart = application.spread > call.third_review_spread
    context = {"roll": roll, "page": page, "query": request.GET.urlencode()}
    return render(request, "fellowships/board/applications.html", head(call, "applications") | context)


@never_cache
@require_safe
def applications_table(request, slug):
    """The same list with the same filters; who took it away is on record."""
    call = _call(request.user, slug)
    rows = list(Roll(request.user, call, request.GET).found)
    audit.record("applications.exported", call, by=request.user, rows=len(rows))
    response = HttpResponse(tables.applications_as_csv(rows), content_type="text/csv; charset=utf-8")
    name = f"applications-{call.slug}-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def candidate(request, slug, code):
    return _page(request, _application(request.user, slug, code))


def _page(request, application, **bound):
    """`bound` holds a form that was sent and could not be taken, by its name."""
    call = application.call
    context = {
        "application": application,
        "dossier": dossier.of(application, by=request.user),
        "exception": bound.get("exception") or ExceptionForm(),
        "exception_for": bound.get("exception_for"),
        "reopening": bound.get("reopening") or ReopenForm(call=call),
    }
    return render(request, "fellowships/board/candidate.html", head(call, "applications") | context)


@require_POST
def waive(request, slug, code, pk):
    check = _check(request.user, slug, code, pk)
    form = ExceptionForm(request.POST)
    if not form.is_valid():
        return _page(request, check.application, exception=form, exception_for=check.pk)
    try:
        actions.waive(check=check, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("Proposed. Somebody else of the board has to confirm it."))
    return redirect("fellowships:candidate", slug, code)


@require_POST
def confirm_waiver(request, slug, code, pk):
    check = _check(request.user, slug, code, pk)
    try:
        actions.confirm_waiver(check=check, by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("Confirmed: the exception counts."))
    return redirect("fellowships:candidate", slug, code)


@require_POST
def reopen(request, slug, code):
    application = _application(request.user, slug, code)
    form = ReopenForm(request.POST, call=application.call)
    if form.is_valid():
        try:
            actions.reopen(application=application, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            if hasattr(error, "error_dict"):
                form.add_error(None, error)
                return _page(request, application, reopening=form)
            messages.warning(request, " ".join(error.messages))
        else:
            messages.success(request, _("Open again. The person is told by mail."))
        return redirect("fellowships:candidate", slug, code)
    return _page(request, application, reopening=form)


def _call(user, slug):
    return get_object_or_404(Call.objects.on_board_of(user), slug=slug)


def _application(user, slug, code):
    mine = Application.objects.on_board_of(user).select_related("call", "person")
    return get_object_or_404(mine, call__slug=slug, code=code)


def _check(user, slug, code, pk):
    application = _application(user, slug, code)
    check = get_object_or_404(EligibilityCheck, application=application, pk=pk)
    check.application = application
    return check
