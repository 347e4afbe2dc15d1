"""Whether somebody is eligible, rule by rule, each with its evidence. Pure: facts in, findings out.

`facts.of` reads the facts. Evidence is plain JSON, numbers and moments only; the sentences are made when somebody
reads them, in the language of the reader:

    completed {"at": ISO moment or null}            score {"score": hundredths of a percent or null}
    attendance {"titles": [...]}                    profession {"profession": code}
    not_again {"last_day": ISO day or null}
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Profession
from fellowships.models import RuleKind
from levels.standing import percent


@dataclass
class Facts:
    """What one person has done, as far as any rule asks."""

    completed: dict[int, datetime] = field(default_factory=dict)  # by level
    scores: dict[int, int] = field(default_factory=dict)  # by level
    attended: dict[int, list[str]] = field(default_factory=dict)  # titles of events, by level
    profession: str = ""
    last_day: date | None = None  # of the latest fellowship


@dataclass(frozen=True)
class Finding:
    """One rule and one person. `asks` is the rule in words, `words` what the evidence says."""

    rule: object
    is_met: bool
    evidence: dict

    @property
    def asks(self):
        return asks(self.rule)

    @property
    def words(self):
        return words(self.rule, self.evidence)


def judge(rules, facts, today):
    """A finding for each rule, in the order of the rules."""
    return [Finding(rule, *_JUDGES[rule.kind](rule, facts, today)) for rule in rules]


def asks(rule):
    """What a rule asks, in a sentence. The rule's level must be loaded."""
    return _ASKS[rule.kind](rule)


def words(rule, evidence):
    """What the evidence says about a rule, in a sentence."""
    return _WORDS[rule.kind](rule, evidence)


# ---- Judging ----


def _completed(rule, facts, today):
    at = facts.completed.get(rule.level_id)
    return at is not None, {"at": at and at.isoformat()}


def _score(rule, facts, today):
    score = facts.scores.get(rule.level_id)
    return score is not None and score >= rule.value, {"score": score}


def _attendance(rule, facts, today):
    titles = sorted(facts.attended.get(rule.level_id, []))
    return len(titles) >= rule.value, {"titles": titles}


def _profession(rule, facts, today):
    return facts.profession in rule.professions, {"profession": facts.profession}


def _not_again(rule, facts, today):
    last = facts.last_day
    is_long_ago = last is None or _months_later(last, rule.value) <= today
    return is_long_ago, {"last_day": last and last.isoformat()}


_JUDGES = {
    RuleKind.LEVEL_COMPLETED: _completed,
    RuleKind.LEVEL_SCORE: _score,
    RuleKind.ATTENDANCE: _attendance,
    RuleKind.PROFESSION: _profession,
    RuleKind.NOT_AGAIN: _not_again,
}


def _months_later(day, months):
    """The same day of a later month, or the last day that this month has."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    for number in range(day.day, 27, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    return date(year, month, day.day)


# ---- In words ----


def _ask_attendance(rule):
    return ngettext(
        "%(count)s live event of Level %(level)s attended",
        "%(count)s live events of Level %(level)s attended",
        rule.value,
    ) % {"count": rule.value, "level": rule.level.number}


def _ask_professions(rule):
    return _("Profession: %(professions)s") % {"professions": ", ".join(map(_name_of, rule.professions))}


def _ask_not_again(rule):
    return ngettext(
        "No fellowship in the last %(count)s month",
        "No fellowship in the last %(count)s months",
        rule.value,
    ) % {"count": rule.value}


_ASKS = {
    RuleKind.LEVEL_COMPLETED: lambda rule: _("Level %(level)s completed") % {"level": rule.level.number},
    RuleKind.LEVEL_SCORE: lambda rule: (
        _("A score of at least %(score)s in Level %(level)s")
        % {"score": percent(rule.value), "level": rule.level.number}
    ),
    RuleKind.ATTENDANCE: _ask_attendance,
    RuleKind.PROFESSION: _ask_professions,
    RuleKind.NOT_AGAIN: _ask_not_again,
}


def _name_of(profession):
    return str(Profession(profession).label) if profession in Profession.values else profession


def _say_completed(rule, evidence):
    if evidence["at"] is None:
        return _("You have not completed it yet.")
    return _("You completed it on %(day)s.") % {"day": _day(datetime.fromisoformat(evidence["at"]))}


def _say_score(rule, evidence):
    if evidence["score"] is None:
        return _("You have no score in this level yet.")
    return _("Your score is %(score)s.") % {"score": percent(evidence["score"])}


def _say_attendance(rule, evidence):
    if not evidence["titles"]:
        return _("No attendance is on record for you yet.")
    return _("You attended: %(events)s.") % {"events": ", ".join(evidence["titles"])}


def _say_profession(rule, evidence):
    if not evidence["profession"]:
        return _("Your profile does not say your profession yet.")
    return _("Your profile says: %(profession)s.") % {"profession": _name_of(evidence["profession"])}


def _say_not_again(rule, evidence):
    if evidence["last_day"] is None:
        return _("You have had none.")
    day = date_format(date.fromisoformat(evidence["last_day"]), "DATE_FORMAT")
    return _("Your last one ended on %(day)s.") % {"day": day}


def _day(moment):
    return date_format(timezone.localtime(moment), "DATE_FORMAT")


_WORDS = {
    RuleKind.LEVEL_COMPLETED: _say_completed,
    RuleKind.LEVEL_SCORE: _say_score,
    RuleKind.ATTENDANCE: _say_attendance,
    RuleKind.PROFESSION: _say_profession,
    RuleKind.NOT_AGAIN: _say_not_again,
}
