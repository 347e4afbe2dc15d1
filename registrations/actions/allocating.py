"""The seats of a ranked event are given: proposed, looked at, signed off, and only then offered."""

from collections import Counter

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from registrations import emails, ranking
from registrations.allocation import facts, fingerprint
from registrations.dates import moment
from registrations.lines import why_waiting
from registrations.models import Allocation, AllocationState, Lot, Registration, Rule
from registrations.seating import give_seat, lock


class AllocationEnded(ValidationError):
    """Somebody else was faster: says who ended the proposal, how and when. Nothing was changed."""

    def __init__(self, allocation):
        super().__init__(
            _("%(who)s has ended this proposal already, on %(when)s: %(state)s. Nothing was changed."),
            code="ended",
            params={
                "who": allocation.ended_by,
                "when": moment(allocation.ended_at, allocation.event.zone),
                "state": allocation.get_state_display().lower(),
            },
        )


class FactsChanged(ValidationError):
    """Somebody cancelled or was approved since the proposal was made: it has to be run again."""


@transaction.atomic
def seal_lot(*, event):
    """Draw the seed of a ranked event's lots and publish its seal. Twice is harmless: the first one stands."""
    lot, made = Lot.objects.get_or_create(event=event)
    if made:
        audit.record("event.lot_sealed", event, seal=lot.seal)
    return lot


@transaction.atomic
def propose_allocation(*, event, by):
    """Run the allocation and keep it as a proposal, in place of the one before. No seat moves, nobody is told."""
    event = lock(event)
    _refuse_unless_due(event)
    event.allocations.filter(state=AllocationState.PROPOSED).update(
        state=AllocationState.DISCARDED, ended_at=timezone.now(), ended_by=by
    )
    number = (event.allocations.aggregate(last=Max("number"))["last"] or 0) + 1
    now = facts(event)
    result = ranking.decide(now, seal_lot(event=event).seed)
    allocation = Allocation.objects.create(
        event=event,
        number=number,
        rule=ranking.RULE,
        facts=now,
        result=result,
        fingerprint=fingerprint(ranking.RULE, now, result),
        proposed_by=by,
    )
    audit.record("allocation.proposed", allocation, by=by, fingerprint=allocation.fingerprint)
    return allocation


def _refuse_unless_due(event):
    if not event.is_ranked or not event.is_limited:
        raise ValidationError(_("This event gives its seats in another way."), code="filling")
    if event.allocated_at:
        raise ValidationError(_("The seats of this event have been given already."), code="allocated")
    if event.cancelled_at or event.is_over():
        raise ValidationError(_("This event is cancelled or over."), code="over")
    if event.takes_ranked_requests():
        raise ValidationError(
            _("People may ask until %(until)s: seats are given after that."),
            params={"until": moment(event.requests_until, event.zone)},
            code="too_early",
        )


@transaction.atomic
def sign_off(*, allocation, by):
    """Give the seats as proposed: the offers go out, everybody else reads where they stand.

    Raises AllocationEnded when somebody signed or discarded it before, FactsChanged when it is out of date.
    """
    event, allocation = _lock_proposal(allocation)
    _refuse_unless_due(event)
    if facts(event) != allocation.facts:
        raise FactsChanged(
            _("Something has changed since this proposal was made. Nothing was given: please run it again."),
            code="changed",
        )
    _end(allocation, AllocationState.SIGNED, by)
    Lot.objects.filter(event=event).update(opened_at=timezone.now())
    event.allocated_at = timezone.now()
    if allocation.facts["settings"]["released"] and event.homes:
        event.released_at = event.released_at or event.allocated_at
        event.released_seats = event.released_seats or _unused(allocation)
    event.save(update_fields=["allocated_at", "released_at", "released_seats"])
    _seat(event, allocation)
    _line_up(event, allocation)
    return allocation


@transaction.atomic
def discard(*, allocation, by):
    """Put a proposal aside. It stays on record."""
    _event, allocation = _lock_proposal(allocation)
    _end(allocation, AllocationState.DISCARDED, by)
    return allocation


def _lock_proposal(allocation):
    event = lock(allocation.event)
    allocation = Allocation.objects.select_related("event", "ended_by").get(pk=allocation.pk)
    if allocation.state != AllocationState.PROPOSED:
        raise AllocationEnded(allocation)
    return event, allocation


def _end(allocation, state, by):
    allocation.state, allocation.ended_at, allocation.ended_by = state, timezone.now(), by
    allocation.save(update_fields=["state", "ended_at", "ended_by"])
    audit.record(f"allocation.{state}", allocation, by=by, fingerprint=allocation.fingerprint)


def _unused(allocation):
    """How many seats of each country its own people did not need."""
    own = {seat for _registration, seat, rule in allocation.result["given"] if rule == Rule.HOME_SEAT}
    seats = allocation.facts["seats"]
    return Counter(home for seat, home, holder in seats if home and not holder and seat not in own)


def _seat(event, allocation):
    people = _people(allocation, [registration for registration, _seat, _rule in allocation.result["given"]])
    for registration, seat, rule in allocation.result["given"]:
        person = people[registration]
        person.save(update_fields=["ranked_place", "ranked_of"])
        give_seat(person, event, seat, rule)
        emails.queue_answer(person, event)


def _line_up(event, allocation):
    """Who has no seat stands in line in the order of the ranking, and is told so."""
    people = _people(allocation, allocation.result["line"])
    for place, registration in enumerate(allocation.result["line"], 1):
        person = people[registration]
        person.line_place, person.rule = place, why_waiting(event, person.home)
        person.event = event
    rows = [people[registration] for registration in allocation.result["line"]]
    _write_line(rows)
    emails.queue_not_seated(rows, event)


def _write_line(rows):
    """One statement for all: bulk_update weighs each row against every other, which thousands feel."""
    columns = [(row.pk, row.line_place, str(row.rule), row.ranked_place, row.ranked_of) for row in rows] or [
        (0, 0, "", 0, 0)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE registrations_registration AS registration
            SET line_place = new.line_place, rule = new.rule, ranked_place = new.place, ranked_of = new.of
            FROM unnest(%s::bigint[], %s::integer[], %s::text[], %s::smallint[], %s::smallint[])
                AS new (id, line_place, rule, place, of)
            WHERE registration.id = new.id
            """,
            [list(column) for column in zip(*columns, strict=True)],
        )


def _people(allocation, registrations):
    """Registrations by id, with the place that the allocation found for each."""
    people = Registration.objects.select_related("user").in_bulk(registrations)
    for pk, person in people.items():
        person.ranked_place, person.ranked_of = allocation.result["places"][str(pk)]
    return people
