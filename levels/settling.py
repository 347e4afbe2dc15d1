"""From evidence to standings, for one person or for thousands: the same steps after a click and in the night."""

import json
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.utils import timezone

from levels import facts, rulebooks, rules, standing
from levels.models import LevelEnrolment, RequirementSet


@dataclass
class Outcome:
    """Open levels that are stored otherwise than they stand; what is new is on the rows already.

    `caught_up` are those whose requirements read otherwise than when they were last weighed (a resource was
    published, a weight changed): expected. `differing` are all others: unless evidence has just come in, there
    must be none. Those of `completing` are met for the first time, and are in one of the two as well.
    """

    now: datetime
    levels: int = 0
    caught_up: list = field(default_factory=list)
    differing: list = field(default_factory=list)
    completing: list = field(default_factory=list)

    @property
    def changed(self):
        return self.caught_up + self.differing


def rows_of(enrolments):
    """The open levels of these enrolments (ids), ready to be weighed."""
    rows = LevelEnrolment.objects.filter(enrolment__in=enrolments)
    return list(rows.select_related("enrolment__user", "level").order_by("level__number", "pk"))


def weigh(rows, now=None):
    """Work out how these open levels stand, all levels of a person together. Writes nothing."""
    outcome = Outcome(now or timezone.now(), levels=len(rows))
    _give_first(rows)
    books = rulebooks.load({row.requirements_id for row in rows} - {None}, timezone.localdate(outcome.now))
    known = facts.of({row.enrolment.user_id for row in rows})
    rows = [row for row in rows if row.requirements_id]
    _find_completing(rows, books, known, outcome)
    for row in rows:
        _compare(row, books[row.requirements_id], known[row.enrolment.user_id], outcome)
    return outcome


def _give_first(rows):
    """Who started while the level asked nothing is asked the newest version as soon as there is one."""
    without = [row for row in rows if row.requirements_id is None]
    levels = {row.level_id for row in without}
    newest = dict(RequirementSet.objects.newest().filter(level__in=levels).values_list("level", "pk"))
    for row in without:
        row.requirements_id = newest.get(row.level_id)


def _find_completing(rows, books, known, outcome):
    """A level that is completed may be what another one asks for, so this goes on until nothing is new."""
    open_rows = [row for row in rows if row.completed_at is None]
    while True:
        met = [
            row
            for row in open_rows
            if rules.stand(books[row.requirements_id].rules, known[row.enrolment.user_id]).is_met
        ]
        if not met:
            return
        for row in met:
            row.completed_at = outcome.now
            known[row.enrolment.user_id].completed[row.level_id] = outcome.now
        outcome.completing += met
        open_rows = [row for row in open_rows if row.completed_at is None]


def _compare(row, book, known, outcome):
    new = standing.pack(rules.stand(book.rules, known), book)
    score = rules.score(book.shares, known)
    if row.standing == new and row.score == score:
        return
    is_expected = row.standing.get("mark") != new["mark"]
    row.standing, row.score = new, score
    (outcome.caught_up if is_expected else outcome.differing).append(row)


def store(rows):
    """Write down standing, score, version and completion of these rows: one statement, for one as for thousands."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE levels_levelenrolment AS row
            SET standing = new.standing, score = new.score, requirements_id = new.requirements,
                completed_at = new.completed
            FROM unnest(%s::bigint[], %s::jsonb[], %s::integer[], %s::bigint[], %s::timestamptz[])
                AS new (id, standing, score, requirements, completed)
            WHERE row.id = new.id
            """,
            _columns(rows),
        )


def _columns(rows):
    return [
        [row.pk for row in rows],
        [json.dumps(row.standing) for row in rows],
        [row.score for row in rows],
        [row.requirements_id for row in rows],
        [row.completed_at for row in rows],
    ]
