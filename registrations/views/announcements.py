"""Announcements: staff write to everybody, coordinators for their own hub."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hubs.models import Hub
from hubs.paging import page_of
from mailing import preview as mail_preview
from mailing.models import Message, MessageState
from registrations import actions, audiences
from registrations.emails.announcements import ANNOUNCEMENT, key_prefix, unsent
from registrations.forms.announcements import AnnouncementForm, ConfirmForm
from registrations.models import Announcement, AnnouncementState

PER_PAGE = 20
MOST_NAMED = 50


def announcements(request, code=None):
    hub = _desk(request.user, code)
    own = Announcement.objects.filter(hub=hub) if hub else Announcement.objects.all()
    rows = own.select_related("hub", "event", "level", "confirmed_by", "written_by")
    page = page_of(request, "page", rows, PER_PAGE)
    for row in page:
        row.words = audiences.in_words(row)
    return render(request, "registrations/announcements.html", {"hub": hub, "page": page})


def new(request, code=None):
    hub = _desk(request.user, code)
    asked = {"event": request.GET.get("event"), "level": request.GET.get("level")}
    initial = asked | {"professions": request.GET.getlist("professions"), "subject": "", "body": ""}
    return _compose(request, Announcement(hub=hub), initial)


def edit(request, pk):
    announcement = _visible(request.user, pk)
    if announcement.state != AnnouncementState.DRAFT:
        messages.warning(request, " ".join(actions.AlreadySettled(announcement).messages))
        return redirect(announcement)
    return _compose(request, announcement)


def _compose(request, announcement, initial=None):
    form = AnnouncementForm(request.POST or None, instance=announcement, initial=initial, user=request.user)
    # Refused once as outdated, it stays refused until the page is read anew.
    edition = _number(request.POST.get("edition")) if request.POST else announcement.edition
    if form.is_valid() and request.POST.get("do") != "count" and _save(request, form):
        return redirect(form.instance)
    context = {"hub": announcement.hub, "form": form, "edition": edition, "announcement": announcement}
    return render(request, "registrations/announcement_form.html", context | _sized(form))


def _save(request, form):
    announcement = form.instance
    if announcement.pk:
        announcement.edition = _number(request.POST.get("edition"))
    try:
        actions.write_announcement(announcement=announcement, by=request.user)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    return True


def _sized(form):
    """How many people that is, as far as it is known whom."""
    announcement = form.instance
    if not (form.knows_whom or (announcement.pk and not form.is_bound)):
        return {"size": None}
    return {"size": audiences.size(announcement), "consent": audiences.consent_asked(announcement)}


@require_safe
def count(request, code=None):
    """The live count beside the form, for the script; without it there is a button."""
    hub = _desk(request.user, code)
    form = AnnouncementForm(request.GET, instance=Announcement(hub=hub), user=request.user)
    form.is_valid()
    context = {"hub": hub, "announcement": form.instance, "form": form}
    return render(request, "registrations/_announcement_size.html", context | _sized(form))


def announcement(request, pk, form=None):
    announcement = _visible(request.user, pk)
    context = {
        "announcement": announcement,
        "hub": announcement.hub,
        "words": audiences.in_words(announcement),
        "form": form or ConfirmForm(zone=announcement.zone),
    }
    if announcement.state in (AnnouncementState.DRAFT, AnnouncementState.SCHEDULED):
        context |= _expected(request, announcement)
    else:
        context |= _outcome(announcement)
    return render(request, "registrations/announcement.html", context)


def _expected(request, announcement):
    """Who would get it now, and the mail as one of them would read it: any of them, by page or by name."""
    query = request.GET.get("q", "").strip()
    person = _recipients(request, announcement, query)
    return {
        "size": audiences.size(announcement),
        "consent": audiences.consent_asked(announcement),
        "query": query,
        "person": person,
        "sandbox": mail_preview.SANDBOX,
    }


def _recipients(request, announcement, query):
    people = audiences.reached(announcement)
    for word in query.split():
        people = people.filter(Q(name__unaccent__icontains=word) | Q(email__icontains=word))
    return page_of(request, "n", people.order_by("pk"), 1)


def _outcome(announcement):
    """What became of the mails, as the outbox knows it."""
    mails = Message.objects.filter(kind=ANNOUNCEMENT, key__startswith=key_prefix(announcement))
    counts = dict(mails.order_by().values_list("state").annotate(Count("pk")))
    amiss = mails.filter(state__in=[MessageState.FAILED, MessageState.UNKNOWN]).select_related("user")
    return {
        "outcome": [(state, state.label, counts[state]) for state in MessageState if state in counts],
        "amiss": list(amiss.order_by("pk")[:MOST_NAMED]),
    }


@require_safe
def preview(request, pk):
    """The mail itself, for the frame."""
    announcement = _visible(request.user, pk)
    page = _recipients(request, announcement, request.GET.get("q", "").strip())
    if not page.object_list:
        raise Http404
    return mail_preview.html_response(unsent(announcement, page.object_list[0]))


@require_POST
def confirm(request, pk):
    found = _visible(request.user, pk)
    form = ConfirmForm(request.POST, zone=found.zone)
    if not form.is_valid():
        return announcement(request, pk, form)
    data = form.cleaned_data
    try:
        actions.confirm_announcement(
            announcement=found, edition=data["edition"], send_at=data["send_at"], by=request.user
        )
    except ValidationError as error:
        if hasattr(error, "error_dict"):
            form.add_error(None, error)
            return announcement(request, pk, form)
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("Scheduled.") if data["send_at"] else _("On its way."))
    return redirect(found)


@require_POST
def cancel(request, pk):
    found = _visible(request.user, pk)
    try:
        actions.cancel_announcement(announcement=found, by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("Called off. Nobody gets it."))
    return redirect(found)


@require_POST
def discard(request, pk):
    found = _visible(request.user, pk)
    try:
        actions.discard_announcement(announcement=found, by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect(found)
    messages.success(request, _("The draft is thrown away."))
    return redirect(_list_url(found.hub))


def _list_url(hub):
    if hub:
        return reverse("registrations:hub_announcements", args=[hub.code])
    return reverse("registrations:announcements")


def _desk(user, code):
    """The hub of a coordinator's page; None at the office. For anybody else there is no such page."""
    if code:
        return get_object_or_404(Hub.objects.manageable_by(user), country=code.upper())
    if not user.is_staff:
        raise Http404
    return None


def _visible(user, pk):
    related = ("hub", "event", "level", "written_by", "confirmed_by", "cancelled_by")
    return get_object_or_404(Announcement.objects.visible_to(user).select_related(*related), pk=pk)


def _number(text):
    return int(text) if text and text.isdecimal() else 0
