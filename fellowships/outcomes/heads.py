"""The first words of an outcome: a state, where the person stood, what that means."""

from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import ordinal
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fellowships.models import Preference
from hubs.moments import moment

# The look of the pill (portal.css) for each kind.
PILLS = {
    "offered": "offered",
    "choose": "offered",
    "accepted": "confirmed",
    "declined": "cancelled",
    "expired": "expired",
    "revoked": "declined",
    "reserve": "waiting",
    "over": "declined",
    "ineligible": "declined",
}


@dataclass(frozen=True)
class Head:
    pill: str
    word: str
    title: str
    lead: str


def of(kind, application, *, offer=None, turn=None, row_count=0, position=None):
    if kind == "ineligible":
        title = _("You were not eligible this time")
    else:
        title = _("You were %(place)s of %(of)s") % {"place": ordinal(turn.place), "of": row_count}
    return Head(PILLS[kind], _word(kind), title, _LEADS[kind](application, offer, position))


def _word(kind):
    return {
        "offered": pgettext("fellowship", "Offered"),
        "choose": _("Choose a centre"),
        "accepted": pgettext("fellowship", "Accepted"),
        "declined": pgettext("fellowship", "Given back"),
        "expired": pgettext("fellowship", "Expired"),
        "revoked": pgettext("fellowship", "Taken back"),
        "reserve": pgettext("fellowship", "In reserve"),
        "over": pgettext("fellowship", "No fellowship"),
        "ineligible": pgettext("application", "Not eligible"),
    }[kind]


def _offered(application, offer, _position):
    centre = offer.offering.centre
    facts = {
        "centre": centre.name,
        "country": centre.country.name,
        "until": moment(offer.expires_at, application.call.zone),
    }
    rank = (
        Preference.objects.filter(application=application, offering=offer.offering)
        .values_list("rank", flat=True)
        .first()
    )
    text = _("A fellowship is offered to you at %(centre)s, %(country)s. Please answer by %(until)s.")
    if rank == 1:
        text = _(
            "A fellowship is offered to you at %(centre)s, %(country)s, your first choice. "
            "Please answer by %(until)s."
        )
    elif rank:
        facts["rank"] = ordinal(rank)
        text = _(
            "A fellowship is offered to you at %(centre)s, %(country)s, your %(rank)s choice. "
            "Please answer by %(until)s."
        )
    return text % facts


def _choose(application, offer, _position):
    return _(
        "Your centre cancelled, and we are sorry. You keep your fellowship: choose another centre before anybody "
        "in reserve. They wait for you until %(until)s."
    ) % {"until": moment(offer.expires_at, application.call.zone)}


def _accepted(_application, offer, _position):
    centre = offer.offering.centre
    return _("Your fellowship at %(centre)s, %(country)s, is yours.") % {
        "centre": centre.name,
        "country": centre.country.name,
    }


def _declined(application, offer, _position):
    return _(
        "You gave your fellowship back on %(when)s. It goes to the next person, and this round is over for you."
    ) % {"when": moment(offer.ended_at, application.call.zone)}


def _expired(application, offer, _position):
    return _(
        "We had no answer by %(until)s, so your fellowship goes to the next person, and this round is over for you."
    ) % {"until": moment(offer.expires_at, application.call.zone)}


def _revoked(_application, offer, _position):
    return _("Your fellowship was taken back: %(reason)s") % {"reason": offer.because}


def _reserve(_application, _offer, position):
    return _(
        "You are %(position)s on the reserve list. When a fellowship comes free at a centre of your list, we offer "
        "it in this order."
    ) % {"position": ordinal(position)}


def _over(_application, _offer, _position):
    return _(
        "The reserve list has ended, and we could not offer you a fellowship in this round. Thank you for your "
        "application and your patience."
    )


def _ineligible(_application, _offer, _position):
    return _(
        "Your application could not be reviewed, because something that the call asks for was missing when it closed."
    )


_LEADS = {
    "offered": _offered,
    "choose": _choose,
    "accepted": _accepted,
    "declined": _declined,
    "expired": _expired,
    "revoked": _revoked,
    "reserve": _reserve,
    "over": _over,
    "ineligible": _ineligible,
}
