"""Some hundreds of invented learners with months behind them, so that figures and charts have something to tell.

Made in bulk, the same each time: who joined when, what they did of Level 1, and what they learned. What follows from it
(completions, and with them awards) is decided by the portal itself.
"""

from datetime import UTC, datetime, timedelta
from random import Random

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.models import CareerStage, Consent, ConsentKind, Profession, Profile, User
from accounts.models.consents import WORDING
from assessments.models import Assessment, Result
from certificates.models import Award
from evaluations import actions as surveys
from levels import opening
from levels.actions import completion
from levels.models import (
    Enrolment,
    Evidence,
    EvidenceKind,
    Level,
    LevelEnrolment,
    Pathway,
    Progress,
    Resource,
    ResourceKind,
)
from pathway.demo.assessments import sit
from pathway.demo.evaluations import said
from pathway.demo.follow_ups import months_later
from pathway.demo.people import DOMAIN, PASSWORD, refuse_outside_the_demo
from registrations import attending
from registrations.models import Attendance, Event, Registration, Rule, State

FIRST_DAY = datetime(2026, 2, 20, 12, tzinfo=UTC)
HOME = {
    "PL": (
        58,
        ["Katarzyna", "Michał", "Agnieszka", "Piotr", "Magdalena"],
        ["Wójcik", "Mazur", "Krawczyk", "Żak"],
    ),
    "PT": (44, ["Mariana", "Rui", "Catarina", "Nuno", "Leonor"], ["Araújo", "Magalhães", "Brandão", "Conde"]),
    "RO": (
        36,
        ["Alexandra", "Vlad", "Cătălina", "Radu", "Ilinca"],
        ["Munteanu", "Țurcanu", "Stănescu", "Lupșa"],
    ),
    "SE": (28, ["Elsa", "Gustav", "Märta", "Nils", "Saga"], ["Bergström", "Ekdahl", "Sjöberg", "Holmgård"]),
    "GB": (
        40,
        ["Eleanor", "Callum", "Aisha", "Owen", "Morag"],
        ["Whitfield", "Okafor", "Pritchard", "Sinclair"],
    ),
    "IN": (26, ["Meera", "Arjun", "Kavya", "Rohan"], ["Iyer", "Deshpande", "Nair"]),
    "BR": (18, ["Larissa", "Caio", "Júlia"], ["Figueiredo", "Barbosa", "Teles"]),
    "DE": (16, ["Annika", "Jörg", "Lea"], ["Vogt", "Schäfer", "Brandl"]),
    "ES": (14, ["Lucía", "Iñaki", "Nuria"], ["Ibáñez", "Peña", "Salgado"]),
    "IT": (12, ["Chiara", "Davide"], ["Ferretti", "Galli", "Moretti"]),
    "EG": (10, ["Yara", "Omar"], ["Hassan", "Mansour"]),
    "NG": (8, ["Ngozi", "Tunde"], ["Adeyemi", "Eze"]),
    "ZA": (6, ["Thandi", "Pieter"], ["Dlamini", "Botha"]),
    "JP": (3, ["Haruka", "Kenji"], ["Mori", "Tanabe"]),
    "MT": (1, ["Rita"], ["Borg"]),
}
WORK = [
    (Profession.DOCTOR, 58),
    (Profession.NURSE, 22),
    (Profession.PHARMACIST, 9),
    (Profession.MICROBIOLOGIST, 6),
    (Profession.PHYSIOTHERAPIST, 3),
    (Profession.OTHER, 2),
]
STAGES = [
    (CareerStage.TRAINEE, 38),
    (CareerStage.EARLY, 30),
    (CareerStage.ESTABLISHED, 28),
    (CareerStage.STUDENT, 4),
]


