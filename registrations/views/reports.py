"""Attendance reports: uploaded, read, decided about, counted. For staff, and coordinators at events of their hub."""

import csv
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.tables import harmless
from hubs.paging import page_of
from registrations import actions, importing
from registrations.actions.reports import shown
from registrations.forms.reports import AgainForm, CountForm, Decisions, UploadForm
from registrations.models import AttendanceReport, Event, Registration, ReportState, Standing
from registrations.presence import minutes_within
from registrations.reports import FINAL

PEOPLE_PER_PAGE = 50
PROBLEMS = "problems"
OPEN_STATES = (ReportState.WAITING, ReportState.COUNTED)


# ---- The reports of an event, and a new one -----------------------------------------------------------------------


def reports(request, slug):
    event = get_object_or_404(Event.objects.manageable_by(request.user), slug=slug)
    session = request.GET.get("session", "")
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        event=event,
        initial={"session": session if session.isascii() and session.isdigit() else None},
    )
    if form.is_valid():
        report = _upload(request, form)
        if report:
            return redirect(report)
    rows = AttendanceReport.objects.manageable_by(request.user).filter(session__event=event)
    matched = Count("people", filter=Q(people__standing=Standing.MATCHED))
    rows = rows.select_related("uploaded_by").annotate(matched=matched).order_by("-uploaded_at", "-pk")
    context = {
        "event": event,
        "form": form,
        "has_begun": form.fields["session"].queryset.exists(),
        "reports": page_of(request, "page", rows, PEOPLE_PER_PAGE),
    }
    return render(request, "registrations/reports.html", context)


def _upload(request, form):
    file = form.cleaned_data["file"]
    try:
        report, is_new = actions.upload_report(
            session=form.cleaned_data["session"],
            file_name=file.name,
            data=file.read(),
            by=request.user,
            **form.said,
        )
    except ValidationError as error:
        form.add_error(None, error)
        return None
    if not is_new:
        text = _(
            "This very file is here already, for this session. Nothing was read or counted a second time."
        )
        messages.info(request, text)
    return report


# ---- One report ---------------------------------------------------------------------------------------------------


@never_cache
def show(request, slug, pk, again=None, count=None, decisions=None):
    """By its state: the progress, a question, the dry run with what is to decide, or what it became."""
    report = _managed(request.user, slug, pk)
    context = {"event": report.event, "session": report.session, "report": report}
    if report.state in (ReportState.ASKING, ReportState.FAILED):
        context["again"] = again or _again_form(report)
        context["is_final"] = report.complaint in FINAL
    elif report.state in OPEN_STATES:
        context |= _dry_run(request, report) | {"decisions": decisions}
        context["count"] = count or CountForm(is_asked=context["unknown"])
    return render(request, "registrations/report.html", context)


@require_POST
def read_again(request, slug, pk):
    report = _managed(request.user, slug, pk)
    form = _again_form(report, request.POST)
    if not form.is_valid():
        return show(request, slug, pk, again=form)
    try:
        actions.read_again(report=report, by=request.user, **form.said)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    return redirect(report)


