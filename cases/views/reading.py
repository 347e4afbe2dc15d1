"""The page of a case, step by step, and what readers do there."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases import publication
from cases.actions import reading as actions
from cases.models import Case, Reading
from cases.reading import Standing
from cases.views.gone import as_kept, not_readable
from hubs.paging import page_of

ROWS = 20


@login_not_required
@require_safe
def case(request, code):
    """Unfolds for people who are signed in; visitors read a public case as a whole."""
    case = Case.objects.readable_by(request.user).filter(code=code)
    case = case.select_related("entry__version__revision", "entry__version__case").first()
    if case is None:
        return not_readable(request, code)
    standing = Standing(case, request.user)
    colophon = publication.colophon(standing.version, request.user)
    context = {"case": case, "standing": standing, "colophon": colophon}
    response = render(request, "cases/reading/case.html", context)
    return as_kept(response, is_public=case.entry.is_public, reader=request.user)


@require_POST
def answer(request, code):
    case = get_object_or_404(Case.objects.readable_by(request.user), code=code)
    question = request.POST.get("question", "")
    try:
        actions.answer(
            case=case, person=request.user, question=question, choice=request.POST.get("choice", "")
        )
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    return _back(case, f"question-{question}" if question.isalnum() else "")


@require_POST
def unfold(request, code):
    case = get_object_or_404(Case.objects.readable_by(request.user), code=code)
    step = request.POST.get("step", "")
    try:
        reading = actions.unfold(case=case, person=request.user, step=int(step) if step.isdecimal() else 0)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return _back(case)
    return _back(case, f"step-{reading.step}")


@require_POST
def keep(request, code):
    """Set or take out a bookmark: also of a case that can no longer be read."""
    case = get_object_or_404(Case.objects.kept_or_readable_by(request.user), code=code)
    is_kept = request.POST.get("keep") == "1"
    try:
        actions.keep(case=case, person=request.user, is_kept=is_kept)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    else:
        messages.success(request, _("Kept for you.") if is_kept else _("No longer kept."))
    return redirect("cases:kept") if request.POST.get("from") == "kept" else _back(case)


@require_safe
def kept(request):
    """The own bookmarks, and what was begun and worked through."""
    rows = Reading.objects.filter(person=request.user).select_related("case__entry").defer(*_TEXTS)
    rows = rows.order_by("-last_at", "-pk")
    context = {
        "kept": page_of(request, "kept", rows.filter(is_kept=True), ROWS),
        "begun": page_of(request, "begun", rows.filter(is_kept=False, done_at=None), ROWS),
        "done": page_of(request, "done", rows.filter(is_kept=False, done_at__isnull=False), ROWS),
    }
    response = render(request, "cases/reading/kept.html", context)
    patch_cache_control(response, private=True, no_store=True)
    return response


_TEXTS = ("case__entry__text", "case__entry__vector", "case__entry__head")


def _back(case, anchor=""):
    response = redirect("cases:case", case.code)
    response["Location"] += f"#{anchor}" if anchor else ""
    return response
