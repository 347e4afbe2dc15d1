"""The certificates of an event: the dry run, the release, and how far the issuing is."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from certificates import progress
from certificates.document import rendering
from certificates.models import Language
from hubs.paging import page_of
from registrations import actions, certification, issuance
from registrations.forms.certificates import ReleaseForm
from registrations.issuance import LACKING, Standing
from registrations.models import Event, Registration

PEOPLE_PER_PAGE = 50


@never_cache
def certificates(request, slug):
    event = _managed(request.user, slug)
    if request.method == "POST":
        return _release(request, event)
    return _show(request, event)


def _show(request, event, form=None):
    people = issuance.with_standing(event)
    counted = issuance.counts(people)
    context = {"event": event, "faculty": issuance.faculty(event)} | _who(request, people, counted)
    if event.certificates_released_at:
        context |= _progress(event, held_back=counted.get(Standing.EVALUATION, 0))
    else:
        context |= {
            "obstacles": issuance.obstacles(event, counted),
            "form": form or ReleaseForm(),
            "getting": counted.get(Standing.READY, 0),
            "teaching": sum(line.has_account for line in context["faculty"]),
            "lacking": sum(counted.get(standing, 0) for standing in LACKING),
        }
    return render(request, "registrations/certificates.html", context)


def _who(request, people, counted):
    """One group of people at a time, the one that is asked for or the first; with words to find, of all groups."""
    query = request.GET.get("q", "").strip()
    group = request.GET.get("group", "")
    if group not in counted:
        group = "" if query else next(iter(counted), "")
    chosen = issuance.found(people.filter(standing=group) if group else people, query)
    count = None if query else counted.get(group, 0)
    page = page_of(request, "page", chosen, PEOPLE_PER_PAGE, count)
    for row in page:
        row.standing_label = Standing(row.standing).label
    return {
        "groups": [(standing, standing.label, number) for standing, number in counted.items()],
        "group": group,
        "query": query,
        "page": page,
    }


def _progress(event, held_back):
    return {
        "progress": progress.of(certification.awards_of(event)),
        "held_back": held_back,
        "trouble": progress.trouble(),
    }


@require_safe
@never_cache
def how_far(request, slug):
    """The progress alone, for the script that looks again."""
    event = _managed(request.user, slug)
    if not event.certificates_released_at:
        raise Http404
    context = {"event": event} | _progress(event, _held_back(event))
    return render(request, "registrations/_certificates_progress.html", context)


def _held_back(event):
    return event.registrations.held_back().count() if event.evaluation_required else 0


@require_safe
def preview(request, slug):
    """What will be printed, in the name of whoever looks; marked as none, without number and credits."""
    event = _managed(request.user, slug)
    if event.starts_at is None:
        raise Http404
    one = certification.specimen(event, request.user.name or _("Name"))
    language = request.GET.get("language", "")
    pdf = rendering.sample(one, language if language in Language.values else Language.ENGLISH)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="preview-{event.slug}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def _release(request, event):
    form = ReleaseForm(request.POST)
    if not form.is_valid():
        return _show(request, event, form)
    days = form.cleaned_data["days"]
    try:
        count = actions.release_certificates(event=event, by=request.user, wait_days=days)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _who_gets_one(count, days))
        held_back = _held_back(event)
        if held_back:
            messages.info(request, _who_waits(held_back))
    return redirect("registrations:certificates", event.slug)


@require_POST
def issue_remaining(request, slug):
    """For staff: a hub that promised its people days to look at their names keeps to them."""
    if not request.user.is_staff:
        raise Http404
    event = _managed(request.user, slug)
    try:
        count = actions.issue_remaining(event=event, by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        text = ngettext(
            "%(count)s certificate that waited is issued now.",
            "%(count)s certificates that waited are issued now.",
            count,
        )
        messages.success(request, text % {"count": count})
    return redirect("registrations:certificates", event.slug)


@require_POST
def let_staff_learn(request, pk):
    if not request.user.is_staff:
        raise Http404
    registration = get_object_or_404(Registration.objects.confirmed().select_related("event", "user"), pk=pk)
    learns = request.POST.get("learns") == "yes"
    try:
        actions.let_staff_learn(registration=registration, by=request.user, learns=learns)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        text = _("%(who)s gets a certificate now.") if learns else _("%(who)s gets no certificate now.")
        messages.success(request, text % {"who": registration.user})
    return redirect("registrations:certificates", registration.event.slug)


def _who_gets_one(count, days):
    if not count:
        return _("The certificates are released: each is made when its holder has answered the evaluation.")
    if days:
        text = ngettext(
            "%(count)s person gets a certificate, and has time to look at the name first.",
            "%(count)s people get a certificate, and have time to look at their names first.",
            count,
        )
    else:
        text = ngettext(
            "%(count)s person gets a certificate. It is being made now.",
            "%(count)s people get a certificate. They are being made now.",
            count,
        )
    return text % {"count": count}


def _who_waits(count):
    return ngettext(
        "%(count)s person has to answer the evaluation first; the certificate follows at once.",
        "%(count)s people have to answer the evaluation first; each certificate follows at once.",
        count,
    ) % {"count": count}


def _managed(user, slug):
    related = ("hub", "closing", "evaluation", "level__pathway")
    events = Event.objects.manageable_by(user).select_related(*related)
    return get_object_or_404(events, slug=slug)
