"""What happens next, step by step, until when."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fellowships import windows
from hubs.moments import moment


@dataclass(frozen=True)
class Step:
    title: str
    words: str


def after(kind, application, *, offer=None, placement=None):
    return list(_STEPS[kind](application, offer, placement))


def _offered(application, offer, _placement):
    until = moment(offer.expires_at, application.call.zone)
    yield Step(
        _("You answer by %(until)s") % {"until": until},
        _("If you do not, the fellowship goes to the next person in reserve."),
    )
    yield from _arrange(offer.offering.centre.name)


def _choose(application, offer, _placement):
    until = moment(offer.expires_at, application.call.zone)
    yield Step(
        _("You choose a centre by %(until)s") % {"until": until},
        _("After that you can still choose, but people in reserve are no longer kept waiting."),
    )
    yield from _arrange(_("The centre of your choice"))


def _accepted(_application, offer, _placement):
    yield from _arrange(offer.offering.centre.name)


def _arrange(centre):
    yield Step(
        _("The centre agrees your days with you"),
        _("%(centre)s proposes the days; you confirm them, and work down a short list of what to prepare.")
        % {"centre": centre},
    )
    yield Step(
        _("You go, and tell us about it"),
        _("A short report closes your fellowship, and your certificate follows."),
    )


def _reserve(application, _offer, _placement):
    call = application.call
    yield Step(
        _("Somebody before you gives a fellowship back, or does not answer in time"),
        _("We then go down the list again. Who holds a place keeps it."),
    )
    yield Step(
        _("It is offered to you by mail"),
        _("You have %(days)s days to answer, so look into your mail now and then.")
        % {"days": windows.days_to_answer(call, 2)},
    )
    if call.reserve_ends_on:
        day = date_format(call.reserve_ends_on, "DATE_FORMAT")
        yield Step(_("The list ends on %(day)s") % {"day": day}, _("We write to you then in any case."))
    else:
        yield Step(_("The list ends"), _("We write to you then in any case."))


def _over(_application, _offer, _placement):
    yield Step(
        _("You can apply again"),
        _("In the next round everybody begins anew. What the reviewers wrote to you may help."),
    )


def _ineligible(_application, _offer, _placement):
    yield Step(
        _("You can apply again"),
        _(
            "What is missing can be caught up with before the next round: your way through the levels goes on."
        ),
    )


_STEPS = {
    "offered": _offered,
    "choose": _choose,
    "accepted": _accepted,
    "declined": _over,
    "expired": _over,
    "revoked": _over,
    "reserve": _reserve,
    "over": _over,
    "ineligible": _ineligible,
}
