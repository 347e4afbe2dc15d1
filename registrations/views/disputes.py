"""A person's own attendance; saying that it is not right; and the answer."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from registrations import actions, certification
from registrations.forms.disputes import AnswerForm, DisputeForm
from registrations.models import Attendance, Dispute, Registration, Session, Stay


@dataclass(frozen=True)
class Part:
    """One session as the person sees it."""

    session: object
    attendance: object
    dispute: object
    may_dispute: bool


def my_attendance(request):
    rows = list(_begun(request.user).order_by("-event__starts_at", "-pk"))
    released = [row for row in rows if row.event.certificates_released_at]
    awards = certification.own_awards(request.user, [row.event for row in released], released)
    for row in rows:
        row.own_awards = awards.get(row.event_id, [])
        row.parts = _parts(row)
        row.minutes = sum(part.attendance.minutes for part in row.parts if part.attendance)
        row.lacking = max(0, row.event.minutes_needed - row.minutes)
    return render(request, "registrations/my_attendance.html", {"rows": rows})


def dispute(request, pk):
    session = get_object_or_404(Session.objects.select_related("event"), pk=pk)
    registration = get_object_or_404(_begun(request.user), event=session.event)
    part = next((part for part in _parts(registration) if part.session == session), None)
    if part is None or not part.may_dispute:
        messages.info(request, _why_not(part))
        return redirect("registrations:my_attendance")
    form = DisputeForm(request.POST or None, session=session)
    if form.is_valid() and _send(request, registration, session, form):
        return redirect("registrations:my_attendance")
    context = {"event": session.event, "session": session, "attendance": part.attendance, "form": form}
    return render(request, "registrations/dispute.html", context)


def answer(request, pk):
    disputes = Dispute.objects.manageable_by(request.user)
    found = get_object_or_404(
        disputes.select_related("session__event", "registration__user", "answered_by"), pk=pk
    )
    form = AnswerForm(request.POST or None, initial={"minutes": found.claimed_minutes})
    if form.is_valid() and _answer(request, found, form):
        return redirect(_sheet_of(found))
    own = {"session": found.session, "registration": found.registration}
    context = {
        "event": found.session.event,
        "dispute": found,
        "attendance": Attendance.objects.filter(**own).first(),
        "stays": Stay.objects.filter(**own),
        "form": form,
        "back": _sheet_of(found),
    }
    return render(request, "registrations/answer_dispute.html", context)


def _begun(user):
    """The person's places at events that have begun, with all that is known about their attendance."""
    mine = Registration.objects.confirmed().filter(user=user, event__starts_at__lte=timezone.now())
    return mine.select_related("event").prefetch_related(
        "event__sessions",
        "attendances",
        Prefetch("disputes", Dispute.objects.order_by("made_at", "pk")),
    )


def _parts(registration):
    attendances = {row.session_id: row for row in registration.attendances.all()}
    # The newest of each session: a later one only exists where the earlier one is answered.
    disputes = {row.session_id: row for row in registration.disputes.all()}
    now, is_late = timezone.now(), registration.event.is_past_disputing()
    parts = []
    for session in registration.event.sessions.all():
        newest = disputes.get(session.pk)
        is_open = newest is not None and newest.answered_at is None
        may = session.ends_at <= now and not is_late and not is_open
        parts.append(Part(session, attendances.get(session.pk), newest, may))
    return parts


def _why_not(part):
    if part is None:
        raise Http404
    if part.dispute and part.dispute.answered_at is None:
        return _("You have told us so already. The answer is on its way.")
    if part.session.ends_at > timezone.now():
        return _("This session is not over yet.")
    return _("The time in which attendance of this event can be disputed is over.")


def _send(request, registration, session, form):
    try:
        actions.dispute_attendance(registration=registration, session=session, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(request, _("We have your message. Whoever runs the event answers you by mail."))
    return True


def _answer(request, dispute, form):
    """Whether there is nothing more to do here: it is answered, by this person or by somebody faster."""
    data = form.cleaned_data
    try:
        actions.answer_dispute(
            dispute=dispute, by=request.user, minutes=data["minutes"], answer=data["answer"]
        )
    except actions.AlreadyAnswered as error:
        messages.warning(request, " ".join(error.messages))
        return True
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(
        request, _("%(person)s has been told, with your answer.") % {"person": dispute.registration.user}
    )
    return True


def _sheet_of(dispute):
    sheet = reverse("registrations:attendance", args=[dispute.session.event.slug])
    return f"{sheet}?session={dispute.session_id}"
