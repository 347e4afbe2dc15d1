"""Which questions an attempt is given. Chance decides, within the blueprint; the browser has no say in it."""

from random import SystemRandom
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Kind, Question

CHANCE = SystemRandom()


class Candidate(NamedTuple):
    question: int
    version: int
    topic: int
    tier: str
    difficulty: str


def pool(by_hand=True):
    """All questions that may be drawn today, in one query; without those marked by hand where that is asked."""
    rows = Question.objects.drawable().order_by()
    rows = rows if by_hand else rows.exclude(current__kind=Kind.SHORT_TEXT)
    return [Candidate(*row) for row in rows.values_list("pk", "current_id", "topic_id", "tier", "difficulty")]


def choose(assessment, seen, chance=CHANCE):
    """The versions that a new attempt at this assessment is given, in their order."""
    candidates = pool(by_hand=assessment.draws_by_hand or assessment.form == assessment.Form.FIXED)
    if assessment.form == assessment.Form.FIXED:
        usable = {candidate.question: candidate.version for candidate in candidates}
        asked = assessment.fixed.order_by("order", "pk").values_list("question_id", flat=True)
        chosen = [usable[pk] for pk in asked if pk in usable]
    else:
        lines = list(assessment.blueprint.select_related("topic").order_by("order", "pk"))
        chosen = [candidate.version for candidate in draw(lines, candidates, seen, chance)]
    if not chosen:
        raise ValidationError(_("This assessment has no questions yet. Please tell the office."))
    if assessment.shuffle_questions:
        chance.shuffle(chosen)
    return chosen


def draw(lines, candidates, seen, chance=CHANCE):
    """As many candidates for each line as it asks for, none twice, in the order of the lines.

    Those in `seen` are drawn only where the bank has nothing else: first as many places as possible are filled
    with others, then the rest with any. Each step may move a question to another line that it fits as well (an
    augmenting path), so lines that overlap never refuse what the bank could give, and no question is seen again
    that need not be.
    """
    candidates = list(candidates)
    chance.shuffle(candidates)
    wanted = [_want(line) for line in lines]
    places = [number for number, line in enumerate(lines) for _time in range(line.count)]
    holders = {}
    for usable in ([one for one in candidates if one.question not in seen], candidates):
        if len(holders) < len(places):
            fitting = [[one for one in usable if _fits(want, one)] for want in wanted]
            _fill_all([fitting[number] for number in places], holders)
    if len(holders) < len(places):
        raise ValidationError(_too_few(lines, candidates))
    return sorted(holders, key=holders.get)


def fits(line, candidate):
    return _fits(_want(line), candidate)


def _want(line):
    """Read once: this is asked for each line and each question of the bank."""
    return line.topic_id, line.tier, line.difficulty


def _fits(want, candidate):
    topic, tier, difficulty = want
    return (
        (topic is None or topic == candidate.topic)
        and (not tier or tier == candidate.tier)
        and (not difficulty or difficulty == candidate.difficulty)
    )


def _fill_all(choices, holders):
    for place in set(range(len(choices))) - set(holders.values()):
        _fill(place, choices, holders, set())


def _fill(place, choices, holders, tried):
    """Give a place a question, where need be by finding the place that holds it another one."""
    free = next((one for one in choices[place] if one not in holders and one not in tried), None)
    if free:
        holders[free] = place
        return True
    for one in choices[place]:
        if one not in tried:
            tried.add(one)
            if _fill(holders[one], choices, holders, tried):
                holders[one] = place
                return True
    return False


def _too_few(lines, candidates):
    """Which line the bank cannot serve, in words."""
    for line in lines:
        has = sum(fits(line, one) for one in candidates)
        if has < line.count:
            return _(
                "This assessment cannot begin: it asks for %(asked)s (%(what)s), and the bank has %(has)s. "
                "Please tell the office."
            ) % {"asked": _questions(line.count), "what": _kind_of(line), "has": has}
    return _(
        "This assessment cannot begin: it asks for %(asked)s, and the bank has too few that fit. "
        "Please tell the office."
    ) % {"asked": _questions(sum(line.count for line in lines))}


def _questions(count):
    return ngettext("%(count)s question", "%(count)s questions", count) % {"count": count}


def _kind_of(line):
    named = [line.topic and line.topic.title, line.get_tier_display(), line.get_difficulty_display()]
    return ", ".join(str(part) for part in named if part) or _("of any kind")


def option_order(version, shuffle, chance=CHANCE):
    """The options as this person sees them: those that stay last do. Steps to put into order are always mixed."""
    options = list(version.options.all())
    movable = [option.pk for option in options if not option.stays_last]
    if shuffle or version.kind == Kind.ORDERING:
        chance.shuffle(movable)
    return movable + [option.pk for option in options if option.stays_last]
