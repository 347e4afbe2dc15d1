"""What is proposed, in words: as facts to keep, to show, and to compare with what was proposed before."""

from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from registrations.dates import city, days, hours
from registrations.models import EventKind, EventLanguage, FacultyRole, Filling


@dataclass(frozen=True)
class Difference:
    label: str
    before: str
    after: str


def facts_of(proposal):
    """The facts as they are now, as JSON, faculty included."""
    return {
        "kind": proposal.kind,
        "title": proposal.title,
        "level": proposal.level and proposal.level.number,
        "summary": proposal.summary,
        "description": proposal.description,
        "starts_at": proposal.starts_at and proposal.starts_at.isoformat(),
        "ends_at": proposal.ends_at and proposal.ends_at.isoformat(),
        "date_note": proposal.date_note,
        "time_zone": proposal.time_zone,
        "place": proposal.place,
        "is_online": proposal.is_online,
        "language": proposal.language,
        "capacity": proposal.capacity,
        "filling": proposal.filling,
        "host_conference": proposal.host_conference,
        "signatory": ", ".join(filter(None, [proposal.signatory_name, proposal.signatory_post])),
        "faculty": [
            {"name": row.name, "role": row.role, "topic": row.topic} for row in proposal.faculty.all()
        ],
    }


def in_words(facts):
    """(label, words) of each fact, in the order in which they are asked for; empty words for what is not known."""
    online = _("online")
    level = _("Level %(number)s") % {"number": facts["level"]} if facts["level"] else ""
    team = [f"{line['name']} ({_role(line)})" for line in facts["faculty"]]
    return [
        (_("Kind"), facts["kind"] and str(EventKind(facts["kind"]).label)),
        (_("Title"), facts["title"]),
        (_("Level"), level),
        (_("In one sentence"), facts["summary"]),
        (_("Description"), facts["description"]),
        (_("When"), _when(facts)),
        (_("Where"), f"{facts['place']} ({online})" if facts["is_online"] else facts["place"]),
        (_("Language"), facts["language"] and str(EventLanguage(facts["language"]).label)),
        (_("Host conference"), facts["host_conference"]),
        (_("Places"), str(facts["capacity"]) if facts["capacity"] else _("as many as want to come")),
        (_("How places are given"), how_places_are_given(facts["filling"])),
        (_("Who teaches"), "; ".join(team)),
        (_("Who signs the certificates"), facts["signatory"]),
    ]


def _role(line):
    """What is proposed by an earlier release says no topic."""
    return ": ".join(filter(None, [str(FacultyRole(line["role"]).label), line.get("topic")]))


def how_places_are_given(filling):
    """At an event of a hub it is always that hub that decides."""
    if filling == Filling.REVIEWED:
        return _("the hub decides about each request")
    return str(Filling(filling).label)


def _when(facts):
    if not facts["starts_at"]:
        return facts["date_note"]
    zone = ZoneInfo(facts["time_zone"])
    span = SimpleNamespace(
        zone=zone,
        starts_at=datetime.fromisoformat(facts["starts_at"]),
        ends_at=datetime.fromisoformat(facts["ends_at"]),
    )
    return f"{days(span)}, {hours(span)} ({city(zone)})"


def thread_of(proposal):
    """The steps of a proposal in their order; one that proposes anew carries its `differences` from before."""
    steps = list(proposal.steps.select_related("by"))
    before = None
    for step in steps:
        step.differences = list(_differences(before, step.facts)) if before and step.facts else []
        before = step.facts or before
    return steps


def _differences(before, after):
    for (label, old), (_label, new) in zip(in_words(before), in_words(after), strict=True):
        if old != new:
            yield Difference(label, old or _("nothing"), new or _("nothing"))
