"""Mails about stays: to the visitor, to whoever speaks for the host, to the office.

What a fellow is told when a stay is cancelled, the mails about the offer say (fellowships.emails.offers).
"""

from django.utils.translation import gettext_lazy as _

from fellowships import stay_calendars
from fellowships.emails.recipients import hosts_of, office_address
from fellowships.models import Placement, PlacementState, Side
from mailing import actions as outbox
from mailing.actions import queue_many
from mailing.kinds import Kind
from mailing.models import Message, MessageState

TO_ARRANGE = "fellowships/stay_to_arrange"
DAYS = "fellowships/stay_days"
DETAILS = "fellowships/stay_details"
WISHES = "fellowships/stay_wishes"
CONFIRMED = "fellowships/stay_confirmed"
CANCELLED = "fellowships/stay_cancelled"
WAITING = "fellowships/stay_waiting"
CHECKLIST = "fellowships/stay_checklist"
NO_NAME = "N. N."


def queue_to_arrange(placement):
    _queue(TO_ARRANGE, placement, hosts_of(placement), "begun")


def queue_days(placement):
    _queue(DAYS, placement, [placement.person], _moment(placement))


def queue_details(placement):
    _queue(DETAILS, placement, [placement.person], placement.history.latest().history_id)


def queue_wishes(placement):
    _queue(WISHES, placement, hosts_of(placement), placement.history.latest().history_id)


def queue_confirmed(placement):
    _queue(CONFIRMED, placement, [placement.person, *hosts_of(placement)], _moment(placement))


def queue_cancelled(placement):
    people = hosts_of(placement)
    if placement.is_exchange:
        people.append(placement.person)
    rows = [_row(CANCELLED, placement, person, "cancelled") for person in people]
    if office_address():
        office = {"key": f"{CANCELLED}/{placement.pk}/office", "to": office_address()}
        rows.append({**office, "context": {**_facts(placement), "name": ""}})
    queue_many(CANCELLED, rows)


def queue_waiting(placement, days):
    """To those for whom a stay has been waiting so many days."""
    is_for_host = placement.state == PlacementState.PROPOSED
    people = hosts_of(placement) if is_for_host else [placement.person]
    _queue(WAITING, placement, people, f"{_moment(placement)}/{days}")


def queue_checklist(placement, side, items, occasion):
    people = hosts_of(placement) if side == Side.HOST else [placement.person]
    _queue(CHECKLIST, placement, people, occasion, items=[item.title for item in items], side=side)


def forget_mails_about(user):
    """Mails to hosts and to the office that name a visitor who is erased. That the stay is off they still read."""
    own = list(Placement.objects.filter(person=user).values_list("pk", flat=True))
    mails = Message.objects.filter(kind__startswith="fellowships/stay_", context__placement__in=own)
    about_to_leave = mails.filter(kind=CANCELLED, state=MessageState.QUEUED)
    outbox.forget(mails.exclude(pk__in=about_to_leave.values("pk")))
    for mail in about_to_leave.exclude(user=user):
        mail.context["visitor"] = NO_NAME
        mail.save(update_fields=["context"])


def _queue(kind, placement, people, occasion, **facts):
    queue_many(kind, [_row(kind, placement, person, occasion, **facts) for person in people])


def _row(kind, placement, person, occasion, **facts):
    return {
        "key": f"{kind}/{placement.pk}/{person.pk}/{occasion}",
        "user": person,
        "to": person.email,
        "language": person.language,
        "context": {
            **_facts(placement),
            "name": person.name,
            "is_visitor": person.pk == placement.person_id,
            **facts,
        },
    }


def _facts(placement):
    return {
        "placement": placement.pk,
        "visitor": placement.person.name,
        "host": str(placement.host),
        "state": placement.state,
        "first_day": placement.days and placement.first_day.isoformat(),
        "last_day": placement.days and placement.last_day.isoformat(),
        "supervisor": placement.supervisor,
        "wishes": placement.wishes,
        "by_side": placement.cancelled_by,
        "because": placement.cancelled_because,
        "path": placement.get_absolute_url(),
    }


def _moment(placement):
    return int(placement.state_since.timestamp())


def _is_as_it_was(message):
    """The stay is in the state, and on the days, that the mail speaks of."""
    facts = message.context
    placement = Placement.objects.filter(pk=facts["placement"], state=facts["state"]).first()
    return placement is not None and facts["first_day"] == (
        placement.days and placement.first_day.isoformat()
    )


def _is_to_come(message):
    to_come = [PlacementState.HOST_CONFIRMED, PlacementState.CONFIRMED]
    return Placement.objects.filter(pk=message.context["placement"], state__in=to_come).exists()


def _calendar(message):
    placement = Placement.objects.with_host().get(pk=message.context["placement"])
    return [("stay.ics", stay_calendars.file_of(placement), "text/calendar")]


KINDS = [
    Kind(TO_ARRANGE, _("Stay to be arranged"), still_true=_is_as_it_was),
    Kind(DAYS, _("Days of a stay to be confirmed"), still_true=_is_as_it_was),
    Kind(DETAILS, _("Details of a stay changed")),
    Kind(WISHES, _("Wishes about the days of a stay"), still_true=_is_as_it_was),
    Kind(CONFIRMED, _("Stay confirmed"), attachments=_calendar, still_true=_is_as_it_was),
    Kind(CANCELLED, _("Stay cancelled")),
    Kind(WAITING, _("Stay waits for an answer"), still_true=_is_as_it_was),
    Kind(CHECKLIST, _("Things to do before a stay"), still_true=_is_to_come),
]
