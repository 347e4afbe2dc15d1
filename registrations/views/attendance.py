"""The attendance sheet: for staff, and for coordinators at events of their hub."""

from django.contrib import messages
from django.contrib.postgres.lookups import Unaccent
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Lower
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hubs.paging import page_of
from registrations import actions, certification
from registrations.forms.attendance import LONGEST_REASON, Sheet
from registrations.models import Attendance, Dispute, Event

ROWS_PER_PAGE = 100


def sheet(request, slug):
    event = _managed(request.user, slug)
    sessions = list(event.sessions.all())
    session = _chosen(sessions, request.GET.get("session"))
    query = request.GET.get("q", "").strip()
    people = _people(event, session, query)
    if request.method == "POST" and session:
        shown = people.filter(pk__in=Sheet.posted_ids(request.POST))
        answer = Sheet(session, list(shown), request.POST)
        if answer.is_valid() and _record(request, answer, people):
            return redirect(request.get_full_path())
        return _show(request, event, sessions, session, people, query, answer)
    return _show(request, event, sessions, session, people, query)


def _show(request, event, sessions, session, people, query, answer=None):
    page = page_of(request, "page", people, ROWS_PER_PAGE)
    has_begun = session is not None and session.starts_at <= timezone.now()
    context = {
        "event": event,
        "sessions": sessions,
        "session": session,
        "query": query,
        "page": page,
        "sheet": answer or (Sheet(session, page.object_list) if has_begun else None),
        "has_begun": has_begun,
        "recorded": session.attendances.filter(registration__state="confirmed").count() if session else 0,
        "expected": event.registrations.confirmed().count(),
        "disputes": _disputes(event, request.user),
        "longest_reason": LONGEST_REASON,
    }
    return render(request, "registrations/attendance.html", context | _certificates(event))


def _managed(user, slug):
    return get_object_or_404(Event.objects.manageable_by(user).select_related("hub", "closing"), slug=slug)


def _chosen(sessions, wanted):
    """The session asked for; else the last one that has begun, else the first."""
    if wanted:
        session = next((session for session in sessions if str(session.pk) == wanted), None)
        if session is None:
            raise Http404
        return session
    begun = [session for session in sessions if session.starts_at <= timezone.now()]
    return next(iter(begun[::-1] or sessions), None)


def _people(event, session, query):
    """Who holds a place, with what is on record for the session. Names are found without their accents."""
    own = Attendance.objects.filter(session=session, registration=OuterRef("pk"))
    people = event.registrations.confirmed().select_related("user")
    people = people.annotate(
        recorded=Subquery(own.values("minutes")),
        how=Subquery(own.values("method")),
        why=Subquery(own.values("reason")),
    )
    for word in query.split():
        people = people.filter(Q(user__name__unaccent__icontains=word) | Q(user__email__icontains=word))
    return people.order_by(Unaccent(Lower("user__name")), "pk")


def _record(request, answer, people):
    """Save what changed and say how much that was. False where the action refuses: nothing is saved then."""
    minutes, reason = answer.changes, answer.reason
    if request.POST.get("do") == "everyone":
        unrecorded = people.filter(recorded=None).exclude(pk__in=minutes).values_list("pk", flat=True)
        minutes |= dict.fromkeys(unrecorded, answer.session.minutes)
        reason = reason or _("Everyone on the list was present.")
    try:
        changed = actions.record_attendance(
            session=answer.session, minutes=minutes, by=request.user, reason=reason
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return False
    text = ngettext("%(count)s record saved.", "%(count)s records saved.", changed) % {"count": changed}
    messages.success(request, text if changed else _("Nothing was changed, so nothing was saved."))
    return True


def _disputes(event, user):
    """Open ones, of all sessions."""
    disputes = Dispute.objects.open().manageable_by(user).filter(session__event=event)
    return disputes.select_related("registration__user", "session")


def _certificates(event):
    held_back = event.registrations.held_back().count() if event.evaluation_required else 0
    return {
        "earned": event.registrations.certifiable().count() + held_back,
        "held_back": held_back,
        "issued": certification.awards_of(event).filter(issued_at__isnull=False).count(),
    }
