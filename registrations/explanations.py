"""Every decision explains itself to the person it concerns: because of what, and what happens next."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_countries import countries

from levels.standing import percent
from registrations.dates import days, moment
from registrations.models import Rule, State


@dataclass(frozen=True)
class Explanation:
    """`because` is the rule that applied, in a sentence; `next` what happens now; both in the active language."""

    because: str
    next: str = ""


def explain(registration):
    """Explain the state of a registration that was loaded `with_line` (see lines.py) and with its event."""
    return {
        State.REQUESTED: _requested,
        State.WAITING: _waiting,
        State.OFFERED: _offered,
        State.CONFIRMED: _confirmed,
        State.DECLINED: _declined,
        State.EXPIRED: _expired,
        State.CANCELLED: _cancelled,
    }[registration.state](registration)


def _facts(registration):
    event = registration.event
    return {
        "hub": registration.run_by,
        "country": countries.name(registration.home),
        "seats": registration.home_seats,
        "capacity": event.capacity,
        "place": registration.place,
        "line": registration.line,
        "ranked_place": registration.ranked_place,
        "ranked_of": registration.ranked_of,
        "release": event.release_at and date_format(event.release_at.astimezone(event.zone), "DATE_FORMAT"),
        "asked": _day(registration.requested_at),
        "since": _day(registration.state_since),
        "event": days(event),
    }


def _day(value):
    return date_format(timezone.localtime(value), "DATE_FORMAT")


def _requested(registration):
    facts = _facts(registration)
    if registration.run_by:
        because = (
            _("We have your request of %(asked)s. %(hub)s, which runs the event, has not decided yet.")
            % facts
        )
    elif registration.has_hub:
        because = _("We have your request of %(asked)s. The hub of %(country)s has not decided yet.") % facts
    else:
        because = _("We have your request of %(asked)s. The office has not decided yet.") % facts
    return Explanation(because, _("This is not a seat yet. You will get a mail when it is decided."))


def _waiting(registration):
    if registration.rule == Rule.RANKED:
        return _in_ranking(registration)
    words = _in_line(registration)
    return Explanation(f"{_ranked(registration)} {words.because}".strip(), words.next)


def _in_ranking(registration):
    event = registration.event
    because = _("Your request is approved and takes part in the ranking. This is not a seat yet.")
    because = f"{because} {_own_score(registration)}".strip()
    if event.takes_ranked_requests():
        until = {"until": moment(event.requests_until, event.zone)}
        return Explanation(
            because,
            _("People may ask until %(until)s. Then all seats are given at once, and you get a mail.")
            % until,
        )
    return Explanation(because, _("The seats are being given now. You get a mail in any case."))


def _own_score(registration):
    """What the criterion says about the person, where it is the score of a level."""
    if registration.level_number is None:
        return ""
    facts = {"number": registration.level_number}
    if registration.level_score is None:
        return (
            _(
                "Between people whom no hub has put in order the score of Level %(number)s decides. You have none yet."
            )
            % facts
        )
    facts["score"] = percent(registration.level_score)
    return (
        _(
            "Between people whom no hub has put in order the score of Level %(number)s decides. Yours is %(score)s."
        )
        % facts
    )


def _ranked(registration):
    """The place in the ranking, for whoever took part in one."""
    if registration.ranked_place is None:
        return ""
    if registration.run_by:
        text = _("You were number %(ranked_place)s of %(ranked_of)s in the ranking of %(hub)s.")
    elif registration.has_hub:
        text = _("You were number %(ranked_place)s of %(ranked_of)s in the ranking for %(country)s.")
    else:
        text = _(
            "You were number %(ranked_place)s of %(ranked_of)s in the ranking for countries without a hub."
        )
    return text % _facts(registration)


def _in_line(registration):
    facts = _facts(registration)
    where = _("You are number %(place)s of %(line)s in line.") % facts
    if registration.rule == Rule.BEHIND_PILOT and facts["release"] and not registration.event.released_at:
        because = _("Seats are kept for the pilot countries until %(release)s.") % facts
        after = _("After that day, seats they have not used go to the next in line, wherever they are from.")
    elif registration.rule == Rule.AFTER_RANKING:
        because = _("You asked after the ranking, so you stand behind everybody who is ranked.")
        after = _("A seat that comes free goes to the first in line, at once.")
    elif registration.home_seats and not registration.event.released_at:
        where = _("You are number %(place)s of %(line)s in the line for %(country)s.") % facts
        because = (
            ngettext(
                "The %(seats)s seat of %(country)s is taken.",
                "All %(seats)s seats of %(country)s are taken.",
                registration.home_seats,
            )
            % facts
        )
        after = _("The next one that comes free goes to the first in line, at once.")
    else:
        because = (
            ngettext(
                "The %(capacity)s seat is taken.", "All %(capacity)s seats are taken.", facts["capacity"] or 0
            )
            % facts
        )
        after = _("A seat that comes free goes to the first in line, at once.")
    return Explanation(f"{where} {because}", after)


def _offered(registration):
    event = registration.event
    facts = _facts(registration) | {"until": moment(registration.offer_ends_at, event.zone)}
    if registration.rule == Rule.MOVED:
        because = _("The event now takes place on %(event)s. Your seat is kept for you.") % facts
    else:
        because = f"{_ranked(registration)} {_what_is_offered(registration) % facts}".strip()
    after = _("Please answer until %(until)s. After that the seat goes to the next in line.") % facts
    return Explanation(because, after)


def _what_is_offered(registration):
    return {
        Rule.HOME_SEAT: _("You are offered one of the %(seats)s seats of %(country)s."),
        Rule.OPEN_SEAT: _("You are offered one of the %(capacity)s seats."),
        Rule.RELEASED_TO_PILOT: _("You are offered a seat that another pilot country did not use."),
        Rule.RELEASED_TO_ANYONE: _("You are offered a seat that the pilot countries did not use."),
    }[registration.rule]


def _expired(registration):
    facts = _facts(registration)
    because = _("You were offered a seat and did not answer, so it went to the next in line on %(since)s.")
    after = _("You can ask again while registration is open.") if registration.event.is_open() else ""
    return Explanation(because % facts, after)


def _why_seated(registration, facts):
    return {
        Rule.UNLIMITED: _("Your place is sure: places at this event are not limited."),
        Rule.HOME_SEAT: _("You hold one of the %(seats)s seats of %(country)s."),
        Rule.OPEN_SEAT: _("You hold one of the %(capacity)s seats."),
        Rule.RELEASED_TO_PILOT: _(
            "You hold a seat that another pilot country did not use; you were next in line."
        ),
        Rule.RELEASED_TO_ANYONE: _(
            "You hold a seat that the pilot countries did not use; you were next in line."
        ),
    }[registration.rule] % facts


def _confirmed(registration):
    facts = _facts(registration)
    event = registration.event
    if registration.is_no_show:
        return Explanation(
            _("The event is closed, and your attendance is not on record: you count as not having come."),
            _("If you were there, write to the hub that ran it. Recorded later, it counts all the same."),
        )
    because = f"{_ranked(registration)} {_why_seated(registration, facts)}".strip()
    if event.is_over():
        return Explanation(_("This event is over.") if registration.rule == Rule.UNLIMITED else because)
    if event.starts_at is None:
        return Explanation(because, _("The date is not fixed yet; we will write to you when it is."))
    return Explanation(because, _("It takes place on %(event)s.") % facts)


def _declined(registration):
    event = registration.event
    facts = _facts(registration) | {"reason": registration.decline_reason}
    if registration.run_by:
        because = _("%(hub)s declined your request on %(since)s: “%(reason)s”") % facts
    elif registration.has_hub:
        because = _("The hub of %(country)s declined your request on %(since)s: “%(reason)s”") % facts
    else:
        because = _("The office declined your request on %(since)s: “%(reason)s”") % facts
    if not event.is_open():
        return Explanation(because)
    if event.closes_at:
        until = moment(event.closes_at, event.zone)
        return Explanation(because, _("You can ask again until %(until)s.") % {"until": until})
    return Explanation(because, _("You can ask again while registration is open."))


def _cancelled(registration):
    facts = _facts(registration)
    if registration.rule == Rule.EVENT_CANCELLED:
        because = _("The event was cancelled on %(since)s: %(reason)s")
        return Explanation(because % (facts | {"reason": registration.event.cancellation_reason}))
    if registration.rule == Rule.BY_STAFF:
        return Explanation(_("The office cancelled your registration on %(since)s.") % facts)
    if registration.rule == Rule.TURNED_DOWN:
        return Explanation(_("You left the offered seat to the next in line on %(since)s.") % facts)
    return Explanation(_("You cancelled on %(since)s.") % facts)
