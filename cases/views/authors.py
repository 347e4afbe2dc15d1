"""Who is named under a case, and what is declared about the patient's consent."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases import states, whereabouts
from cases.actions import declaring, naming
from cases.forms.writing import CoAuthorForm, ConsentForm, OwnNameForm
from cases.models import Author, Case, Consent, RevisionState


@require_http_methods(["GET", "HEAD", "POST"])
def authors(request, code):
    case = get_object_or_404(Case.objects.own(request.user), code=code)
    revision = states.newest(case)
    if revision.state != RevisionState.DRAFT:
        return redirect("cases:write", code)
    deed = request.POST.get("do", "")
    own = case.authors.get(person=case.author_id)
    asking = CoAuthorForm(request.POST if deed == "ask" else None, instance=Author(case=case), prefix="other")
    naming_own = OwnNameForm(request.POST if deed == "own" else None, instance=own, prefix="own")
    if request.method == "POST" and _did(request, revision, deed, asking, naming_own):
        return redirect("cases:authors", code)
    context = {"authors": case.authors.all(), "asking": asking, "naming_own": naming_own}
    return render(request, "cases/writing/authors.html", context | _frame(case, revision, "authors"))


@require_http_methods(["GET", "HEAD", "POST"])
def consent(request, code):
    case = get_object_or_404(Case.objects.own(request.user), code=code)
    revision = states.newest(case)
    if revision.state != RevisionState.DRAFT:
        return redirect("cases:write", code)
    declared = Consent.objects.filter(case=case).first()
    form = ConsentForm(request.POST or None, instance=Consent.objects.filter(case=case).first())
    if request.method == "POST" and form.is_valid() and _declared(request, revision, form):
        return redirect("cases:write", code)
    context = {"form": form, "declared": declared}
    return render(request, "cases/writing/consent.html", context | _frame(case, revision, "consent"))


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, pk):
    """Somebody is asked to be named: the page is there for the one whose confirmed address was named."""
    author = get_object_or_404(naming.answerable_by(request.user).select_related("case__author"), pk=pk)
    if request.method == "POST":
        try:
            naming.answer(author=author, by=request.user, agrees=request.POST.get("do") == "agree")
        except ValidationError as error:
            messages.warning(request, error.messages[0])
        else:
            messages.success(request, _("Thank you: your answer is noted."))
        return redirect("cases:invitation", pk)
    context = {"author": author, "case": author.case, "revision": states.newest(author.case)}
    return render(request, "cases/writing/invitation.html", context)


def _did(request, revision, deed, asking, naming_own):
    try:
        if deed == "ask" and asking.is_valid():
            naming.ask(revision=revision, by=request.user, **asking.cleaned_data)
            messages.success(request, _("Asked by mail. The name appears once there is a yes."))
        elif deed == "own" and naming_own.is_valid():
            naming.write_own(revision=revision, by=request.user, **naming_own.cleaned_data)
            messages.success(request, _("Saved."))
        elif deed.startswith("off-") and deed[4:].isdigit():
            author = get_object_or_404(revision.case.authors, pk=int(deed[4:]))
            naming.take_off(revision=revision, author=author, by=request.user)
        else:
            return False
    except ValidationError as error:
        if deed != "ask":
            messages.warning(request, " ".join(error.messages))
            return True
        asking.add_error(None, error)
        return False
    return True


def _declared(request, revision, form):
    try:
        declaring.declare(revision=revision, by=request.user, **form.values())
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(request, _("Declared. You can change it until the case is handed in."))
    return True


def _frame(case, revision, current):
    return {"case": case, "revision": revision, "steps": whereabouts.steps(revision, current)}
