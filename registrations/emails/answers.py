"""Mails about registrations. Facts go into the outbox as they are now; words are found when it is sent."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mailing import actions as outbox
from mailing.kinds import Kind, register
from registrations import calendars, evaluating, offers
from registrations.lines import place_in_line
from registrations.models import Registration, Rule, State

SOON_MINUTES = 2 * 60


def queue_answer(registration, event):
    """The mail of the state that a registration has just reached: each state has its own."""
    if registration.state == State.WAITING and registration.rule == Rule.RANKED:
        _queue("ranked", registration, event)
        return
    kind = {
        State.REQUESTED: "received",
        State.WAITING: "waiting",
        State.OFFERED: "offered",
        State.CONFIRMED: "confirmed",
        State.DECLINED: "declined",
        State.EXPIRED: "expired",
        State.CANCELLED: "cancelled",
    }[registration.state]
    _queue(kind, registration, event)


def queue_seat_freed(registration, event):
    """To somebody who waited in line and now has a seat, or the offer of one."""
    _queue("offered" if registration.state == State.OFFERED else "seat_freed", registration, event)


def queue_not_seated(registrations, event):
    """To everyone who was ranked and has no seat yet: the place in the ranking, and that the line moves."""
    rows = [
        _row(row, event, f"not-seated:{row.pk}", ranked_place=row.ranked_place, ranked_of=row.ranked_of)
        for row in registrations
    ]
    outbox.queue_many("registrations/not_seated", rows)


def queue_offer_reminder(registration, event, occasion):
    """`occasion` is "half" or "48h"; the offer's beginning is in the key, so a later offer reminds anew."""
    key = f"offer-reminder:{registration.pk}:{registration.state_since:%Y%m%dT%H%M%S%f}:{occasion}"
    outbox.queue("registrations/offer_reminder", **_row(registration, event, key, **_offer(registration)))


def queue_event_cancelled(registrations, event):
    """To everyone who was registered, once."""
    outbox.queue_many(
        "registrations/event_cancelled",
        [
            _row(row, event, f"event-cancelled:{row.pk}", reason=event.cancellation_reason)
            for row in registrations
        ],
    )


def queue_event_moved(registrations, event, before):
    """The new date and place beside the old ones. The sequence is in the key, so each move is told, once."""
    was = {f"was_{name}": fact for name, fact in event_facts(before).items()}
    rows = []
    for row in registrations:
        key = f"event-moved:{row.pk}:{event.sequence}"
        asked = _offer(row) if row.state == State.OFFERED else {}
        rows.append(_row(row, event, key, has_place=row.state == State.CONFIRMED, **was, **asked))
    outbox.queue_many("registrations/event_moved", rows)


def queue_reminders(event, registrations, minutes):
    """`minutes` before the start; the moment of the start is in the key, so a moved event reminds anew."""
    rows = []
    shown_from = event.join_opens_minutes if _is_joined_soon(event, minutes) else None
    for row in registrations:
        key = f"reminder:{row.pk}:{event.starts_at:%Y%m%dT%H%M}:{minutes}"
        rows.append(_row(row, event, key, minutes=minutes, join_opens_minutes=shown_from))
    if rows:
        outbox.queue_many("registrations/reminder", rows)


def _is_joined_soon(event, minutes):
    """Shortly before the start the mail says where the link to join is; it never holds the link."""
    return minutes <= SOON_MINUTES and event.sessions.exclude(join_url="").exists()


def queue_dispute_received(dispute):
    _queue_dispute("dispute_received", dispute, claimed=dispute.claimed_minutes)


def queue_dispute_answered(dispute):
    """In the words of whoever answered; `minutes` is None where it was refused."""
    _queue_dispute("dispute_answered", dispute, minutes=dispute.minutes, reason=dispute.answer)


def _queue_dispute(kind, dispute, **extra):
    event = dispute.session.event
    extra |= {"session": dispute.session.title, "length": dispute.session.minutes}
    row = _row(dispute.registration, event, f"{kind}:{dispute.pk}", **extra)
    outbox.queue(f"registrations/{kind}", **row)


def queue_evaluations(event, registrations, *, reminder=False):
    """One invitation to evaluate, and later one reminder, for each person and survey."""
    closes_on = event.evaluation.closes_on
    facts = {
        "reminder": reminder,
        "survey": event.evaluation_id,
        "required": event.evaluation_required,
        "closes_on": closes_on and closes_on.isoformat(),
        "questions": len(event.evaluation.asked),
        "minutes": event.evaluation.minutes,
        "evaluation_path": reverse("registrations:evaluation", args=[event.slug]),
    }
    outbox.queue_many(
        "registrations/evaluation",
        [
            _row(row, event, evaluation_key(event, row.pk, reminder=reminder), **facts)
            for row in registrations.iterator(chunk_size=1000)
        ],
    )


