"""Mails about offers: sent, answered, run out; and about the reserve list.

What is free, who else was placed and any score stay out of mails: the page says it, after the log-in.
"""

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fellowships import offer_calendars, reserves
from fellowships.models import HOLDING, Call, Offer, OfferState, Role
from levels.models import Pathway
from mailing.actions import queue, queue_many
from mailing.kinds import Kind

OFFERED = "fellowships/offered"
REMINDER = "fellowships/offer_reminder"
EXTENDED = "fellowships/offer_extended"
ACCEPTED = "fellowships/offer_accepted"
CHOOSE = "fellowships/offer_choose"
RESERVE_BEGINS = "fellowships/reserve_begins"
RESERVE_ENDS = "fellowships/reserve_ends"
TO_FILL = "fellowships/to_fill"
# What an offer that has ended is told by.
ENDED = {
    OfferState.DECLINED: "fellowships/offer_declined",
    OfferState.EXPIRED: "fellowships/offer_expired",
    OfferState.REVOKED: "fellowships/offer_revoked",
}


def queue_offered(offers):
    queue_many(OFFERED, [_row(OFFERED, offer) for offer in offers])


def queue_reminder(offer, name):
    """Half time comes once; the last two days come anew when somebody was given more time."""
    row = _row(REMINDER, offer)
    occasion = name if name == "half" else f"{name}/{offer.expires_at:%Y%m%d}"
    queue(REMINDER, **row | {"key": f"{row['key']}/{occasion}"})


def queue_extended(offer):
    row = _row(EXTENDED, offer)
    queue(EXTENDED, **row | {"key": f"{row['key']}/{offer.expires_at:%Y%m%d}"})


def queue_accepted(offer):
    row = _row(ACCEPTED, offer)
    queue(ACCEPTED, **row | {"key": f"{row['key']}/{offer.offering_id}"})


def queue_choose(offer, *, centre, because):
    """In the words of the centre that cancelled."""
    row = _row(CHOOSE, offer, left=centre.name, because=because)
    queue(CHOOSE, **row | {"key": f"{row['key']}/{centre.pk}"})


def queue_ended(offer):
    kind = ENDED[offer.state]
    queue(kind, **_row(kind, offer, because=offer.because))


def queue_reserve_begins(call, turns):
    """With the place in line as it is on that day."""
    turns = list(turns.select_related("application__person"))
    queue_many(
        RESERVE_BEGINS,
        [
            _reserve_row(RESERVE_BEGINS, call, turn, position=position, of=len(turns))
            for position, turn in enumerate(turns, start=1)
        ],
    )


def queue_reserve_ends(call, turns):
    queue_many(RESERVE_ENDS, [_reserve_row(RESERVE_ENDS, call, turn) for turn in turns])


def queue_to_fill(offer):
    """To the chairs, or to the office where there are none. The offer whose end closed the round keeps it to one mail."""
    call = offer.application.call
    context = {"call": call.title, "path": reverse("fellowships:offers", args=[call.slug])}
    key = f"{TO_FILL}/{offer.pk}/{offer.state}"
    rows = [
        {
            "key": f"{key}/{role.user_id}",
            "user": role.user,
            "to": role.user.email,
            "language": role.user.language,
            "context": {**context, "call_pk": call.pk},
        }
        for role in _chairs(call)
    ]
    if not rows and office_address():
        rows = [{"key": key, "to": office_address(), "context": {**context, "call_pk": call.pk}}]
    queue_many(TO_FILL, rows)


def _chairs(call):
    today = timezone.localdate()
    terms = call.roles.filter(role=Role.CHAIR, starts_on__lte=today, user__is_active=True)
    return terms.filter(Q(ends_on=None) | Q(ends_on__gte=today)).select_related("user")


def office_address():
    """Where the office reads what concerns a whole call; empty where the portal has no pathway yet."""
    pathway = Pathway.objects.first()
    return (pathway.office_email or pathway.contact_email) if pathway else ""


def _row(kind, offer, **extra):
    call, person = offer.application.call, offer.application.person
    centre = offer.offering and offer.offering.centre
    return {
        "key": f"{kind}/{offer.pk}",
        "user": person,
        "to": person.email,
        "language": person.language,
        "context": {
            "offer": offer.pk,
            "call": call.title,
            "centre": centre.name if centre else "",
            "city": centre.city if centre else "",
            "country": str(centre.country) if centre else "",
            "answer_by": offer.expires_at.isoformat(),
            "time_zone": call.time_zone,
            "path": reverse("fellowships:offer", args=[call.slug]),
            **extra,
        },
    }


def _reserve_row(kind, call, turn, **extra):
    person = turn.application.person
    ends_on = call.reserve_ends_on
    return {
        "key": f"{kind}/{turn.application_id}",
        "user": person,
        "to": person.email,
        "language": person.language,
        "context": {
            "call": call.title,
            "ends_on": ends_on and ends_on.isoformat(),
            "path": reverse("fellowships:offer", args=[call.slug]),
            **extra,
        },
    }


def _of(message):
    offers = Offer.objects.select_related("application__call", "offering__centre")
    return offers.filter(pk=message.context["offer"]).first()


def _still_to_be_answered(message):
    """The very offer that the mail speaks of, with the deadline that it names."""
    offer = _of(message)
    if offer is None or offer.state != OfferState.SENT:
        return False
    return offer.expires_at.isoformat() == message.context["answer_by"]


def _still_to_choose(message):
    offer = _of(message)
    return offer is not None and offer.offering_id is None and offer.state in HOLDING


def _still_to_fill(message):
    """Nobody has begun another round since."""
    call = Call.objects.filter(pk=message.context["call_pk"]).first()
    return call is not None and not reserves.are_answers_out(call) and reserves.free_fellowships(call) > 0


def _deadline_file(message):
    offer = _of(message)
    return [("answer-by.ics", offer_calendars.deadline_file(offer), "text/calendar")] if offer else []


KINDS = [
    Kind(OFFERED, _("Fellowship offered"), attachments=_deadline_file, still_true=_still_to_be_answered),
    Kind(
        REMINDER,
        _("Reminder of an offered fellowship"),
        attachments=_deadline_file,
        still_true=_still_to_be_answered,
    ),
    Kind(EXTENDED, _("More time to answer"), attachments=_deadline_file, still_true=_still_to_be_answered),
    Kind(ACCEPTED, _("Fellowship accepted")),
    Kind(CHOOSE, _("Centre cancelled, fellowship kept"), still_true=_still_to_choose),
    Kind(ENDED[OfferState.DECLINED], _("Fellowship given back")),
    Kind(ENDED[OfferState.EXPIRED], _("Offered fellowship expired")),
    Kind(ENDED[OfferState.REVOKED], _("Fellowship taken back")),
    Kind(RESERVE_BEGINS, _("On the reserve list")),
    Kind(RESERVE_ENDS, _("Reserve list closed")),
    Kind(TO_FILL, _("Fellowships to fill again")),
]
