"""The PDF, for its holder and for staff."""

from django.http import FileResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certificates.models import Certificate


@require_safe
@never_cache
def pdf(request, number):
    certificate = get_object_or_404(Certificate.objects.visible_to(request.user), number=number)
    rendition = certificate.renditions.filter(language="en").first()
    if rendition is None:
        return render(request, "certificates/being_made.html", {"certificate": certificate})
    return FileResponse(rendition.file.open("rb"), as_attachment=True, filename=f"{certificate.number}.pdf")
