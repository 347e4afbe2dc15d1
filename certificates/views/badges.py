"""Badges, for their holder and for staff; and what others need to check one, for everybody."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from certificates import keys
from certificates.badges import credential, identity, pictures, signing, status
from certificates.limits import takes_too_many_badges
from certificates.models import Certificate, Kind, Purpose

JWT = "application/vc+jwt"
JSON = ["application/vc", "application/vc+ld+json", "application/ld+json", "application/json"]
# Key, and the type that Open Badges 3.0 asks for where there is a choice.
FORMS = {
    "json": (Purpose.BADGE_PROOF, "application/vc+ld+json"),
    "jwt": (Purpose.BADGE_JWT, "text/plain"),
    "svg": (Purpose.BADGE_PROOF, "image/svg+xml"),
    "png": (Purpose.BADGE_PROOF, "image/png"),
}


def for_other_sites(view):
    """Wallets and checkers that run in a browser may ask, too."""

    @wraps(view)
    def open_to_all(request, **kwargs):
        response = view(request, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return open_to_all


@require_safe
@never_cache
def badge(request, number, form):
    if form not in FORMS:
        raise Http404
    mine = Certificate.objects.visible_to(request.user).select_related("replacement", "holder")
    certificate = get_object_or_404(mine.prefetch_related("credits"), number=number)
    if not certificate.is_valid:
        return render(request, "certificates/no_badge.html", {"certificate": certificate}, status=410)
    if takes_too_many_badges(request.user):
        return render(request, "429.html", status=429)
    try:
        content = _made(certificate, form)
    except keys.KeyLost:
        return render(request, "certificates/no_badge.html", {"certificate": certificate}, status=503)
    headers = {"Content-Disposition": f'attachment; filename="{certificate.number}.{form}"'}
    return HttpResponse(content, content_type=FORMS[form][1], headers=headers)


def _made(certificate, form):
    key = keys.active(FORMS[form][0])
    badge = credential.of(certificate)
    if form == "jwt":
        return signing.as_jwt(badge, key)
    text = signing.as_json(badge, key)
    if form == "json":
        return text
    return pictures.svg(certificate.kind, text) if form == "svg" else pictures.png(certificate.kind, text)


@login_not_required
@require_safe
@cache_control(public=True, max_age=86400)
@for_other_sites
def picture(request, kind):
    if kind not in Kind:
        raise Http404
    return HttpResponse(pictures.png(kind), content_type="image/png")


@login_not_required
@require_safe
@vary_on_headers("Accept")
@for_other_sites
def status_list(request, number):
    if not status.exists(number):
        raise Http404
    wanted = request.get_preferred_type([JWT, *JSON]) or JWT
    try:
        content = status.signed(number, Purpose.BADGE_JWT if wanted == JWT else Purpose.BADGE_PROOF)
    except keys.KeyLost:
        return HttpResponse("The list cannot be signed at the moment.", content_type="text/plain", status=503)
    fresh = f"public, max-age={int(status.FRESH.total_seconds())}"
    return HttpResponse(content, content_type=wanted, headers={"Cache-Control": fresh})


@login_not_required
@require_safe
@cache_control(public=True, max_age=300)
@for_other_sites
def did(request):
    return JsonResponse(identity.document(), content_type="application/did+json")


@login_not_required
@require_safe
@cache_control(public=True, max_age=300)
@for_other_sites
def key_set(request):
    return JsonResponse(identity.key_set(), content_type="application/jwk-set+json")
