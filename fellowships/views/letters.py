"""The papers of a stay: letters and the contact sheet. Who asked for a letter is on record."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import audit
from fellowships import stays
from fellowships.letters import pages, rendering
from fellowships.models import Placement


@require_safe
@never_cache
def letter(request, token, kind):
    if kind not in pages.LetterKind.values:
        raise Http404
    placement = _placement(request, token)
    if placement.state not in stays.DATED:
        return _too_early(request, placement)
    now = timezone.now()
    pdf = rendering.pdf("letter", pages.letter(placement, kind, now), now)
    audit.record("placement.letter", placement, by=request.user, person=placement.person, kind=kind)
    return _answer(pdf, f"{kind}-letter.pdf")


@require_safe
@never_cache
def contact_sheet(request, token):
    placement = _placement(request, token)
    if placement.state not in stays.DATED:
        return _too_early(request, placement)
    pdf = rendering.pdf("contacts", pages.contacts(placement), timezone.now())
    return _answer(pdf, "contact-sheet.pdf")


def _placement(request, token):
    stays_with_facts = Placement.objects.with_host().select_related(
        "offer__application", "bursary", "person__profile"
    )
    return get_object_or_404(stays_with_facts.visible_to(request.user), token=token)


def _too_early(request, placement):
    messages.warning(request, _("There are papers as soon as your host has named the days."))
    return redirect(placement)


def _answer(pdf, name):
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
