"""The public check of a certificate, by its file. Browsers send its fingerprint; without a script the file itself."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from certificates.checks import checking, uploads
from certificates.forms.verifying import TOO_LARGE, FileForm, FingerprintForm
from certificates.limits import asks_too_often
from certificates.views.verifying import page, unlisted


@login_not_required
@csrf_exempt  # Looked for below: that reads the form, and how files are taken in is decided before.
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@unlisted
def verify_file(request):
    if request.method != "POST":
        return redirect("certificates:verify")
    in_place = request.content_type != "multipart/form-data"
    if asks_too_often(request):
        name = "certificates/_too_many.html" if in_place else "certificates/too_many.html"
        return render(request, name, status=429)
    if uploads.is_too_large(request):
        return page(request, file_error=TOO_LARGE, status=413)
    request.upload_handlers = [uploads.InMemory(request)]
    return _of_fingerprint(request) if in_place else _of_upload(request)


@csrf_protect
def _of_fingerprint(request):
    form = FingerprintForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    answer = checking.of_file(**form.cleaned_data)
    return render(request, "certificates/_answer.html", {"answer": answer})


@csrf_protect
def _of_upload(request):
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, file_form=form, file_error=form.errors["file"][0])
    return page(request, answer=checking.of_file(**form.cleaned_data))
