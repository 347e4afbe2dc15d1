"""One's own application: where one stands, the form, the centres, handing in, taking back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fellowships import actions, applying, choosing, missing
from fellowships.forms.applications import Sheet
from fellowships.models import Application, ApplicationState, Call


@require_http_methods(["GET", "HEAD", "POST"])
def apply(request, slug):
    call = get_object_or_404(Call.objects.exclude(opened_at=None), slug=slug)
    application = _own(request).filter(call=call).first()
    if application is None:
        return _begin(request, call) if request.method == "POST" else _before(request, call)
    if request.method == "POST" and application.state != ApplicationState.WITHDRAWN:
        return _save(request, application)
    if not application.may_be_written():
        return redirect("fellowships:application", slug)
    return _show_form(request, application, Sheet(application))


@require_POST
def autosave(request, slug):
    """What is sound of the form is stored; the answer says what is not, and which revision the page holds from now on."""
    application = get_object_or_404(_own(request), call__slug=slug)
    if application.state != ApplicationState.DRAFT:
        return JsonResponse(
            {"words": _("This application is not a draft any more: load the page again.")}, status=409
        )
    sheet = Sheet(application, request.POST)
    try:
        saved = actions.save_application(application=application, **sheet.sound())
    except actions.ChangedMeanwhile as error:
        return JsonResponse({"words": error.messages[0]}, status=409)
    closed = "" if saved.may_be_written() else applying.closed_words(saved)
    return JsonResponse({"revision": saved.revision, "errors": sheet.errors(), "closed": closed})


@require_http_methods(["GET", "HEAD", "POST"])
def choices(request, slug):
    application = get_object_or_404(_own(request), call__slug=slug)
    if request.method == "POST":
        return _rank(request, application)
    if not application.may_be_written():
        return redirect("fellowships:application", slug)
    context = {"application": application, "call": application.call, "choices": choosing.of(application)}
    return render(
        request, "fellowships/application/choices.html", context | applying.steps(application, "choices")
    )


@require_safe
def application(request, slug):
    application = get_object_or_404(_own(request).prefetch_related(*missing.PARTS), call__slug=slug)
    return render(request, "fellowships/application/mine.html", applying.page_of(application))


@require_POST
def submit(request, slug):
    application = get_object_or_404(_own(request), call__slug=slug)
    try:
        actions.submit(application=application, has_confirmed="has_confirmed" in request.POST)
    except ValidationError as error:
        _warn(request, error, application)
    else:
        messages.success(request, _("Handed in. We have your application, and a mail says so."))
    return redirect("fellowships:application", slug)


@require_POST
def withdraw(request, slug):
    application = get_object_or_404(_own(request), call__slug=slug)
    try:
        actions.withdraw(application=application, by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("Your application is withdrawn."))
    return redirect("fellowships:application", slug)


@require_POST
def discard(request, slug):
    application = get_object_or_404(_own(request), call__slug=slug)
    try:
        actions.discard_draft(application=application, by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect("fellowships:application", slug)
    messages.success(request, _("Your draft is deleted."))
    return redirect("fellowships:call", slug)


def _own(request):
    return Application.objects.own(request.user).select_related("call", "person__profile")


def _before(request, call):
    """Where one stands, before one writes a word."""
    context = {"call": call, "findings": actions.findings(call=call, person=request.user)}
    return render(request, "fellowships/application/before.html", context)


def _begin(request, call):
    try:
        actions.begin_application(call=call, person=request.user)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return (
            redirect("account_email")
            if error.code == "unverified"
            else redirect("fellowships:call", call.slug)
        )
    return redirect("fellowships:apply", call.slug)


def _save(request, application):
    """Store what is sound; then on to the next page, or the form again where something is not sound or was asked for."""
    deed = request.POST.get("do", "")
    sheet = Sheet(application, request.POST, more=deed.removeprefix("more-"))
    try:
        saved = actions.save_application(application=application, **sheet.sound())
    except actions.ChangedMeanwhile as error:
        sheet.take_revision(error.application.revision)
        return _show_form(request, application, sheet, newer=error.application)
    except ValidationError as error:
        return _show_form(request, application, sheet, refused=error.messages)
    sheet.take_revision(saved.revision)
    if deed.startswith("more-") or not sheet.is_valid():
        return _show_form(request, saved, sheet)
    return _onwards(request, saved, deed)


def _onwards(request, saved, deed):
    slug = saved.call.slug
    if not saved.may_be_written():
        messages.warning(request, applying.closed_words(saved))
        return redirect("fellowships:application", slug)
    if saved.state == ApplicationState.SUBMITTED:
        messages.success(request, _("Saved. Your application is handed in with these changes."))
        return redirect("fellowships:application", slug)
    messages.success(request, _("Saved."))
    return redirect("fellowships:choices" if deed == "next" else "fellowships:apply", slug)


def _show_form(request, application, sheet, newer=None, refused=()):
    context = {
        "application": application,
        "call": application.call,
        "sheet": sheet,
        "form": sheet.form,
        "newer": newer,
        "differing": sheet.differing(newer) if newer else [],
        "refused": refused,
        "findings": applying.findings_of(application),
        "words": applying.words_for_script(),
    }
    return render(
        request, "fellowships/application/form.html", context | applying.steps(application, "apply")
    )


def _rank(request, application):
    shown = [int(number) for number in request.POST.getlist("shown") if number.isdigit()]
    deed, _colon, number = request.POST.get("move", "").partition(":")
    if number.isdigit() and deed in ("up", "down", "add", "drop"):
        wanted = choosing.moved(shown, deed, int(number))
    else:
        typed = {key: request.POST.get(f"place-{key}", "") for key in shown}
        wanted = choosing.placed(shown, {key: int(text) for key, text in typed.items() if text.isdigit()})
    try:
        actions.rank_centres(application=application, shown=shown, wanted=wanted)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect("fellowships:choices", application.call.slug)
    response = redirect("fellowships:choices", application.call.slug)
    response["Location"] += applying.place_on_page(deed, number, wanted)
    return response


def _warn(request, error, application):
    for text in error.messages:
        messages.warning(request, text)
    if error.code == "closed" and application.state == ApplicationState.DRAFT:
        messages.warning(request, applying.kept_words(application))
