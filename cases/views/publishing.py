"""Publishing, correcting and retracting; and what readers cite."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cases import citation, feeds, publication, unfolding
from cases.actions import publishing
from cases.forms.publishing import PublishForm, RetractForm
from cases.models import Case, CaseState, Version
from cases.views.gone import as_kept, not_readable

FORMATS = {
    "ris": (citation.ris, "application/x-research-info-systems"),
    "bib": (citation.bibtex, "application/x-bibtex"),
}


@require_POST
def publish(request, code):
    case = get_object_or_404(Case.objects.edited_by(request.user), code=code)
    form = PublishForm(request.POST)
    if not form.is_valid():
        messages.warning(request, " ".join(error for errors in form.errors.values() for error in errors))
        return redirect("cases:dossier", code)
    revision = get_object_or_404(case.revisions, number=form.cleaned_data["revision"])
    try:
        version = publishing.publish(revision=revision, by=request.user, notice=form.cleaned_data["notice"])
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _said(version))
    return redirect("cases:dossier", code)


def _said(version):
    if version.case.state == CaseState.PUBLISHED:
        return _("Published as version %(number)s. The authors are told.") % {"number": version.number}
    return _(
        "Version %(number)s is ready. The case is hidden: settle the privacy report, and it is shown again."
    ) % {"number": version.number}


@never_cache
def retract(request, code):
    case = get_object_or_404(Case.objects.edited_by(request.user), code=code)
    version = case.versions.order_by("number").last()
    if case.state not in (CaseState.PUBLISHED, CaseState.HIDDEN) or version is None:
        messages.warning(request, _("Only a published case is retracted: look where this one is now."))
        return redirect("cases:dossier", code)
    form = RetractForm(request.POST or None)
    if form.is_valid():
        try:
            publishing.retract(case=case, by=request.user, because=form.cleaned_data["because"])
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
        else:
            messages.success(request, _("Retracted. The authors are told."))
        return redirect("cases:dossier", code)
    context = {"case": case, "version": version, "form": form}
    return render(request, "cases/publishing/retract.html", context)


@require_POST
def correct(request, code):
    case = get_object_or_404(Case.objects.own(request.user), code=code)
    try:
        publishing.correct(case=case, by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(
            request, _("Here is a draft of the next version. Readers go on reading the present one.")
        )
    return redirect("cases:write", code)


@login_not_required
@require_safe
def version(request, code, number):
    """An earlier version as a whole, with the way to the newest; the newest is read where the case is."""
    rows = Version.objects.readable_by(request.user).filter(case__code=code)
    found = rows.select_related("case", "revision").filter(number=number).first()
    if found is None:
        return not_readable(request, code)
    colophon = publication.colophon(found, request.user)
    if colophon.is_newest:
        return as_kept(redirect("cases:case", code), is_public=colophon.is_public)
    told = unfolding.tell(found)
    context = {
        "colophon": colophon,
        "version": found,
        "standing": {"told": told, "unfolds": False},
        "shown": [{"step": step} for step in told.steps],
    }
    response = render(request, "cases/publishing/version.html", context)
    return as_kept(response, is_public=colophon.is_public, reader=request.user)


@login_not_required
@require_safe
def cite(request, code, ext):
    rows = Version.objects.readable_by(request.user).filter(case__code=code)
    found = rows.select_related("case", "revision").order_by("number").last()
    if found is None or ext not in FORMATS:
        raise Http404
    write, mime = FORMATS[ext]
    response = HttpResponse(write(citation.of(found)), content_type=f"{mime}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="case-{found}.{ext}"'
    return as_kept(response, is_public=found.revision.is_public)


@login_not_required
@require_safe
def feed(request):
    response = HttpResponse(feeds.newest_public(), content_type="application/atom+xml; charset=utf-8")
    return as_kept(response, is_public=True)
