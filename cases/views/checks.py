"""The desk of the privacy check. Whatever it shows of a case comes from `cases.blind`."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cases import blind, checkers, checksheet
from cases.actions import checking
from cases.forms.checks import CheckForm, RecallForm


@require_safe
@never_cache
def checks(request):
    """What waits, the oldest first; and what can still be called back."""
    if not checkers.has_desk(request.user):
        raise Http404
    waiting = checkers.queue_of(request.user).select_related("case").annotate(images=Count("plates"))
    passed = checkers.vetoable_by(request.user).select_related("case", "privacy_check")
    context = {
        "waiting": checkers.with_due_days(waiting, timezone.now()),
        "passed": passed,
        "as_editor": checkers.is_here_as_editor(request.user),
    }
    return render(request, "cases/checks/checks.html", context)


@never_cache
def check(request, pk):
    """The check itself; of what has passed, a page on which it can be called back."""
    revision = get_object_or_404(checkers.handed_in_to(request.user).select_related("case__author"), pk=pk)
    if request.method == "POST":
        return _judge(request, revision)
    if checkers.may_check(request.user, revision):
        return _form(request, revision)
    if checkers.vetoable_by(request.user).filter(pk=pk).exists():
        return _passed(request, revision, RecallForm())
    messages.info(request, checking.settled(revision))
    return redirect("cases:checks")


@require_POST
@never_cache
def recall(request, pk):
    revision = get_object_or_404(checkers.handed_in_to(request.user).select_related("case__author"), pk=pk)
    if not checkers.vetoable_by(request.user).filter(pk=pk).exists():
        messages.warning(request, checking.settled(revision))
        return redirect("cases:checks")
    form = RecallForm(request.POST)
    if not form.is_valid():
        return _passed(request, revision, form, status=400)
    try:
        checking.recall(revision=revision, by=request.user, because=form.cleaned_data["because"])
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    else:
        messages.success(request, _("Called back: no reviewer can open it any more, and its author is told."))
    return redirect("cases:checks")


def _judge(request, revision):
    """Pass or return. What was ticked and written comes back whatever happens."""
    form = _bound(revision, request.POST)
    try:
        said = _pass(request, revision, form) if "pass" in request.POST else _return(request, revision, form)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        if error.code == "transition":
            return redirect("cases:checks")
        return _form(request, revision, form, status=400)
    messages.success(request, said)
    return redirect("cases:checks")


def _bound(revision, data=None):
    places = [place.where for place in checksheet.places(revision, {})]
    pictures = [picture.plate for picture in checksheet.pictures(revision, {})]
    form = CheckForm(data, places=places, pictures=pictures)
    form.is_valid()
    return form


def _pass(request, revision, form):
    if not form.is_valid():
        raise ValidationError(_("Something below is too long."))
    if form.lacks:
        raise ValidationError(
            ngettext(
                "One line of the list is not ticked. If it cannot be, return the case.",
                "%(number)s lines of the list are not ticked. If they cannot be, return the case.",
                form.lacks,
            ),
            params={"number": form.lacks},
        )
    if any(form.notes.values()) or form.cleaned_data["for_author"]:
        raise ValidationError(_("You have asked for a change: return the case, or empty your notes first."))
    checking.pass_revision(revision=revision, by=request.user, ticks=form.ticks)
    return _("Passed. The editors are told, and so is the author.")


def _return(request, revision, form):
    if not form.is_valid():
        raise ValidationError(_("Something below is too long."))
    words = {"notes": form.notes, "for_author": form.cleaned_data["for_author"]}
    checking.return_revision(revision=revision, by=request.user, **words)
    return _("Returned, with your notes. The author goes on in a copy, which comes back to this desk.")


def _form(request, revision, form=None, status=200):
    hints = checksheet.hints(revision)
    form = form or _bound(revision)
    context = _facts(request, revision) | {
        "form": form,
        "places": [(place, form[f"note-{place.where}"]) for place in checksheet.places(revision, hints)],
        "pictures": [
            (one, form[f"text-{one.plate}"], form[f"face-{one.plate}"])
            for one in checksheet.pictures(revision, hints)
        ],
        "hints": sum(len(found) for found in hints.values()),
    }
    return render(request, "cases/checks/check.html", context, status=status)


def _passed(request, revision, form, status=200):
    context = _facts(request, revision) | {
        "form": form,
        "texts": blind.texts(revision),
        "sheet": blind.sheet(revision),
    }
    return render(request, "cases/checks/passed.html", context, status=status)


def _facts(request, revision):
    consent = getattr(revision.case, "consent", None)
    return {
        "revision": revision,
        "code": revision.case.code,
        "due_at": checkers.due_at(revision),
        "is_late": checkers.due_at(revision) < timezone.now(),
        "place": blind.place(revision),
        "consent": consent,
        "rule": blind.cover_of(revision)(consent.rule) if consent else "",
        "as_editor": checkers.is_here_as_editor(request.user),
    }
