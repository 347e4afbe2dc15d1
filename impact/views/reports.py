"""Reports: asking for one, seeing how far it is, fetching it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hubs.models import Hub
from hubs.paging import page_of
from impact.actions import reports as actions
from impact.forms.reports import NationalForm, ReportForm
from impact.models import Report, ReportKind

PER_PAGE = 25


@never_cache
@require_safe
def reports(request):
    return _show_all(request, ReportForm())


@require_POST
def report_ask(request):
    form = ReportForm(request.POST)
    if request.user.is_staff and form.is_valid() and _ask(request, form):
        return redirect("impact:reports")
    return _show_all(request, form)


def _show_all(request, form):
    if not request.user.is_staff:
        raise Http404
    rows = Report.objects.visible_to(request.user).exclude(kind=ReportKind.NATIONAL)
    return render(request, "impact/reports/reports.html", {"form": form} | _listed(request, rows))


@never_cache
def hub_reports(request, code):
    hub = get_object_or_404(Hub.objects.manageable_by(request.user), country=code.upper())
    form = NationalForm(request.POST or None, initial={"language": request.LANGUAGE_CODE})
    if request.method == "POST" and form.is_valid() and _ask(request, form, hub=hub):
        return redirect("impact:hub_reports", hub.code)
    rows = Report.objects.visible_to(request.user).filter(hub=hub)
    context = {"hub": hub, "form": form} | _listed(request, rows)
    return render(request, "impact/reports/hub_reports.html", context)


def _listed(request, rows):
    page = page_of(request, "page", rows.select_related("asked_by", "hub"), PER_PAGE)
    return {"page": page, "is_busy": any(report.is_under_way for report in page)}


def _ask(request, form, **of_hub):
    """Whether there is one now. What is refused stands in the form."""
    try:
        _report, is_new = actions.ask(by=request.user, **of_hub, **form.asked)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    if is_new:
        messages.success(request, _("The report is being made. It stands below as soon as it is ready."))
    else:
        messages.info(request, _("Somebody has asked for this report already: it is being made."))
    return True


@never_cache
@require_safe
def report(request, pk):
    """One report by itself: how far it is, for whoever has no script to look again."""
    return render(request, "impact/reports/report.html", {"report": _visible(request.user, pk)})


@require_POST
def report_again(request, pk):
    new, is_new = actions.ask_again(report=_visible(request.user, pk), by=request.user)
    if is_new:
        messages.success(request, _("The report is being made again."))
    else:
        messages.info(request, _("Somebody has asked for this report again already."))
    return redirect(new.get_list_url())


@require_safe
def report_file(request, pk):
    found = get_object_or_404(Report.objects.visible_to(request.user).ready().select_related("hub"), pk=pk)
    file = actions.open_file(report=found, by=request.user)
    if file is None:
        messages.error(request, _("The file of this report is lost. Please have it made again."))
        return redirect(found.get_list_url())
    response = FileResponse(file, as_attachment=True, filename=found.file_name)
    response["Cache-Control"] = "private, no-store"
    return response


def _visible(user, pk):
    return get_object_or_404(Report.objects.visible_to(user).select_related("hub", "asked_by"), pk=pk)