@transaction.atomic
def play():
    """Make them, once. Returns how many are new."""
    refuse_outside_the_demo()
    level = Level.objects.filter(number=1).select_related("evaluation", "pretest", "posttest").first()
    if level is None or User.objects.filter(email=f"cohort-001@{DOMAIN}").exists():
        return 0
    chance = Random(2026)  # noqa: S311  the same demo each time
    people = _people(chance)
    _join(people, chance)
    joined = [person for person in people if chance.random() < 0.9]
    _enrol(joined, level)
    begun = [person for person in joined if chance.random() < 0.84]
    known = {person: chance.gauss(0.1, 0.8) for person in begun}
    if level.pretest:
        _by_month(
            level.pretest, [p for p in begun if chance.random() < 0.85], known, chance, later=2, shift=-1
        )
    studied = _study(begun, level, chance)
    _attend(studied, chance)
    _be_assessed(level, studied, known, chance)
    _complete(level, joined, studied, chance)
    if level.evaluation:
        months_later(level, studied, chance)
    return len(people)


def _people(chance):
    """Accounts, most of them made around the kick-off and the first live event."""
    today, password = timezone.now(), make_password(PASSWORD)
    days = max((today - FIRST_DAY).days, 30)
    found, number = [], 0
    for country, (many, first, last) in HOME.items():
        for n in range(many):
            number += 1
            day = FIRST_DAY + timedelta(
                days=min(abs(chance.gauss(0, 0.34)), 0.98) * days, minutes=chance.randrange(600)
            )
            name = f"{first[n % len(first)]} {last[(n // len(first) + n) % len(last)]}"
            person = User(email=f"cohort-{number:03}@{DOMAIN}", name=name, password=password, date_joined=day)
            person.home = country
            found.append(person)
    return User.objects.bulk_create(found)


def _join(people, chance):
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, primary=True, verified=True) for person in people
    )
    Profile.objects.bulk_create(
        Profile(
            user=person,
            country=person.home,
            profession=_drawn(WORK, chance),
            career_stage=_drawn(STAGES, chance),
            specialty="Intensive care medicine",
        )
        for person in people
    )
    consents = [(person, ConsentKind.TERMS) for person in people]
    consents += [(person, ConsentKind.HUB) for person in people if chance.random() < 0.7]
    Consent.objects.bulk_create(
        Consent(user=person, kind=kind, wording=WORDING[kind], given_at=person.date_joined)
        for person, kind in consents
    )


def _drawn(weighted, chance):
    return chance.choices([value for value, _weight in weighted], [weight for _value, weight in weighted])[0]


def _enrol(people, level):
    pathway = Pathway.objects.get()
    rows = Enrolment.objects.bulk_create(
        Enrolment(user=person, pathway=pathway, enrolled_at=person.date_joined + timedelta(hours=1))
        for person in people
    )
    opening.open_to([row.pk for row in rows], level)
    opened = {row.pk: row.enrolled_at for row in rows}
    waiting = list(LevelEnrolment.objects.filter(enrolment__in=rows))
    for row in waiting:
        row.opened_at = opened[row.enrolment_id]
    LevelEnrolment.objects.bulk_update(waiting, ["opened_at"])


def _by_month(assessment, people, known, chance, *, later, shift=0.0):
    """Each month's people sit it together, `later` days after they joined."""
    today, months = timezone.now(), {}
    for person in people:
        months.setdefault((person.date_joined.year, person.date_joined.month), []).append(person)
    for group in months.values():
        newest = max(person.date_joined for person in group) + timedelta(days=later)
        skilled = {person: known[person] + shift + chance.gauss(0, 0.3) for person in group}
        sit(assessment, group, skilled, chance, max((today - newest).days, 1))


def _study(people, level, chance):
    """`{person: when they had done all that is mandatory}`, for most of them; the others stopped somewhere."""
    resources = list(
        Resource.objects.published()
        .filter(module__level=level, is_mandatory=True)
        .order_by("module__order", "order")
    )
    evidence, progress, done = [], [], {}
    if not resources:
        return done
    for person in people:
        many = len(resources) if chance.random() < 0.62 else chance.randrange(1, len(resources))
        pace = chance.choice([1, 1, 2, 3])
        moments = [person.date_joined + timedelta(days=1 + pace * n) for n in range(many)]
        moments = [at for at in moments if at < timezone.now()]
        for resource, at in zip(resources, moments, strict=False):
            evidence.append(_evidence(person, resource, at))
            progress.append(
                Progress(
                    person=person,
                    resource=resource,
                    opened_at=at,
                    last_at=at,
                    done_at=at,
                    done_version=resource.version,
                    covered=resource.length or 0,
                )
            )
        if len(moments) == len(resources):
            done[person] = moments[-1]
    Evidence.objects.bulk_create(evidence, batch_size=2000)
    Progress.objects.bulk_create(progress, batch_size=2000)
    return done


