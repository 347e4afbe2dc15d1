"""An author's own cases: where they are, and the steps on which one is written and handed in."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import content, missing, states, whereabouts
from cases.actions import naming, writing
from cases.forms.questions import QuestionsForm
from cases.forms.writing import AboutForm, TextForm
from cases.models import OPEN, Case, Repository, Revision, RevisionState
from hubs.paging import page_of

FORMS = {"about": AboutForm, "text": TextForm, "questions": QuestionsForm}


@require_safe
def mine(request):
    cases = Case.objects.written_by(request.user).prefetch_related("revisions").order_by("-started_at", "-pk")
    page = page_of(request, "page", cases, 20)
    context = {
        "page": page,
        "rows": [_row(case) for case in page],
        "asked": naming.asked_of(request.user).select_related("case__author"),
        "is_open": Repository.current().is_open,
    }
    return render(request, "cases/writing/mine.html", context)


@require_POST
def start(request):
    try:
        revision = writing.start(author=request.user)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return redirect("account_email" if error.code == "unverified" else "cases:mine")
    return redirect("cases:about", revision.case.code)


@require_safe
def write(request, code):
    case = get_object_or_404(Case.objects.written_by(request.user), code=code)
    revision = states.newest(case)
    is_draft = revision.state == RevisionState.DRAFT
    may_write = is_draft and case.author_id == request.user.pk
    context = {
        "case": case,
        "revision": revision,
        "where": whereabouts.of(case, revision),
        "may_write": may_write,
        "may_drop": case.author_id == request.user.pk and revision.state in OPEN,
        "lacks": [(lack.words, lack.url(code)) for lack in missing.of(revision)] if may_write else [],
        "said_of_all": whereabouts.said_of_all(revision),
        "remarks": whereabouts.remarks_in_words(revision),
        "texts": content.texts_of(revision),
        "steps": whereabouts.steps(revision, "write") if may_write else [],
        "authors": case.authors.all(),
    }
    return render(request, "cases/writing/write.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def step(request, code, name):
    """One step of the way. Without JavaScript its buttons save; with it, it saves itself (`save`)."""
    revision = _own_newest(request, code)
    if revision.state != RevisionState.DRAFT:
        return redirect("cases:write", code)
    if request.method == "POST":
        return _save(request, revision, name)
    return _show(request, revision, name, FORMS[name](revision))


@require_POST
def save(request, code):
    """What is sound is stored; the answer says what is not, and how many savings the page knows of from now on."""
    revision = _own_newest(request, code)
    form = FORMS.get(request.POST.get("step"), AboutForm)(revision, request.POST)
    try:
        saved = writing.save(revision=revision, by=request.user, **form.sound())
    except ValidationError as error:
        return JsonResponse({"words": error.messages[0]}, status=409)
    return JsonResponse({"revision": saved.saved, "errors": form.errors_by_id(), "closed": ""})


@require_POST
def hand_in(request, code):
    revision = _own_newest(request, code)
    try:
        writing.hand_in(revision=revision, by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("Handed in. The privacy check comes first; a mail says that we have it."))
    return redirect("cases:write", code)


@require_POST
def drop(request, code):
    case = get_object_or_404(Case.objects.own(request.user), code=code)
    try:
        writing.drop(case=case, by=request.user)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return redirect("cases:write", code)
    if case.submitted_at is None:
        messages.success(request, _("Your draft is deleted."))
        return redirect("cases:mine")
    messages.success(request, _("Taken back."))
    return redirect("cases:write", code)


def _own_newest(request, code):
    case = get_object_or_404(Case.objects.own(request.user), code=code)
    return Revision.objects.filter(case=case).select_related("case").order_by("number").last()


def _row(case):
    """(case, its newest revision, the state in a word, how it is marked)"""
    newest = max(case.revisions.all(), key=lambda revision: revision.number)
    return case, newest, *whereabouts.brief(case, newest)


def _save(request, revision, name):
    deed = request.POST.get("do", "")
    form = FORMS[name](revision, request.POST, more=deed.removeprefix("more-") if "more-" in deed else "")
    try:
        saved = writing.save(revision=revision, by=request.user, **form.sound())
    except writing.ChangedMeanwhile as error:
        form.take_saved(error.revision.saved)
        return _show(request, revision, name, form, newer=error.revision)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return redirect("cases:write", revision.case.code)
    form.take_saved(saved.saved)
    if deed.startswith("more-") or not form.is_valid():
        return _show(request, saved, name, form)
    messages.success(request, _("Saved."))
    return redirect(f"cases:{_after(name) if deed == 'next' else name}", revision.case.code)


def _after(name):
    """The step that follows."""
    order = ["about", "text", "questions", "pictures"]
    return order[order.index(name) + 1]


def _show(request, revision, name, form, newer=None):
    context = {
        "case": revision.case,
        "revision": revision,
        "saved": (newer or revision).saved,
        "form": form,
        "name": name,
        "has_errors": form.data is not None and newer is None and bool(form.errors_by_id()),
        "newer": newer,
        "differing": form.differing(newer) if newer else [],
        "remarks": whereabouts.remarks(revision),
        "steps": whereabouts.steps(revision, name),
        "words": words_for_script(),
    }
    return render(request, f"cases/writing/{name}.html", context)


def words_for_script():
    """What static/js/autosave.js says."""
    return {
        "saved": _("Saved at TIME"),
        "saving": _("Saving …"),
        "unsaved": _("Not saved yet"),
        "offline": _(
            "You are offline. What you type stays in this window and is saved when the network is back."
        ),
        "login": _("You have been logged out. Log in in another window; what you typed stays here."),
        "failed": _("It could not be saved just now. We try again."),
        "count": pgettext("words of a text", "COUNT of MOST words"),
    }
