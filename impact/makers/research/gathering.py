"""What the rows of the research data are made of. Accounts are known here, and nowhere after."""

from datetime import UTC
from itertools import groupby
from operator import itemgetter

from django.db.models import Count

from cases.models import Reading
from hubs.models import Hub
from impact.gathering import milestones
from impact.makers.research.anonymising import Row
from impact.models import Step
from levels.models import Level

# Days that count as a month since somebody joined.
MONTH = 30
# From here on numbers are one group, so that nobody stands out who did most of all.
MOST_MONTHS, MOST_EVENTS, MOST_CASES = 12, 5, 5
_REACHED = {Step.OPENED: "opened", Step.STARTED: "begun", Step.COMPLETED: "completed"}
_SCORES = {Step.PRETEST: "before", Step.POSTTEST: "after"}


def columns(levels):
    """(scores, what was reached) of the file, in its order."""
    scores = [f"level_{level}_{name}" for level in levels for name in _SCORES.values()]
    reached = [f"level_{level}_{name}" for level in levels for name in _REACHED.values()]
    return scores, [*reached, "events_attended", "cases_opened"]


def levels():
    return list(Level.objects.order_by("number").values_list("number", flat=True))


def rows_of(period, now):
    """Rows of who joined in these months, with what they had reached by the end of them; and the pilot countries.

    Whoever has closed the account, or has said nothing of the own work, is in none.
    """
    until = min(period.until, now)
    pilots = {str(country) for country in Hub.objects.values_list("country", flat=True)}
    with milestones() as found:
        people = {
            person: (at, *said)
            for person, at, *said in found.filter(
                step=Step.ENROLLED, at__gte=period.since, at__lt=until
            ).values_list("person", "at", "country", "profession", "career_stage")
            if all(said)
        }
        rows = list(_rows(people, found.filter(at__lt=until), _cases(until)))
    return rows, pilots


def _rows(people, found, cases):
    """In one query, read person by person."""
    steps = [*_REACHED, *_SCORES, Step.ATTENDED]
    facts = (
        found.filter(step__in=steps).order_by("person").values_list("person", "step", "at", "level", "value")
    )
    seen = set()
    for person, of_person in groupby(facts.iterator(5000), key=itemgetter(0)):
        if person in people:
            seen.add(person)
            yield _row(*people[person], [fact[1:] for fact in of_person], cases.get(person, 0))
    for person in people.keys() - seen:
        yield _row(*people[person], [], cases.get(person, 0))


def _cases(until):
    found = Reading.objects.filter(started_at__lt=until).order_by()
    return dict(found.values_list("person").annotate(number=Count("pk")))


def _row(joined, country, profession, career_stage, facts, cases):
    events = sum(step == Step.ATTENDED for step, *_rest in facts)
    reached = {
        "events_attended": capped(events, MOST_EVENTS),
        "cases_opened": capped(cases, MOST_CASES),
    }
    scores = {}
    for step, at, level, value in facts:
        if step in _REACHED:
            months = max((at - joined).days, 0) // MONTH
            reached[f"level_{level}_{_REACHED[step]}"] = capped(months, MOST_MONTHS)
        elif step in _SCORES:
            scores[f"level_{level}_{_SCORES[step]}"] = band(value)
    day = joined.astimezone(UTC).date()
    return Row(day, country, profession, career_stage, scores, reached)


def capped(number, most):
    return f"{most} or more" if number >= most else str(number)


def band(score):
    """Hundredths of a percent in steps of five percent: `60 to 64`. No dash: spreadsheets would make it a date."""
    lowest = score // 500 * 5
    return "100" if lowest >= 100 else f"{lowest} to {lowest + 4}"
