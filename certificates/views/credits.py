"""A person's own credits."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certificates.credit import ledger, transcripts

TRANSCRIPTS = {
    "pdf": (transcripts.as_pdf, "application/pdf"),
    "csv": (transcripts.as_csv, "text/csv; charset=utf-8"),
    "json": (transcripts.as_json, "application/json"),
}


@require_safe
@never_cache
def credits(request):
    return render(request, "certificates/credits.html", {"ledger": ledger.of(request.user)})


@require_safe
@never_cache
def transcript(request, form):
    if form not in TRANSCRIPTS:
        raise Http404
    make, content_type = TRANSCRIPTS[form]
    response = HttpResponse(make(request.user), content_type=content_type)
    name = f"credits-{timezone.localdate():%Y-%m-%d}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
