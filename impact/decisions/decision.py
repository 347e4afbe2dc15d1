"""What a decision is, and how all that wait are counted together."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, DateTimeField, ExpressionWrapper, F, Min, Value
from django.db.models.functions import Cast
from django.utils.timesince import timesince

from impact.models import MorningRules

NEAR = timedelta(days=7)


@dataclass(frozen=True)
class Asking:
    """Who looks, when, and from where on staff want to be told."""

    user: Any
    now: datetime
    rules: MorningRules


@dataclass(frozen=True)
class Decision:
    """Something that waits for staff: how many, since when, until when, where it is decided, and why it matters.

    `about` is the one thing that they all concern, where there is one.
    """

    title: str
    url: str
    why: str
    now: datetime
    about: str = ""
    count: int = 1
    since: datetime | None = None
    due: datetime | None = None

    @property
    def is_late(self):
        return self.due is not None and self.due < self.now

    @property
    def is_near(self):
        return self.due is not None and self.due < self.now + NEAR

    @property
    def waits(self):
        """For how long, in words."""
        return timesince(self.since, self.now, depth=1) if self.since else ""

    @property
    def urgency(self):
        """What is late comes first, then what soon will be, then what has waited longest; what has no moment is last."""
        moment = self.due if self.is_near else self.since or self.due
        return not self.is_late, not self.is_near, moment is None, moment or self.now


@dataclass(frozen=True)
class Kind:
    """One kind of decision, as it is counted.

    needs: the permission without which nobody is told of it
    title: with %(count)s, from `ngettext_lazy`
    rows:  Asking -> QuerySet of what waits; one row is one decision
    since, due: fields or expressions of a row, as moments; a day by `end_of`
    one:   field or expression by which rows are put together: each gets a line and an address of its own
    about: what such a one is called; `in_words` makes words of it
    url:   `one` -> address
    """

    name: str
    needs: str
    title: Any
    why: Any
    rows: Callable
    url: Callable
    since: Any = None
    due: Any = None
    one: Any = None
    about: Any = None
    in_words: Callable = str

    def counted(self, asking):
        """The rows put together, as `(name, one, about, count, since, due)`; a part of one great union."""
        rows = self.rows(asking).order_by()
        rows = rows.annotate(
            kind_=Value(self.name, output_field=CharField()),
            one_=_text(self.one),
            about_=_text(self.about),
        ).values("kind_", "one_", "about_")
        rows = rows.annotate(count_=Count("pk"), since_=_first(self.since), due_=_first(self.due))
        return rows.values_list("kind_", "one_", "about_", "count_", "since_", "due_")

    def decision(self, one, about, count, since, due, now):
        return Decision(
            title=self.title % {"count": count},
            about=self.in_words(about),
            count=count,
            since=since,
            due=due,
            url=self.url(one),
            why=self.why,
            now=now,
        )


def end_of(day):
    """A field that holds a day, as the last minute of it: nothing is late before the day is over."""
    return ExpressionWrapper(F(day) + Value(timedelta(hours=23, minutes=59)), output_field=DateTimeField())


def _text(expression):
    return Cast(Value("") if expression is None else expression, CharField())


def _first(moment):
    return Min(Cast(Value(None) if moment is None else moment, DateTimeField()))


def counted(kinds, asking):
    """`{name: [Decision]}` of all kinds, in one query however many there are of anything."""
    if not kinds:
        return {}
    first, *others = [kind.counted(asking) for kind in kinds]
    by_name, found = {kind.name: kind for kind in kinds}, {}
    for name, one, about, count, since, due in first.union(*others, all=True):
        if count:
            decision = by_name[name].decision(one, about, count, since, due, asking.now)
            found.setdefault(name, []).append(decision)
    return found
