"""What the answers say about assessments and questions, for staff."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments import charts, desks, rescoring, tables
from assessments.actions import figures as actions
from assessments.actions import questions
from assessments.forms.afterwards import FindingForm, LookAgainForm
from assessments.models import Assessment, AssessmentFigures, Question, Thresholds
from assessments.views.access import for_staff


@require_safe
@for_staff
def overview(request):
    rows = Assessment.objects.select_related("figures").annotate(taken=Count("attempts")).order_by("title")
    return render(request, "assessments/figures_overview.html", {"rows": rows, **desks.counts(request.user)})


@require_safe
@for_staff
def assessment(request, slug):
    found = get_object_or_404(Assessment, slug=slug)
    column = request.GET.get("sort", "-flags")
    figures = AssessmentFigures.objects.filter(assessment=found).first()
    rows, thresholds = list(tables.rows(found)), Thresholds.today()
    context = {
        "assessment": found,
        "figures": figures,
        "rows": tables.in_order(rows, column),
        "sorting": tables.sorting(column),
        "thresholds": thresholds,
        "scatter": charts.scatter(rows, thresholds),
        "histogram": charts.histogram(figures.spread, found.pass_mark or None)
        if figures and figures.spread
        else None,
        **desks.counts(request.user),
    }
    return render(request, "assessments/figures.html", context)


@require_safe
@for_staff
def assessment_file(request, slug):
    found = get_object_or_404(Assessment, slug=slug)
    response = HttpResponse(tables.as_csv(tables.rows(found)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="figures-{found.slug}.csv"'
    return response


@require_POST
@for_staff
def refresh(request, slug):
    found = get_object_or_404(Assessment, slug=slug)
    actions.refresh(assessment=found)
    messages.success(request, _("The figures are from this moment."))
    return redirect("assessments:figures", slug)


@require_safe
@for_staff
def question(request, code):
    found = get_object_or_404(Question.objects.select_related("topic", "current"), code=code)
    versions = desks.versions_with_figures(found)
    context = {
        "question": found,
        "versions": versions,
        "rules": rescoring.in_force([version.pk for version in versions]),
        "finding_form": FindingForm(),
        "review_form": LookAgainForm(initial={"because": _because(versions)}),
        "thresholds": Thresholds.today(),
        **desks.counts(request.user),
    }
    return render(request, "assessments/question_figures.html", context)


def _because(versions):
    """The flags of the newest version, in words: a reason to begin with."""
    words = [str(label) for version in versions[:1] for label in version.flag_words]
    return "; ".join(words)[:300]


@require_POST
@for_staff
def find_fine(request, code):
    found = get_object_or_404(Question, code=code)
    form = FindingForm(request.POST)
    version = get_object_or_404(found.versions, number=request.POST.get("version", "0") or 0)
    note = form.data.get("note", "")
    _try(request, lambda: actions.find_fine(version=version, by=request.user, note=note), _("Noted."))
    return redirect("assessments:question_figures", code)


@require_POST
@for_staff
def look_again(request, code):
    found = get_object_or_404(Question, code=code)
    because = request.POST.get("because", "")
    _try(
        request,
        lambda: questions.review(question=found, by=request.user, because=because),
        _("The question is under review. It stays in use meanwhile."),
    )
    return redirect("assessments:question_figures", code)


def _try(request, deed, done):
    try:
        deed()
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, done)
