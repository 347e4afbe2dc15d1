"""What applicants have done, read in as many queries for thousands as for one."""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Min

from accounts.models import Profile
from fellowships.eligibility import Facts
from fellowships.models import Placement
from levels.models import Evidence, EvidenceKind, LevelEnrolment, Requirement, RequirementKind, RequirementSet

# Where a level asks for no attendance itself, this much of an event is having been there.
USUAL_SHARE = 7500


def of(people):
    """`{person: Facts}` for these people (ids)."""
    facts = {pk: Facts() for pk in people}
    standings = LevelEnrolment.objects.filter(enrolment__user__in=facts).order_by()
    for person, level, score, at in standings.values_list(
        "enrolment__user", "level", "score", "completed_at"
    ):
        facts[person].completed |= {level: at} if at else {}
        facts[person].scores |= {level: score} if score is not None else {}
    for person, level, title in _attended(facts):
        facts[person].attended.setdefault(level, []).append(title)
    for person, profession in Profile.objects.filter(user__in=facts).values_list("user", "profession"):
        facts[person].profession = profession
    for person, last in _last_days(facts).items():
        facts[person].last_day = last
    return facts


def _attended(people):
    """(person, level, title of the event) for each event at which somebody was long enough. The latest word counts."""
    enough = dict(
        Requirement.objects.filter(
            kind=RequirementKind.ATTENDANCE,
            activity__isnull=False,
            group__set__in=RequirementSet.objects.newest().values("pk"),
        )
        .order_by()
        .values_list("activity")
        .annotate(Min("share"))
    )
    rows = Evidence.objects.filter(
        person__in=list(people), kind=EvidenceKind.ATTENDED, resource=None
    ).order_by("happened_at", "pk")
    latest = {}
    for person, activity, level, data in rows.values_list("person", "activity", "activity__level", "data"):
        latest[person, activity, data["occasion"]] = level, data
    found = defaultdict(dict)
    for (person, activity, occasion), (level, data) in latest.items():
        if data["share"] >= enough.get(activity, USUAL_SHARE):
            found[person, level][occasion] = data["title"]
    return [(person, level, title) for (person, level), events in found.items() for title in events.values()]


def _last_days(people):
    """{person: last day of the latest fellowship}. What is arranged for later counts as well."""
    stays = Placement.objects.live().filter(person__in=people, offer__isnull=False, days__isnull=False)
    last = {}
    for person, days in stays.values_list("person", "days"):
        # As a range in the database a stay ends on the day after its last.
        day = days.upper - timedelta(days=1)
        last[person] = max(day, last.get(person, day))
    return last
