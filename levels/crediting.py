"""Credits for e-learning: for the planned minutes of what people have done of the mandatory resources of a level.

Planned minutes, as screens left open prove nothing; only what is done, as accreditors ask that learners are shown to
have been engaged (learning-systems A6). Live events of a level have accreditations of their own.
"""

from collections import defaultdict

from django.db.models import OuterRef, Subquery, Sum
from django.utils import timezone

from accounts.models import Profile
from certificates.credit import crediting, saying, stating
from certificates.models import Accreditation, Form
from levels.models import Completion, Level, Progress


def lines_for(level, people):
    """`{user id: (CreditLine, …)}` of those of these people (ids) who completed the level."""
    done = Completion.objects.filter(
        level_enrolment__level=level, level_enrolment__enrolment__user__in=people
    ).select_related("level_enrolment__enrolment")
    facts = facts_for(done)
    return {row.level_enrolment.enrolment.user_id: facts[row.pk]["credits"] for row in done}


def facts_for(completions):
    """`{completion.pk: {…}}`: what `Facts` of the levels say about credits, to be handed on as they are.

    As many queries for many completions of many levels as for one.
    """
    levels = {row.pk: row.level_enrolment.level_id for row in completions}
    accreditations = _speaking(set(levels.values()))
    minutes = professions = {}
    if any(one.is_granted for of_level in accreditations.values() for one in of_level):
        minutes = _minutes(levels)
        professions = _professions(completions)
    facts = {}
    for row in completions:
        person = row.level_enrolment.enrolment.user_id
        of_level = accreditations[row.level_enrolment.level_id]
        learned = {(timezone.localdate(row.completed_at), crediting.MORNING): minutes.get(row.pk) or 0}
        facts[row.pk] = _facts(of_level, learned, professions.get(person, ""))
    return facts


def said_of(level, minutes):
    """What the page of a level, with `accredited` fetched along, says of credits for its e-learning.

    `minutes`: those of its mandatory resources.
    """
    rows = (saying.read(facts) for facts in level.accredited)
    said = (saying.said(row, row.is_granted and _most_of(row, minutes)) for row in rows)
    return [one for one in said if one]


def _most_of(accreditation, minutes):
    """In hundredths, for whom it earns anything, while it can be earned."""
    today = timezone.localdate()
    anyone = (accreditation.professions or [""])[0]
    return crediting.reckon(accreditation, {(today, crediting.MORNING): minutes}, profession=anyone).amount


def _facts(accreditations, learned, profession):
    facts = {"accreditation_note": stating.note(accreditations), "credits": (), "uncredited": ()}
    for accreditation in accreditations:
        found = crediting.reckon(accreditation, learned, profession=profession)
        for name, lines in found.facts(accreditation).items():
            facts[name] += lines
    return facts


def _speaking(levels):
    """By level, the accreditations of which anything may be said."""
    links = Level.accreditations.through.objects.filter(level__in=levels)
    by_pk = Accreditation.objects.select_related("accreditor").in_bulk(
        {link.accreditation_id for link in links}
    )
    found = defaultdict(list)
    for link in sorted(links, key=lambda link: link.accreditation_id):
        accreditation = by_pk[link.accreditation_id]
        if accreditation.form == Form.E_LEARNING and accreditation.is_said:
            found[link.level_id].append(accreditation)
    return found


def _minutes(completions):
    """`{completion id: planned minutes of the mandatory resources that were done by then}`."""
    done = Progress.objects.filter(
        person=OuterRef("level_enrolment__enrolment__user"),
        resource__module__level=OuterRef("level_enrolment__level"),
        resource__is_mandatory=True,
        done_at__lte=OuterRef("completed_at"),
    )
    total = done.order_by().values("person").annotate(total=Sum("resource__minutes")).values("total")
    rows = Completion.objects.filter(pk__in=completions).annotate(minutes=Subquery(total))
    return dict(rows.values_list("pk", "minutes"))


def _professions(completions):
    people = {row.level_enrolment.enrolment.user_id for row in completions}
    return dict(Profile.objects.filter(user__in=people).values_list("user", "profession"))
