"""Dates and numbers that are possible, but hardly meant, in what people see. Each rule is a function of its own.

`Programme` is all that the rules look at, loaded in as many queries for three events as for one. A rule yields
findings; what is over is nobody's concern any more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from levels.models import Level
from registrations.models import Event, EventKind


@dataclass(frozen=True)
class Finding:
    """What is odd, in a sentence; where it is mended; and the day by which it should be, where there is one."""

    text: str
    url: str
    due: datetime | None = None


@dataclass(frozen=True)
class Programme:
    """Levels with their modules and follow-ups, published events that are still to come with their sessions and the number of their
    `seats_laid`. `undated_days`: by when an event needs its date.
    """

    levels: list
    events: list
    now: datetime
    undated_days: int = 30


def check(now, undated_days):
    """All findings, in the order of the rules."""
    programme = load(now, undated_days)
    return [finding for rule in RULES for finding in rule(programme)]


def load(now, undated_days=30):
    levels = Level.objects.select_related("pathway", "follow_up__survey").prefetch_related("modules")
    events = Event.objects.published().upcoming(now).select_related("level__pathway", "evaluation")
    events = events.annotate(seats_laid=Coalesce(Count("seats"), 0)).prefetch_related("sessions")
    return Programme(list(levels), list(events.order_by("starts_at", "pk")), now, undated_days)


def modules_after_the_live_event(programme) -> Iterable[Finding]:
    for level, event in _live_events(programme):
        for module in level.modules.all():
            if module.publish_on and module.publish_on > _first_day(event):
                text = _(
                    "“%(module)s” is published on %(day)s, after the live event of its level on %(event)s."
                )
                facts = {"module": module, "day": _day(module.publish_on), "event": _day(_first_day(event))}
                yield Finding(text % facts, _admin("levels_module", module), event.starts_at)


def level_opens_after_its_live_event(programme) -> Iterable[Finding]:
    for level, event in _live_events(programme):
        if level.opens_on and level.opens_on > _first_day(event):
            text = _("%(level)s opens on %(day)s, after its live event on %(event)s.")
            facts = {"level": level, "day": _day(level.opens_on), "event": _day(_first_day(event))}
            yield Finding(text % facts, _admin("levels_level", level), event.starts_at)


def level_outside_the_pathway(programme) -> Iterable[Finding]:
    for level in programme.levels:
        pathway = level.pathway
        if level.opens_on and not pathway.starts_on <= level.opens_on <= pathway.ends_on:
            text = _("%(level)s opens on %(day)s, outside the days of the pathway.")
            facts = {"level": level, "day": _day(level.opens_on)}
            yield Finding(text % facts, _admin("levels_level", level))


def levels_out_of_order(programme) -> Iterable[Finding]:
    for number, level in enumerate(programme.levels):
        for later in programme.levels[number + 1 :]:
            if level.opens_on and later.opens_on and later.opens_on < level.opens_on:
                text = _("%(later)s opens on %(day)s, before %(level)s.")
                facts = {"later": later, "day": _day(later.opens_on), "level": level}
                yield Finding(text % facts, _admin("levels_level", later))


def sessions_outside_the_event(programme) -> Iterable[Finding]:
    for event in programme.events:
        for session in event.sessions.all():
            is_outside = event.starts_at is None or not (
                event.starts_at <= session.starts_at and session.ends_at <= event.ends_at
            )
            if is_outside:
                text = _("“%(session)s” is not within the hours of “%(event)s”.")
                yield _of_event(text, event, session=session)


def events_after_the_pathway(programme) -> Iterable[Finding]:
    ends = max((level.pathway.ends_on for level in programme.levels), default=None)
    for event in programme.events:
        if ends and event.ends_at and _last_day(event) > ends:
            text = _("“%(event)s” ends after the pathway does, on %(day)s.")
            yield _of_event(text, event, day=_day(ends))


def seats_released_too_late(programme) -> Iterable[Finding]:
    """When nobody can register any more: the database itself refuses a release after the start."""
    for event in programme.events:
        closes = event.closes_at
        if event.release_at and closes and event.release_at >= closes:
            yield _of_event(
                _("Unused seats of “%(event)s” are released when nobody can register any more."), event
            )


def evaluations_closing_too_early(programme) -> Iterable[Finding]:
    for event in programme.events:
        closes = event.evaluation and event.evaluation.closes_on
        if closes and event.ends_at and closes < _last_day(event):
            text = _("The evaluation of “%(event)s” closes on %(day)s, before the event is over.")
            yield _of_event(text, event, day=_day(closes))


def follow_ups_closing_too_early(programme) -> Iterable[Finding]:
    """Who completes the level on the last day is asked months later, and should still find it open."""
    for level in programme.levels:
        follow_up = getattr(level, "follow_up", None)
        closes = follow_up and follow_up.is_on and follow_up.survey.closes_on
        if closes and closes < level.pathway.ends_on:
            text = _("The follow-up of %(level)s closes on %(day)s, before the pathway ends.")
            facts = {"level": level, "day": _day(closes)}
            yield Finding(text % facts, _admin("evaluations_survey", follow_up.survey))


def events_without_a_date(programme) -> Iterable[Finding]:
    until = programme.now + timedelta(days=programme.undated_days)
    for event in programme.events:
        wanted = _date_wanted_by(event)
        if event.starts_at is None and wanted and wanted <= until.date():
            text = _("“%(event)s” is public and has no date yet.")
            yield _of_event(text, event)


def seats_that_do_not_add_up(programme) -> Iterable[Finding]:
    for event in programme.events:
        if event.is_limited and event.seats_laid != event.capacity:
            text = _("“%(event)s” has %(capacity)s places, but the quotas of the countries make %(seats)s.")
            facts = {"event": event, "capacity": event.capacity, "seats": event.seats_laid}
            yield Finding(text % facts, reverse("registrations:seats", args=[event.slug]), event.starts_at)


RULES = [
    modules_after_the_live_event,
    level_opens_after_its_live_event,
    level_outside_the_pathway,
    levels_out_of_order,
    sessions_outside_the_event,
    events_after_the_pathway,
    seats_released_too_late,
    evaluations_closing_too_early,
    follow_ups_closing_too_early,
    events_without_a_date,
    seats_that_do_not_add_up,
]


def _live_events(programme):
    """Pairs of a level and its next live event: what is learned before it has to be there."""
    next_ones = {}
    for event in programme.events:
        if event.kind == EventKind.LIVE and event.starts_at:
            next_ones.setdefault(event.level_id, event)
    return [(level, next_ones[level.pk]) for level in programme.levels if level.pk in next_ones]


def _date_wanted_by(event):
    """The day on which registration opens, else the last of the year in which it is expected."""
    if event.registration_opens_at:
        return event.registration_opens_at.date()
    return event.expected_year and date(event.expected_year, 12, 31)


def _first_day(event):
    return event.starts_at.astimezone(event.zone).date()


def _last_day(event):
    return event.ends_at.astimezone(event.zone).date()


def _of_event(text, event, **facts):
    return Finding(text % {"event": event, **facts}, _admin("registrations_event", event), event.starts_at)


def _admin(name, row):
    return reverse(f"admin:{name}_change", args=[row.pk])


def _day(value):
    return date_format(value, "DATE_FORMAT")