def _evidence(person, resource, at):
    length = resource.length or 0
    kind, data = {
        ResourceKind.VIDEO: (
            EvidenceKind.WATCHED,
            {"from": 0, "to": length * 1000, "length": length * 1000, "needed": resource.needed_percent},
        ),
        ResourceKind.PDF: (
            EvidenceKind.PAGES,
            {"pages": [*range(1, length + 1)], "length": length, "needed": resource.needed_percent},
        ),
    }.get(resource.kind, (EvidenceKind.DECLARED, {}))
    return Evidence(
        person=person,
        kind=kind,
        resource=resource,
        resource_version=resource.version,
        data=data,
        happened_at=at,
    )


def _attend(studied, chance):
    """Three of four of those who had joined by then came to the live event of the level; a few did not show up."""
    event = Event.objects.past().filter(slug="level-1-live").first()
    if event is None:
        return
    people = [person for person in studied if person.date_joined < event.starts_at - timedelta(days=1)]
    rows = Registration.objects.bulk_create(
        Registration(
            event=event,
            user=person,
            state=State.CONFIRMED,
            rule=Rule.UNLIMITED,
            home=person.home,
            requested_at=person.date_joined + timedelta(hours=2),
            state_since=person.date_joined + timedelta(hours=2),
        )
        for person in people
    )
    there = [row for row in rows if chance.random() < 0.86]
    Attendance.objects.bulk_create(
        Attendance(session=session, registration=row, minutes=session.minutes)
        for session in event.sessions.all()
        for row in there
    )
    attending.tell(event, [row.pk for row in there])


def _be_assessed(level, studied, known, chance):
    """The test after the level, and the assessment that it asks for."""
    people = list(studied)
    learned = {person: known[person] + 0.2 for person in people}
    if level.posttest:
        back = [person for person in people if chance.random() < 0.8]
        _by_month(level.posttest, back, learned, chance, later=30)
    test = Assessment.objects.filter(slug="level-1-assessment").first()
    if test is None:
        return
    able = {person: known[person] + 0.9 for person in people}
    _by_month(test, people, able, chance, later=31)
    results = Result.objects.filter(assessment=test, person__in=people).select_related("attempt")
    Evidence.objects.bulk_create(
        Evidence(
            person_id=row.person_id,
            kind=EvidenceKind.SCORED,
            assessment=test,
            data={"score": row.score, "passed": row.is_passed, "attempt": row.attempt.number},
            happened_at=row.attempt.ended_at,
        )
        for row in results
    )


def _complete(level, joined, studied, chance):
    """Most say how it was; then the portal decides. It does so today, as the sample modules are published today; the day
    is put back to when the last piece would have arrived, for the figures by month.
    """
    if level.evaluation is None:
        return
    people = [person for person in studied if chance.random() < 0.85]
    for person in people:
        surveys.answer(survey=level.evaluation, person=person, given=said(level.evaluation.asked, chance))
    completion.decide_all(people=[person.pk for person in joined])
    rows = LevelEnrolment.objects.filter(level=level, enrolment__user__in=people).exclude(completed_at=None)
    ends = {person.pk: studied[person] + timedelta(days=34) for person in people}
    rows = list(rows.select_related("enrolment"))
    for row in rows:
        earliest = FIRST_DAY + timedelta(days=78)
        row.completed_at = min(max(ends[row.enrolment.user_id], earliest), row.completed_at)
    LevelEnrolment.objects.bulk_update(rows, ["completed_at"])
    # Nobody of them will look at the name for three days.
    Award.objects.filter(holder__in=people, issued_at=None).update(due_at=timezone.now())
