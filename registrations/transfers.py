"""Moving seats between countries: who may speak for which, and until when it is possible."""

from collections import defaultdict
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hubs.models import Hub
from registrations.emails.recipients import coordinators
from registrations.models import SeatTransfer, Side, TransferState


@dataclass(frozen=True)
class Voices:
    """Who coordinates which country today, by number of the person."""

    people: dict

    @classmethod
    def today(cls):
        people = defaultdict(set)
        for term in coordinators(Hub.objects.values("country")):
            people[str(term.hub.country)].add(term.user_id)
        return cls(dict(people))

    def coordinates(self, user, country):
        return user.pk in self.people.get(country, ())

    def speaks_for(self, user, country):
        """Coordinators for their own country; staff only for one where nobody is in office."""
        return self.coordinates(user, country) or (user.is_staff and not self.people.get(country))

    def may_withdraw(self, user, transfer):
        """Whoever has agreed may think better of it while the other side has not; and so may the office."""
        agreed = [side for side in Side if transfer.has_confirmed(side)]
        return user.is_staff or any(self.coordinates(user, transfer.country(side)) for side in agreed)


def why_not(event):
    """Why no seat of this event can move to another country any more; empty while it can."""
    if event.cancelled_at:
        return _("This event has been cancelled.")
    if event.is_over():
        return _("This event is over.")
    if event.released_at:
        return _("The unused seats of this event have been released: they no longer belong to one country.")
    if not event.is_limited:
        return _("The places of this event are not limited.")
    return ""


def refuse_unless_possible(event):
    reason = why_not(event)
    if reason:
        raise ValidationError(reason, code="impossible")


@dataclass(frozen=True)
class Shown:
    """A transfer as one person sees it: for which sides that person may answer now."""

    transfer: SeatTransfer
    answers_for: list
    may_withdraw: bool

    @property
    def open_sides(self):
        """Countries that have not confirmed yet."""
        return [
            getattr(self.transfer, side)
            for side in Side
            if self.transfer.is_open and not self.transfer.has_confirmed(side)
        ]


def shown_to(user, event, country=None):
    """The transfers of an event, newest first, or those of one country only, each with what the person may do."""
    rows = SeatTransfer.objects.visible_to(user).filter(event=event)
    if country:
        rows = rows.of_country(country)
    rows = list(rows.select_related("proposed_by", "giver_confirmed_by", "taker_confirmed_by", "ended_by"))
    if not any(row.state == TransferState.OPEN for row in rows):
        return [Shown(row, [], may_withdraw=False) for row in rows]
    voices = Voices.today()
    return [_shown(row, user, voices) for row in rows]


def _shown(row, user, voices):
    if not row.is_open:
        return Shown(row, [], may_withdraw=False)
    waiting = [side for side in Side if not row.has_confirmed(side)]
    answers_for = [side for side in waiting if voices.speaks_for(user, row.country(side))]
    return Shown(row, answers_for, may_withdraw=voices.may_withdraw(user, row))
