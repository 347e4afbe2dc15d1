"""How far a person is with a level: the shape in which `LevelEnrolment.standing` is kept, and the words for it.

    {"mark": …, "version": 1, "have": 2, "of": 5, "is_met": false, "groups": [
        {"title": …, "operator": "all", "needed": 4, "have": 2, "is_met": false, "lines": [
            {"key": …, "kind": …, "title": …, "have": 3, "of": 8, "at": null, "best": null, "exempt": false,
             "share": 7500, "next": {"title": …, "at": [1, "module", "resource"]}}]}]}

    (what stands from "share" on depends on the kind)

Numbers and moments only, and what the programme calls its own things: the sentences are made when somebody reads
them, in the language of the reader, without asking the database. An empty dict says that the level asks nothing yet.
"""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cases.models import Part
from levels.models import RequirementKind


def pack(standing, book):
    """A `levels.rules.Standing` as it is kept."""
    return {
        "mark": book.mark,
        "version": book.version,
        "have": standing.have,
        "of": standing.of,
        "is_met": standing.is_met,
        "groups": [
            {
                "title": found.group.title,
                "operator": found.group.operator,
                "needed": found.group.needed,
                "have": found.have,
                "is_met": found.is_met,
                "lines": [_pack(one, book) for one in found.found],
            }
            for found in standing.groups
        ],
    }


def _pack(found, book):
    asked = found.asked
    line = {
        "key": asked.key,
        "kind": str(asked.kind),
        "title": asked.title,
        "have": found.have,
        "of": found.of,
        "at": found.at and found.at.isoformat(),
        "best": found.best,
        "exempt": found.is_exempt,
    }
    return line | _MORE.get(asked.kind, lambda found, book: {})(found, book)


def _first_missing(found, book):
    return {"next": _at(book.places[found.missing])} if found.missing else {}


def _test(found, book):
    asked = found.asked
    place = book.places.get(book.tests.get(asked.assessment))
    return {"share": book.pass_marks[asked.assessment]} | ({"next": _at(place)} if place else {})


def _at(place):
    return {"title": place.title, "at": [place.level, place.module, place.slug]}


_MORE = {
    RequirementKind.RESOURCES: _first_missing,
    RequirementKind.ASSESSMENT: _test,
    RequirementKind.ATTENDANCE: lambda found, book: {
        "share": found.asked.share,
        "level": book.number,
        "titles": list(found.titles),
    },
    RequirementKind.CASES: lambda found, book: {"part": found.asked.case_part},
    RequirementKind.EVALUATION: lambda found, book: (
        {"level": book.number} if found.asked.survey == book.evaluation else {}
    ),
    RequirementKind.LEVEL: lambda found, book: {"level": book.earlier[found.asked.earlier]},
}


@dataclass(frozen=True)
class Line:
    """One requirement in words. `url` is where to go on, with `go` as the words of the link; both may be empty.

    `is_spared`: not met, and not needed any more, as enough others of its group are. `is_next`: the first thing to
    do now.
    """

    key: str
    kind: str
    title: str
    group: str
    is_met: bool
    is_begun: bool
    is_spared: bool
    is_next: bool
    words: str
    url: str = ""
    go: str = ""


@dataclass(frozen=True)
class Heading:
    """A group in words: `words` is empty where simply all of it is needed."""

    title: str
    words: str
    is_met: bool
    lines: list


def lines(level_enrolment):
    """Everything the level asks of this person, in its order, with how far the person is. No query."""
    return [line for heading in headings(level_enrolment) for line in heading.lines]


def headings(level_enrolment):
    """The same, group by group."""
    is_next_found = False
    found = []
    for group in level_enrolment.standing.get("groups", []):
        own = []
        for facts in group["lines"]:
            line = _line(facts, group, may_be_next=not is_next_found)
            is_next_found = is_next_found or line.is_next
            own.append(line)
        found.append(Heading(group["title"], _how_many(group), group["is_met"], own))
    return found


def facts_of(level_enrolment, key):
    """What is kept of one requirement; None where the level does not ask it."""
    groups = level_enrolment.standing.get("groups", [])
    return next((line for group in groups for line in group["lines"] if line["key"] == key), None)


def taken_back(level_enrolment):
    """What the person reads whose completion was taken back and not reached again; empty for everybody else."""
    if level_enrolment.taken_back_at is None or level_enrolment.completed_at:
        return ""
    day = date_format(timezone.localtime(level_enrolment.taken_back_at), "DATE_FORMAT")
    return _("The completion of this level was taken back on %(day)s: %(reason)s") % {
        "day": day,
        "reason": level_enrolment.taken_back_because,
    }


def in_short(level_enrolment):
    """“2 of 5 requirements met”."""
    standing = level_enrolment.standing
    return ngettext(
        "%(have)s of %(of)s requirement met", "%(have)s of %(of)s requirements met", standing.get("of", 0)
    ) % {"have": standing.get("have", 0), "of": standing.get("of", 0)}


def beads(level_enrolment):
    """One for each requirement that is needed, met ones first: what the chain on the page shows."""
    standing = level_enrolment.standing
    have, of = standing.get("have", 0), standing.get("of", 0)
    return [True] * have + [False] * (of - have)


def _how_many(group):
    if group["needed"] == len(group["lines"]):
        return ""
    if group["needed"] == 1:
        return _("One of these is enough.")
    return ngettext("%(needed)s of these is enough.", "%(needed)s of these are enough.", group["needed"]) % {
        "needed": group["needed"]
    }


