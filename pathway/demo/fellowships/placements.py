"""Stays of a round of the demo: in each state while offers are out, all over in a round that is completed."""

from datetime import timedelta

from django.utils import timezone

from fellowships import actions
from fellowships.emails.recipients import hosts_of
from fellowships.models import Placement

LENGTH = timedelta(days=4)
PRACTICAL = """Come to the main entrance at 8:00 on the first day and ask for the intensive care unit.

Bring your vaccination record and comfortable shoes. Clothes are provided."""


def arrange_some(call, people):
    """One waits for the host, one for the visitor; the others are fixed, with some of the list ticked off."""
    for number, placement in enumerate(_stays(call)):
        if number == 0:
            actions.say_wishes(
                placement=placement,
                by=placement.person,
                wishes="Any week but the last of the month suits me.",
            )
            continue
        _name_days(placement, people, number)
        if number > 1:
            _confirm(placement, people)


def arrange(call, people):
    """All took place: the days were some weeks ago, and reports are due."""
    for number, placement in enumerate(_stays(call)):
        _name_days(placement, people, number)
        _confirm(placement, people)
        last = timezone.localdate() - timedelta(weeks=3 + number)
        Placement.objects.filter(pk=placement.pk).update(days=(last - LENGTH, last + timedelta(days=1)))
        actions.finish_placement(placement=placement)


def _stays(call):
    return list(call.placements.live().with_host().order_by("pk"))


def _host(placement, people):
    """Who speaks for the centre; the office where the demo knows nobody there."""
    return next(iter(hosts_of(placement)), people["staff"])


def _name_days(placement, people, number):
    first = (placement.call.placements_from or timezone.localdate()) + timedelta(weeks=2 + number)
    first += timedelta(days=-first.weekday() % 7)
    actions.arrange_stay(
        placement=placement,
        by=_host(placement, people),
        first_day=first,
        last_day=first + LENGTH,
        supervisor=placement.centre.tutor,
        practical=PRACTICAL,
    )


def _confirm(placement, people):
    actions.confirm_placement(placement=placement, by=placement.person)
    for item in placement.checklist.filter(side="fellow")[:2]:
        actions.tick_item(item=item, by=placement.person, is_done=True)
    for item in placement.checklist.filter(side="host")[:1]:
        actions.tick_item(item=item, by=_host(placement, people), is_done=True)
