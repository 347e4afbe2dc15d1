"""The desk of an editor: what needs something today, then all cases."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cases import editing, next_for_editors, setting_up
from cases.models import AskedQuestion, AskedState, Case, Repository
from hubs.paging import page_of

ON_A_PAGE = 25
TODAY_AT_MOST = 10


@require_safe
@never_cache
def desk(request):
    if not editing.is_editor(request.user):
        raise Http404
    rules, own = Repository.current(), Case.objects.edited_by(request.user)
    cases = editing.in_stages(own)
    counts = editing.counts(cases)
    stage, text = request.GET.get("stage", ""), request.GET.get("q", "").strip()[:60]
    today = list(editing.needing(editing.with_details(cases), rules)[: TODAY_AT_MOST + 1])
    waiting = AskedQuestion.objects.filter(state=AskedState.WAITING, case__in=own)
    context = {
        "today": _with_steps(today[:TODAY_AT_MOST], rules),
        "more_today": len(today) > TODAY_AT_MOST,
        "questions": waiting.count(),
        "findings": setting_up.findings(rules),
        "counts": counts,
        "total": sum(number for _stage, number in counts),
        "stage": stage if stage in editing.Stage.values else "",
        "text": text,
        "page": _page(request, cases, stage, text, rules),
    }
    return render(request, "cases/editing/desk.html", context)


def _page(request, cases, stage, text, rules):
    found = editing.search(editing.with_details(cases), text)
    if stage in editing.Stage.values:
        found = found.filter(stage=stage)
    page = page_of(request, "page", found.order_by("-since", "-pk"), ON_A_PAGE)
    page.object_list = _with_steps(page.object_list, rules)
    return page


def _with_steps(cases, rules):
    """The cases with their `step`, and `at`: their stage in words."""
    cases = list(cases)
    for case in cases:
        case.step = next_for_editors.of(case, rules.reviewers_each)
        case.at = editing.Stage(case.stage).label
    return cases
