"""From completed levels to certificates: of the levels, and of the pathway once all of its levels are completed."""

from collections import defaultdict
from datetime import timedelta

from django.utils import timezone, translation
from django.utils.formats import date_format

from certificates.actions import Earned, award_many, withdraw
from certificates.facts import Facts
from certificates.models import Award, Kind, Policy
from levels import crediting
from levels.models import Completion, Level


def source(level_id, person_id):
    return f"level:{level_id}:{person_id}"


def source_of_pathway(pathway_id, person_id):
    return f"pathway:{pathway_id}:{person_id}"


def award_to(enrolments, *, now=None, decided=()):
    """Note what people (ids of enrolments) have earned by the levels they completed. Safe to repeat.

    What one of the staff completed, who may only have clicked through a level, earns nothing before somebody has
    decided so: `decided` are ids of `Completion`. To be called in a transaction that holds the enrolments, so that
    nobody takes a completion back meanwhile. Certificates are in English first.
    """
    completions = _earning(enrolments, decided)
    if not completions:
        return
    due_at = (now or timezone.now()) + timedelta(days=Policy.current().preview_days)
    with translation.override("en"):
        award_many([*_levels(completions, due_at), *_pathways(completions, due_at)])


def is_earned(row):
    """Whether the completion of this `LevelEnrolment` is known to earn a certificate."""
    earned = source(row.level_id, row.enrolment.user_id)
    return Award.objects.filter(source=earned, lapsed_at=None, kept_at=None).exists()


def take_back(row, *, because):
    """The completion of this `LevelEnrolment` is gone, and with it what rested on it."""
    person = row.enrolment.user_id
    for earned in (source(row.level_id, person), source_of_pathway(row.level.pathway_id, person)):
        withdraw(source=earned, because=because[:300])


def _earning(enrolments, decided):
    """Those completions that earn a certificate, by their `LevelEnrolment`, person and level."""
    rows = Completion.objects.filter(level_enrolment__enrolment__in=enrolments).order_by("completed_at", "pk")
    rows = list(rows.select_related("level_enrolment__enrolment__user", "level_enrolment__level__pathway"))
    of_staff = {_source(row) for row in rows if row.by_staff}
    said_so = set()
    if of_staff:
        said_so = set(
            Award.objects.filter(source__in=of_staff, lapsed_at=None, kept_at=None).values_list(
                "source", flat=True
            )
        )
    return [row for row in rows if not row.by_staff or row.pk in decided or _source(row) in said_so]


def _source(completion):
    row = completion.level_enrolment
    return source(row.level_id, row.enrolment.user_id)


def _levels(completions, due_at):
    credited = crediting.facts_for(completions)
    for completion in completions:
        row = completion.level_enrolment
        yield Earned(
            source=_source(completion),
            kind=Kind.LEVEL,
            holder=row.enrolment.user,
            facts=_facts_of_level(completion, row, credited[completion.pk]),
            due_at=due_at,
        )


def _facts_of_level(completion, row, credited):
    level = row.level
    return Facts(
        title=str(level),
        programme=level.pathway.title,
        score=completion.score,
        address=level.get_absolute_url(),
        **credited,
        **_signatory(level, level.pathway),
        **_from_to(row.opened_at, completion.completed_at),
    )


def _pathways(completions, due_at):
    """Whoever earns all levels of a pathway earns the pathway. Credits stand with the levels, so here are none."""
    by_enrolment = defaultdict(list)
    for completion in completions:
        by_enrolment[completion.level_enrolment.enrolment].append(completion)
    asked = defaultdict(set)
    pathways = {enrolment.pathway_id for enrolment in by_enrolment}
    for pathway, level in Level.objects.filter(pathway__in=pathways).values_list("pathway", "pk"):
        asked[pathway].add(level)
    for enrolment, done in by_enrolment.items():
        if {completion.level_enrolment.level_id for completion in done} >= asked[enrolment.pathway_id]:
            yield Earned(
                source=source_of_pathway(enrolment.pathway_id, enrolment.user_id),
                kind=Kind.PATHWAY,
                holder=enrolment.user,
                facts=_facts_of_pathway(done),
                due_at=due_at,
            )


def _facts_of_pathway(completions):
    """`completions` are all of one person, the earliest first."""
    pathway = completions[0].level_enrolment.level.pathway
    opened_at = min(completion.level_enrolment.opened_at for completion in completions)
    return Facts(
        title=pathway.title,
        **_signatory(pathway),
        **_from_to(opened_at, completions[-1].completed_at),
    )


def _signatory(*places):
    """Name and post belong together: those of the first place that names somebody."""
    named = next((place for place in places if place.signatory_name), places[-1])
    return {"signatory_name": named.signatory_name, "signatory_post": named.signatory_post}


def _from_to(opened_at, completed_at):
    """From the day on which it was opened to the day on which it was completed.

    No time is printed: how long people studied is evidence of each resource, not of the level. A clock that was set
    back must not end a level before it began.
    """
    last = timezone.localdate(completed_at)
    first = min(timezone.localdate(opened_at), last)
    words = [date_format(day, "DATE_FORMAT") for day in sorted({first, last})]
    return {"dates": " – ".join(words), "first_day": first, "last_day": last}