def evaluation_key(event, registration_pk, *, reminder=False):
    occasion = "evaluation-reminder" if reminder else "evaluation"
    return f"{occasion}:{event.evaluation_id}:{registration_pk}"


def _queue(kind, registration, event):
    key = f"registration-{kind}:{registration.pk}:{registration.state_since:%Y%m%dT%H%M%S%f}"
    extra = {"reason": registration.decline_reason}
    if kind == "ranked":
        extra["requests_until"] = event.requests_until.isoformat()
    elif registration.state == State.WAITING:
        extra["position"], extra["of"] = place_in_line(registration)
    if registration.state == State.OFFERED:
        extra |= _offer(registration)
    row = _row(registration, event, key, **extra)
    outbox.queue(f"registrations/{kind}", **row)


def _offer(registration):
    """Until when an offer stands, and where it is answered."""
    return {
        "answer_by": registration.offer_ends_at.isoformat(),
        "answer_path": offers.path_to_answer(registration),
    }


def _row(registration, event, key, **extra):
    user = registration.user
    return {
        "key": key,
        "user": user,
        "to": user.email,
        "language": user.language,
        "context": {"registration": registration.pk, "name": user.name, **event_facts(event), **extra},
    }


def event_facts(event):
    """What a mail says about an event, as JSON."""
    return {
        "event": event.title,
        "path": event.get_absolute_url(),
        "starts_at": event.starts_at and event.starts_at.isoformat(),
        "ends_at": event.ends_at and event.ends_at.isoformat(),
        "date_note": event.date_note,
        "time_zone": event.time_zone,
        "place": event.place,
        "release_at": None if event.released_at or not event.release_at else event.release_at.isoformat(),
    }


def _of(message):
    return (
        Registration.objects.select_related("event", "user")
        .filter(pk=message.context["registration"])
        .first()
    )


def _calendar_file(message):
    registration = _of(message)
    if registration is None or registration.event.starts_at is None:
        return []
    return [("event.ics", calendars.event_file(registration.event), "text/calendar")]


def _still_confirmed(message):
    registration = _of(message)
    return registration is not None and registration.state == State.CONFIRMED


def _still_offered(message):
    """The very offer that the mail speaks of."""
    registration = _of(message)
    if registration is None or registration.state != State.OFFERED:
        return False
    return registration.offer_ends_at.isoformat() == message.context["answer_by"]


def _calendar_file_of_a_place(message):
    registration = _of(message)
    holds_one = registration is not None and registration.state in State.HOLDING_A_SEAT
    return _calendar_file(message) if holds_one else []


def _still_moved_there(message):
    """Another move since then has a mail of its own."""
    registration = _of(message)
    if registration is None or not registration.is_live:
        return False
    now = event_facts(registration.event)
    return all(message.context[name] == now[name] for name in ("starts_at", "ends_at", "place"))


def _still_to_be_answered(message):
    """Still confirmed, not answered since, and the survey is open and still the event's."""
    registration = _of(message)
    if registration is None or registration.event.evaluation_id != message.context["survey"]:
        return False
    own = evaluating.own_standing(registration)
    return own is not None and own.can_answer


def register_kinds():
    register(Kind("registrations/evaluation", _("Invitation to evaluate"), still_true=_still_to_be_answered))
    register(Kind("registrations/received", _("Request received")))
    register(Kind("registrations/ranked", _("In the ranking")))
    register(Kind("registrations/not_seated", _("Ranked, no seat yet")))
    register(Kind("registrations/waiting", _("Waiting in line")))
    register(Kind("registrations/confirmed", _("Seat confirmed"), attachments=_calendar_file))
    register(Kind("registrations/seat_freed", _("A seat came free"), attachments=_calendar_file))
    register(Kind("registrations/offered", _("Seat offered"), still_true=_still_offered))
    register(Kind("registrations/offer_reminder", _("Reminder of an offer"), still_true=_still_offered))
    register(Kind("registrations/expired", _("Offer ended")))
    register(Kind("registrations/declined", _("Request declined")))
    register(Kind("registrations/cancelled", _("Registration cancelled")))
    register(Kind("registrations/event_cancelled", _("Event cancelled")))
    register(
        Kind(
            "registrations/event_moved",
            _("Event moved"),
            attachments=_calendar_file_of_a_place,
            still_true=_still_moved_there,
        )
    )
    register(
        Kind("registrations/reminder", _("Reminder"), attachments=_calendar_file, still_true=_still_confirmed)
    )
    register(Kind("registrations/dispute_received", _("Attendance disputed")))
    register(Kind("registrations/dispute_answered", _("Disputed attendance answered")))
