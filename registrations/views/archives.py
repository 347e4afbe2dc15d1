"""Certificates of an event as one zip: for the hub whose people hold them, and for staff."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_countries import countries

from accounts import audit
from hubs.models import Hub
from registrations import actions, archiving
from registrations.models import CertificateArchive, Event


@dataclass(frozen=True)
class Choice:
    """One country's people with a certificate of this event; everybody where `country` is empty."""

    country: str
    count: int

    @property
    def name(self):
        return countries.name(self.country) if self.country else _("All countries")


@never_cache
def certificates_zip(request, slug):
    event = get_object_or_404(Event.objects.visible_to(request.user), slug=slug)
    choices = _choices(request.user, event)
    if request.method == "POST":
        _ask(request, event, request.POST.get("country", ""), choices)
        return redirect("registrations:certificates_zip", event.slug)
    archives = list(
        CertificateArchive.objects.visible_to(request.user).filter(event=event).select_related("asked_by")
    )
    for archive in archives:
        archive.progress = archiving.progress(archive) if archive.ready_at is None else 100
    return render(
        request,
        "registrations/certificates_zip.html",
        {"event": event, "choices": choices, "archives": archives},
    )


def _choices(user, event):
    """What this person may ask for, the countries of a coordinator even where nobody there has a certificate."""
    held = archiving.holders(event.registrations).values_list("home").annotate(count=Count("pk"))
    counts = {str(home): count for home, count in held.order_by("home")}
    if user.is_staff:
        everybody = [Choice("", sum(counts.values()))] if counts else []
        return [*everybody, *sorted((Choice(*row) for row in counts.items()), key=lambda choice: choice.name)]
    own = [str(country) for country in Hub.objects.run_by(user).values_list("country", flat=True)]
    if not own:
        raise Http404
    return [Choice(country, counts.get(country, 0)) for country in own]


def _ask(request, event, country, choices):
    if country not in {choice.country for choice in choices}:
        raise Http404
    try:
        _archive, is_new = actions.ask_for_certificates(event=event, country=country, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        asked = _("The zip is being made. Come back to this page in a minute.")
        messages.info(
            request, asked if is_new else _("Somebody has asked for this zip already: it is being made.")
        )


@never_cache
@require_safe
def certificates_zip_file(request, pk):
    archives = CertificateArchive.objects.visible_to(request.user).ready().select_related("event")
    archive = get_object_or_404(archives, pk=pk)
    audit.record(
        "certificate_zip.fetched",
        archive,
        by=request.user,
        event=archive.event.slug,
        country=str(archive.country),
    )
    whose = f"-{str(archive.country).lower()}" if archive.country else ""
    name = f"certificates-{archive.event.slug}{whose}-{timezone.localdate(archive.ready_at):%Y-%m-%d}.zip"
    return FileResponse(archive.file.open("rb"), as_attachment=True, filename=name)