def _line(facts, group, *, may_be_next):
    is_met = facts["at"] is not None
    is_spared = not is_met and group["is_met"]
    url, go = ("", "") if is_spared else _where(facts, is_met)
    return Line(
        key=facts["key"],
        kind=facts["kind"],
        title=facts["title"],
        group=group["title"],
        is_met=is_met,
        is_begun=bool(facts["have"]) or facts["best"] is not None,
        is_spared=is_spared,
        is_next=may_be_next and not is_met and not is_spared and bool(url),
        words=_("Not needed any more.") if is_spared else _words(facts, is_met),
        url=url,
        go=go,
    )


def _words(facts, is_met):
    if facts["exempt"]:
        return _("You are exempt from this since %(day)s.") % {"day": _day(facts)}
    return _WORDS[facts["kind"]](facts, is_met)


def _day(facts):
    return date_format(timezone.localtime(datetime.fromisoformat(facts["at"])), "DATE_FORMAT")


def percent(hundredths):
    """7500 as “75 %”, 8233 as “82.3 %” in the way of the language; never rounded up to what it is not."""
    whole, rest = divmod(hundredths // 10, 10)
    return _("%(number)s %%") % {"number": number_format(f"{whole}.{rest}" if rest else whole)}


def _resources(facts, is_met):
    values = {"have": facts["have"], "of": facts["of"]}
    if is_met:
        return _("All done on %(day)s.") % {"day": _day(facts)}
    if not facts["of"]:
        return _("Nothing to study is published yet.")
    text = ngettext(
        "%(have)s of %(of)s mandatory resource done.",
        "%(have)s of %(of)s mandatory resources done.",
        facts["of"],
    )
    following = _("Next: %(title)s") % {"title": facts["next"]["title"]}
    return f"{text % values} {following}"


def _assessment(facts, is_met):
    needed = percent(facts["share"])
    if is_met:
        return _("Passed on %(day)s with %(score)s.") % {"day": _day(facts), "score": percent(facts["best"])}
    if facts["best"] is not None:
        return _("Your result is %(score)s; %(needed)s are needed.") % {
            "score": percent(facts["best"]),
            "needed": needed,
        }
    return _("Not taken yet. %(needed)s are needed.") % {"needed": needed}


def _attendance(facts, is_met):
    needed = percent(facts["share"])
    if is_met:
        return _("Attended: %(events)s.") % {"events": ", ".join(facts["titles"])}
    text = ngettext(
        "%(have)s of %(of)s event attended for at least %(needed)s.",
        "%(have)s of %(of)s events attended for at least %(needed)s.",
        facts["of"],
    ) % {"have": facts["have"], "of": facts["of"], "needed": needed}
    if facts["best"] is None:
        return text
    short = _("You were there for %(best)s, which is not enough.") % {"best": percent(facts["best"])}
    return f"{text} {short}"


def _cases(facts, is_met):
    if is_met:
        return _("Done on %(day)s.") % {"day": _day(facts)}
    text = {
        Part.READ: ngettext(
            "%(have)s of %(of)s case worked through.", "%(have)s of %(of)s cases worked through.", facts["of"]
        ),
        Part.AUTHORED: ngettext(
            "%(have)s of %(of)s case published.", "%(have)s of %(of)s cases published.", facts["of"]
        ),
        Part.REVIEWED: ngettext(
            "%(have)s of %(of)s case reviewed.", "%(have)s of %(of)s cases reviewed.", facts["of"]
        ),
    }[facts["part"]]
    return text % {"have": facts["have"], "of": facts["of"]}


def _evaluation(facts, is_met):
    if is_met:
        return _("Answered. Nothing leads from your answers to you.")
    return _("A few questions, anonymous: only that you have answered is kept.")


def _sign_off(facts, is_met):
    if is_met:
        return _("Signed off on %(day)s.") % {"day": _day(facts)}
    return _("The office signs this off; there is nothing for you to send.")


def _level(facts, is_met):
    if is_met:
        return _("Completed on %(day)s.") % {"day": _day(facts)}
    return _("Level %(number)s comes first.") % {"number": facts["level"]}


_WORDS = {
    RequirementKind.RESOURCES: _resources,
    RequirementKind.ASSESSMENT: _assessment,
    RequirementKind.ATTENDANCE: _attendance,
    RequirementKind.CASES: _cases,
    RequirementKind.EVALUATION: _evaluation,
    RequirementKind.SIGN_OFF: _sign_off,
    RequirementKind.LEVEL: _level,
}


_CASES = {
    Part.READ: lambda: reverse("cases:index"),
    Part.AUTHORED: lambda: reverse("cases:mine"),
    Part.REVIEWED: lambda: reverse("cases:reviews"),
}


def _where(facts, is_met):
    """(address, words of the link); empty where there is nothing to do, or nothing a person can do."""
    if is_met:
        return "", ""
    if facts["kind"] in (RequirementKind.RESOURCES, RequirementKind.ASSESSMENT):
        begun = facts["have"] or facts["best"] is not None
        go = pgettext("a level", "Continue") if begun else pgettext("a level", "Begin")
        return (reverse("levels:resource", args=facts["next"]["at"]), go) if "next" in facts else ("", "")
    if facts["kind"] == RequirementKind.CASES:
        return _CASES[facts["part"]](), _("Go there")
    if "level" not in facts:
        return "", ""
    name, go = {
        RequirementKind.ATTENDANCE: ("level", _("See the events")),
        RequirementKind.EVALUATION: ("levels:evaluation", _("Answer")),
        RequirementKind.LEVEL: ("levels:classroom", _("Go there")),
    }[facts["kind"]]
    return reverse(name, args=[facts["level"]]), go