@require_POST
def decide(request, slug, pk):
    report = _managed(request.user, slug, pk)
    decisions = Decisions(report.event, request.POST)
    back = f"{report.get_absolute_url()}?{request.GET.urlencode()}"
    if not decisions.is_valid():
        return show(request, slug, pk, decisions=decisions)
    try:
        changed, beaten = actions.decide_people(report=report, decisions=decisions.chosen, by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect(back)
    for person in beaten:
        messages.warning(request, _beaten(person))
    text = ngettext("%(count)s decision saved.", "%(count)s decisions saved.", changed) % {"count": changed}
    if changed:
        messages.success(request, text)
    elif not beaten:
        messages.info(request, _("Nothing was changed, so nothing was saved."))
    return redirect(back)


@require_POST
def count(request, slug, pk):
    report = _managed(request.user, slug, pk)
    form = CountForm(request.POST, is_asked=_has_unknown(report))
    if not form.is_valid():
        return show(request, slug, pk, count=form)
    try:
        people = actions.count_report(report=report, by=request.user, full_if_unknown=form.full_if_unknown)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        text = ngettext(
            "Counted: %(count)s person has minutes from this report.",
            "Counted: %(count)s people have minutes from this report.",
            people,
        )
        messages.success(request, text % {"count": people})
    return redirect(report)


@require_POST
def withdraw(request, slug, pk):
    report = _managed(request.user, slug, pk)
    try:
        actions.withdraw_report(report=report, by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("The report is withdrawn. What it had counted is taken back."))
    return redirect(report)


def not_counted(request, slug, pk):
    """Everybody and every line that does not count, as a table for a spreadsheet."""
    report = _managed(request.user, slug, pk)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="report-{report.pk}-not-counted.csv"'
    response.write("\ufeff")
    table = csv.writer(response)
    table.writerow([_("Line"), _("Name"), _("E-mail address"), _("Why")])
    rows = report.rows.exclude(person__standing=Standing.MATCHED).select_related("person")
    for row in rows:
        person = row.person
        why = row.why if row.problem else person.get_standing_display()
        cells = [row.line, person.name if person else "", person.email if person else "", str(why)]
        table.writerow([harmless(cell) for cell in cells])
    return response


def _managed(user, slug, pk):
    mine = AttendanceReport.objects.manageable_by(user).select_related(
        "uploaded_by", "counted_by", "withdrawn_by"
    )
    return get_object_or_404(mine, session__event__slug=slug, pk=pk)


def _again_form(report, data=None):
    """Columns are asked for where they can be shown, and where the report is not of a system that we know."""
    found = None if report.complaint in FINAL else importing.columns_of(report)
    return AgainForm(data, report=report, columns=found)


# ---- The dry run ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Card:
    """One person of a report, as the page shows them."""

    person: object
    rows: list
    minutes: int | None
    suggestions: list
    was: str

    @property
    def lines(self):
        return ", ".join(str(row.line) for row in self.rows)


def _dry_run(request, report):
    numbers = dict(report.people.order_by().values_list("standing").annotate(Count("pk")))
    numbers[PROBLEMS] = report.rows.exclude(problem="").count()
    group = request.GET.get("group", "")
    if group not in numbers:
        group = next((name for name, _label in _groups() if numbers.get(name)), Standing.MATCHED)
    page = _page(request, report, group, numbers.get(group, 0))
    return {
        "is_dry_run": True,
        "groups": [(name, label, numbers[name]) for name, label in _groups() if numbers.get(name)],
        "group": group,
        "page": page,
        "cards": [] if group == PROBLEMS else _cards(report, page.object_list),
        "matched": numbers.get(Standing.MATCHED, 0),
        "to_confirm": numbers.get(Standing.TO_CONFIRM, 0),
        "unknown": _has_unknown(report),
        "not_counted": sum(numbers.values()) - numbers.get(Standing.MATCHED, 0),
        "people": sum(numbers.values()) - numbers[PROBLEMS],
    }


def _groups():
    return [
        (Standing.TO_CONFIRM, _("To confirm")),
        (Standing.MATCHED, _("Matched")),
        (Standing.UNREGISTERED, _("Not registered")),
        (Standing.LEFT_OUT, _("Left out")),
        (Standing.WAITING_ROOM, _("Waiting room")),
        (PROBLEMS, _("Lines with problems")),
    ]


def _page(request, report, group, number):
    if group == PROBLEMS:
        return page_of(request, "page", report.rows.exclude(problem=""), PEOPLE_PER_PAGE, number)
    people = report.people.filter(standing=group).select_related("registration__user", "decided_by")
    return page_of(request, "page", people.prefetch_related("rows"), PEOPLE_PER_PAGE, number)


def _cards(report, people):
    people = list(people)
    wanted = {pk for person in people for pk, _score in person.suggestions}
    holders = Registration.objects.confirmed().select_related("user").in_bulk(wanted)
    return [
        Card(
            person,
            list(person.rows.all()),
            _minutes(report, person),
            [(holders[pk], score) for pk, score in person.suggestions if pk in holders],
            shown(person),
        )
        for person in people
    ]


def _minutes(report, person):
    """Within the session; None where nobody can tell."""
    spans = [row.span(report) for row in person.rows.all() if not row.in_waiting_room]
    spans = [span for span in spans if span]
    return minutes_within(spans, report.session.starts_at, report.session.ends_at) if spans else None


def _has_unknown(report):
    return report.rows.filter(person__standing=Standing.MATCHED).of_unknown_length().exists()


def _beaten(person):
    facts = {
        "person": str(person),
        "who": person.decided_by,
        "whom": person.registration and person.registration.user,
    }
    if person.registration:
        text = _("%(who)s has decided meanwhile that “%(person)s” is %(whom)s. Nothing was changed there.")
    else:
        text = _("%(who)s has decided meanwhile about “%(person)s”. Nothing was changed there.")
    return text % facts
