"""One case on the desk of an editor, and the decision about it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cases import content, dossier, editing, grounds, next_for_editors
from cases.actions import deciding
from cases.forms.deciding import DecisionForm
from cases.models import Judgement, Repository

SAID = {
    Judgement.ACCEPTED: gettext_lazy("Accepted, and the author is told. Publish it when you are ready."),
    Judgement.CHANGES: gettext_lazy("The author is told, and has a new draft."),
    Judgement.REJECTED: gettext_lazy("Not accepted. The author is told, with your reasons."),
}
# Somebody else was faster: what was typed helps nobody any more.
OVERTAKEN = ("decided", "transition", "barred")


@require_safe
@never_cache
def dossier_page(request, code):
    return _page(request, _case(request, code))


@require_POST
@never_cache
def decide(request, code):
    """`revision` is the number that was looked at: nobody decides about another one by a late click."""
    case = _case(request, code)
    newest = case.revisions.order_by("number").last()
    if request.POST.get("revision") != str(newest.number):
        messages.warning(request, _("The case has gone on meanwhile. Look where it is now."))
        return redirect("cases:dossier", code)
    newest.case = case
    asks = grounds.look(newest, request.user).ground_of(Judgement.CHANGES).asks
    form = DecisionForm(request.POST, asks=asks)
    if not form.is_valid():
        return _page(request, case, form, status=400)
    try:
        decision = deciding.decide(revision=newest, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        if getattr(error, "code", None) not in OVERTAKEN:
            form.add_error(None, error)
            return _page(request, case, form, status=400)
        messages.warning(request, error.messages[0])
    else:
        messages.success(request, SAID[decision.judgement])
    return redirect("cases:dossier", code)


def _case(request, code):
    case = get_object_or_404(editing.with_details(editing.all_of(request.user)), code=code)
    case.at = editing.Stage(case.stage).label
    return case


def _page(request, case, form=None, status=200):
    revisions = dossier.revisions_of(case)
    newest = revisions[0]
    readable = next((revision for revision in revisions if revision.is_readable), None)
    texts = content.texts_of(readable) if readable else []
    context = {
        "case": case,
        "step": next_for_editors.of(case, Repository.current().reviewers_each),
        "newest": newest,
        "readable": readable,
        "earlier": _earlier(revisions, readable),
        "texts": texts,
        "best": dossier.best_answers(readable) if readable else set(),
        "reviews": dossier.reviews_of(readable, texts) if readable else [],
        "authors": case.authors.all(),
        "consent": getattr(case, "consent", None),
        "revisions": revisions,
        "events": dossier.history_of(case, revisions),
        "version": case.versions.last(),
        **_decision(newest, grounds.look(newest, request.user), form),
    }
    return render(request, "cases/editing/dossier.html", context, status=status)


def _decision(newest, standing, form):
    """The form, where there is something to decide; and what keeps this person from it, in words."""
    if newest.state not in grounds.TO_DECIDE:
        return {"form": None}
    other = standing.ground_of(Judgement.CHANGES)
    return {
        "form": None if other.refusal else form or DecisionForm(asks=other.asks),
        "refusal": other.refusal,
        "not_accepted_yet": standing.ground_of(Judgement.ACCEPTED).refusal,
        "standing": standing,
        "enough": standing.enough,
    }


def _earlier(revisions, readable):
    """The one before it that may be read as well, for the differences."""
    older = [one for one in revisions if readable and one.is_readable and one.number < readable.number]
    return older[0] if older else None
