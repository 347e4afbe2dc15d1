"""The PDF, for its holder and for staff."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certificates import keys
from certificates.document import printing
from certificates.models import Certificate, Language


@require_safe
@never_cache
def pdf(request, number):
    """In English, or in the language asked for: those are made when somebody does so for the first time."""
    certificates = Certificate.objects.visible_to(request.user).select_related("replacement")
    certificate = get_object_or_404(certificates, number=number)
    language = request.GET.get("language", Language.ENGLISH)
    if language not in Language.values:
        raise Http404
    rendition = _rendition(certificate, language)
    # Staff see what was once given out; in other hands it would look as if it were good.
    if not certificate.is_valid and not (rendition and request.user.is_staff):
        return render(request, "certificates/no_longer_valid.html", {"certificate": certificate}, status=410)
    if rendition is None:
        return render(request, "certificates/being_made.html", {"certificate": certificate})
    name = f"{certificate.number}-{language}.pdf"
    try:
        file = printing.open_file(rendition)
    except printing.FileLost:
        return render(request, "certificates/file_lost.html", {"certificate": certificate}, status=503)
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/pdf")


def _rendition(certificate, language):
    """None before the English one is made, and as long as there is nothing to sign with."""
    made = {rendition.language: rendition for rendition in certificate.renditions.all()}
    if language in made or Language.ENGLISH not in made or not certificate.is_valid:
        return made.get(language)
    try:
        return printing.make(certificate.pk, language)
    except keys.KeyLost:
        return None
