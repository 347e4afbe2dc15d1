"""The papers of an application: handed in and taken back by the person, read by those who may."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import audit
from accounts.limits import asks_too_often
from fellowships import actions, applying, cleaning
from fellowships.documents import context_for
from fellowships.forms.documents import DocumentForm
from fellowships.models import Application, Document, DocumentKind

UPLOADS_AN_HOUR = 40


@require_safe
def documents(request, slug):
    """A page of its own: a form for each file, none inside another, and nothing lost of what is being written."""
    application = _own(request.user, slug)
    context = context_for(application, by=request.user) | applying.steps(application, "documents")
    return render(request, "fellowships/documents/documents.html", context)


def _own(user, slug):
    return get_object_or_404(Application.objects.own(user).select_related("call"), call__slug=slug)


@require_POST
def upload(request, slug, kind):
    if kind not in DocumentKind:
        raise Http404
    application = _own(request.user, slug)
    form = DocumentForm(request.POST, request.FILES)
    try:
        # Cleaning a file costs more than any other thing that a person can ask for.
        if asks_too_often(f"upload/{request.user.pk}", most=UPLOADS_AN_HOUR, seconds=3600):
            raise ValidationError(_("That was many files in one hour. Wait a little, and try again."))
        if not form.is_valid():
            raise ValidationError(form.errors["file"])
        document = actions.upload(
            application=application, kind=kind, file=form.cleaned_data["file"], by=request.user
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _received(document))
    return redirect("fellowships:documents", slug)


def _received(document):
    removed = cleaning.words_for(document.removed)
    if not removed:
        return _("Your PDF is here.")
    return _("Your PDF is here. For safety we took out: %(what)s.") % {"what": "; ".join(map(str, removed))}


@require_POST
def delete_document(request, pk):
    mine = Document.objects.filter(application__in=Application.objects.own(request.user).values("pk"))
    document = get_object_or_404(mine.select_related("application__call"), pk=pk)
    try:
        actions.delete_document(document=document, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The document is deleted."))
    return redirect("fellowships:documents", document.application.call.slug)


@require_safe
def document(request, pk):
    """Never shown by the browser as part of the portal, never kept on the way; each reading is on record."""
    readable = Document.objects.visible_to(request.user).readable().select_related("application__person")
    document = get_object_or_404(readable, pk=pk)
    try:
        file = document.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    application = document.application
    audit.record(
        "document.read", document, by=request.user, person=application.person, application=application.code
    )
    response = FileResponse(
        file,
        as_attachment=True,
        filename=f"{application.code}-{document.kind}.pdf",
        content_type="application/pdf",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
