"""What there is to say about an event, counted at one moment. As many queries for thousands of people as for one."""

import statistics
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, Sum, prefetch_related_objects
from django.utils import timezone, translation
from django_countries import countries

from accounts.models import CareerStage, Profession
from certificates.models import Accreditation, Certificate, Credit
from evaluations import results
from evaluations.suppression import SMALLEST
from registrations import dates, evaluating, teaching
from registrations.models import Event, State
from registrations.organiser_report.suppressing import broken_down, tellable

ESICM = "European Society of Intensive Care Medicine (ESICM)"


@dataclass(frozen=True)
class Participation:
    """Numbers of the whole event. `no_shows` is None before its end, the minutes where fewer than five attended."""

    registered: int
    confirmed: int
    attended: int
    too_short: int
    no_shows: int | None
    minutes_needed: int
    total_minutes: int | None
    median_minutes: int | None


@dataclass(frozen=True)
class CreditFigure:
    """What one accreditation credited; both None where that would tell about too few."""

    accreditation: Accreditation
    people: int | None
    amount: int | None


@dataclass(frozen=True)
class Issued:
    """Certificates that are valid now; `waiting` are people who attended to learn and were issued none."""

    attendance: int
    waiting: int
    teaching: int
    revoked: int


@dataclass(frozen=True)
class OrganiserReport:
    """All of it in English, except what the event and the survey say themselves."""

    event: Event
    as_of: datetime
    days: str
    organiser: str
    sessions: list
    accreditations: list
    participation: Participation
    countries: list
    professions: list
    career_stages: list
    issued: Issued
    credits: list
    teachers: list
    evaluation: results.Results | None


def gather(event, now=None):
    """Event: with its hub, level, pathway and evaluation."""
    with translation.override("en"):
        return _gather(event, now or timezone.now())


def _gather(event, now):
    prefetch_related_objects([event], "sessions", "faculty", "accreditations__accreditor")
    people = _people(event)
    there = [person for person in people if person["is_there"]]
    certificates = _certificates(event)
    accreditations = sorted(event.accreditations.all(), key=lambda row: (row.form, row.pk))
    return OrganiserReport(
        event=event,
        as_of=now,
        days=dates.days(event),
        organiser=event.hub.name if event.hub else ESICM,
        sessions=list(event.sessions.all()),
        accreditations=accreditations,
        participation=_participation(event, people, there, now),
        countries=broken_down((person["home"] for person in there), countries.name, "All other countries"),
        professions=_by_choice(there, "user__profile__profession", Profession),
        career_stages=_by_choice(there, "user__profile__career_stage", CareerStage),
        issued=_issued(event, certificates),
        credits=_credits(accreditations, there, certificates),
        teachers=list(event.faculty.all()),
        evaluation=_evaluation(event),
    )


def _people(event):
    """A dict for each registration: what the tables are made of, and no name."""
    rows = event.registrations.values(
        "pk", "user", "state", "home", "user__profile__profession", "user__profile__career_stage"
    )
    rows = list(rows.annotate(minutes=Sum("attendances__minutes")))
    for row in rows:
        row["minutes"] = row["minutes"] or 0
        row["is_confirmed"] = row["state"] == State.CONFIRMED
        row["is_there"] = row["is_confirmed"] and row["minutes"] >= event.minutes_needed
    return rows


def _participation(event, people, there, now):
    confirmed = [person for person in people if person["is_confirmed"]]
    came = [person for person in confirmed if person["minutes"]]
    minutes = [person["minutes"] for person in there] if len(there) >= SMALLEST else []
    return Participation(
        registered=len({person["user"] for person in people}),
        confirmed=len(confirmed),
        attended=len(there),
        too_short=len(came) - len(there),
        no_shows=len(confirmed) - len(came) if event.is_over(now) else None,
        minutes_needed=event.minutes_needed,
        total_minutes=sum(minutes) if minutes else None,
        median_minutes=round(statistics.median(minutes)) if minutes else None,
    )


def _by_choice(there, column, choices):
    """Whoever has said nothing, or has closed the account, is a group like the others."""
    words = {value: str(label) for value, label in choices.choices}
    return broken_down(
        (person[column] for person in there), lambda value: words.get(value, "Not stated"), "All others"
    )


def _certificates(event):
    """`{source: [certificate, ...]}` of all that were issued for the event, whatever became of them."""
    attendance = event.registrations.with_source().values("source")
    taught = teaching.source(event.pk, "")
    found = defaultdict(list)
    for condition in (Q(award__source__in=attendance), Q(award__source__startswith=taught)):
        rows = Certificate.objects.filter(condition)
        for row in rows.values("pk", "award__source", "revoked_at", "replacement"):
            row["is_valid"] = row["revoked_at"] is None and row["replacement"] is None
            found[row["award__source"]].append(row)
    return found


def _issued(event, certificates):
    valid = {source for source, rows in certificates.items() if any(row["is_valid"] for row in rows)}
    attendance = {source for source in valid if source.startswith("attendance:")}
    return Issued(
        attendance=len(attendance),
        waiting=event.registrations.with_certificate().learning().attended().filter(is_issued=False).count(),
        teaching=len(valid - attendance),
        revoked=sum(row["revoked_at"] is not None for rows in certificates.values() for row in rows),
    )


def _credits(accreditations, there, certificates):
    """Of valid certificates. Accreditations for some professions only tell the profession: see suppressing.py."""
    sources = {row["pk"]: source for source, rows in certificates.items() for row in rows if row["is_valid"]}
    amounts, credited = Counter(), defaultdict(set)
    for certificate, accreditation, amount in Credit.objects.filter(certificate__in=sources).values_list(
        "certificate", "accreditation", "amount"
    ):
        amounts[accreditation] += amount
        credited[accreditation].add(sources[certificate])
    granted = [row for row in accreditations if row.is_granted]
    narrow = {row.pk for row in granted if row.professions}
    people = {f"attendance:{person['pk']}" for person in there}.union(*(credited[pk] for pk in narrow))
    tell = tellable({pk for pk in narrow if source in credited[pk]} for source in people)
    tell |= {row.pk for row in granted if row.pk not in narrow and not 0 < len(credited[row.pk]) < SMALLEST}
    return [
        CreditFigure(row, len(credited[row.pk]), amounts[row.pk])
        if row.pk in tell
        else CreditFigure(row, None, None)
        for row in granted
    ]


def _evaluation(event):
    """What the page of the results says; nothing while it is a draft."""
    if event.evaluation is None or event.evaluation.is_draft:
        return None
    return results.of(event.evaluation, evaluating.invited(event).count())
