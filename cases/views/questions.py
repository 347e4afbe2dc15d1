"""Questions of readers: asked, let through by an editor, answered by an author."""

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.actions import asking
from cases.models import AskedQuestion, AskedState, Case, CaseRole, Role
from hubs.paging import page_of

ROWS = 20


@require_POST
def ask(request, code):
    case = get_object_or_404(Case.objects.readable_by(request.user), code=code)
    if not ratelimit.consume(request, action="case_question", user=request.user):
        messages.warning(request, _("You have asked many questions today. Please go on tomorrow."))
        return _back(case)
    try:
        asking.ask(case=case, person=request.user, text=request.POST.get("text", ""))
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    else:
        messages.success(
            request, _("Thank you. An editor reads your question first; then the authors can answer.")
        )
    return _back(case)


@require_POST
def reply(request, pk):
    """By any author of the case who has agreed to be named."""
    cases = Case.objects.written_by(request.user)
    question = get_object_or_404(AskedQuestion.objects.select_related("case"), pk=pk, case__in=cases)
    try:
        asking.reply(question=question, by=request.user, text=request.POST.get("text", ""))
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    else:
        messages.success(request, _("Your answer is shown, and who asked is told."))
    return _back(question.case)


@require_safe
def moderation(request):
    if not (request.user.is_staff or CaseRole.objects.holds(request.user, Role.EDITOR)):
        raise Http404
    rows = AskedQuestion.objects.moderated_by(request.user).select_related("case__entry", "person")
    rows = rows.defer("case__entry__text", "case__entry__vector", "case__entry__head")
    context = {
        "waiting": page_of(request, "waiting", rows.filter(state=AskedState.WAITING), ROWS),
        "shown": page_of(
            request, "shown", rows.filter(state=AskedState.SHOWN).order_by("-state_since", "-pk"), ROWS
        ),
    }
    response = render(request, "cases/questions/desk.html", context)
    patch_cache_control(response, private=True, no_store=True)
    return response


@require_POST
def decide(request, pk):
    question = get_object_or_404(AskedQuestion.objects.moderated_by(request.user), pk=pk)
    try:
        if request.POST.get("verdict") == "show":
            asking.show(question=question, by=request.user)
            messages.success(request, _("Shown to all readers. The author is told."))
        else:
            asking.decline(question=question, by=request.user, because=request.POST.get("because", ""))
            messages.success(request, _("Not shown. Who asked gets your reason."))
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    return redirect("cases:moderation")


def _back(case):
    response = redirect("cases:case", case.code)
    response["Location"] += "#questions"
    return response
