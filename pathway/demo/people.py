"""Invented people. They exist where DEMO is on and nowhere else: their password is published."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from accounts.actions import give_consent
from accounts.models import CareerStage, Consent, ConsentKind, Profession, Profile, User
from accounts.models.consents import WORDING
from hubs.models import Hub, Membership
from levels.actions.enrolments import enrol
from levels.models import Enrolment, Level, LevelEnrolment, Pathway

PASSWORD = "pathway-demo"  # noqa: S105  published on purpose
DOMAIN = "example.org"
PILOT = ["PL", "PT", "RO", "SE", "GB"]
WORLD = ["IN", "BR", "US", "ZA", "DE", "FR", "IT", "ES", "JP", "EG", "NG", "AU"]

# The demo people of the design: (name of the address, name, country, flags).
PARTICIPANTS = {
    "participant.pl": ("Łukasz Żółkiewski", "PL"),
    "participant.pt": ("Inês Conceição", "PT"),
    "participant.ro": ("Ștefan Țăranu", "RO"),
    "participant.se": ("Åsa Öberg", "SE"),
    "participant.gb": ("Niamh O’Connor", "GB"),
    "participant.in": ("Priya Raghunathan", "IN"),
    "reviewer": ("Reviewer, demo", "BE"),
    "centre": ("Host centre, demo", "FR"),
    "finance": ("Finance, demo", "BE"),
}
COORDINATORS = {
    "coordinator.pl": ("Koordynatorka, Polska", "PL"),
    "coordinator.pt": ("Coordenador, Portugal", "PT"),
    "coordinator.ro": ("Coordonator, România", "RO"),
    "coordinator.se": ("Samordnare, Sverige", "SE"),
    "coordinator.gb": ("Coordinator, United Kingdom", "GB"),
}
# Colleagues who fill the lines and lists: (address, name, country, profession, career stage).
COLLEAGUES = [
    ("anna.w", "Anna Wiśniewska", "PL", Profession.DOCTOR, CareerStage.EARLY),
    ("pawel.k", "Paweł Kędzierski", "PL", Profession.NURSE, CareerStage.ESTABLISHED),
    ("zofia.j", "Zofia Jaśkiewicz", "PL", Profession.PHARMACIST, CareerStage.TRAINEE),
    ("marek.l", "Marek Łęcki", "PL", Profession.DOCTOR, CareerStage.ESTABLISHED),
    ("ewa.s", "Ewa Świątek", "PL", Profession.MICROBIOLOGIST, CareerStage.EARLY),
    ("karolina.d", "Karolina Dębska", "PL", Profession.DOCTOR, CareerStage.TRAINEE),
    ("tomasz.b", "Tomasz Błaszczyk", "PL", Profession.DOCTOR, CareerStage.ESTABLISHED),
    ("joao.a", "João Assunção", "PT", Profession.DOCTOR, CareerStage.TRAINEE),
    ("beatriz.g", "Beatriz Gonçalves", "PT", Profession.NURSE, CareerStage.EARLY),
    ("ioana.r", "Ioana Rățoi", "RO", Profession.DOCTOR, CareerStage.TRAINEE),
    ("mihai.g", "Mihai Gheorghiță", "RO", Profession.PHARMACIST, CareerStage.ESTABLISHED),
    ("bjorn.s", "Björn Sjöström", "SE", Profession.DOCTOR, CareerStage.EARLY),
    ("imogen.h", "Imogen Hartley", "GB", Profession.PHYSIOTHERAPIST, CareerStage.EARLY),
    ("thiago.m", "Thiago Magalhães", "BR", Profession.DOCTOR, CareerStage.TRAINEE),
]


def refuse_outside_the_demo():
    if not settings.DEMO:
        raise ImproperlyConfigured("Demo people are made only where DEMO is on.")


def make_everyone():
    """All people of the demo, verified, with profile; participants enrolled. Returns them by address name."""
    refuse_outside_the_demo()
    password = make_password(PASSWORD)
    people = {}
    for address, (name, country) in (PARTICIPANTS | COORDINATORS).items():
        people[address] = _make(address, name, country, password)
    for address, name, country, profession, stage in COLLEAGUES:
        people[address] = _make(address, name, country, password, profession=profession, career_stage=stage)
    people["staff"] = _make("staff", "Staff, demo", "BE", password, is_staff=True, is_superuser=True)
    people["director"] = _make("director", "Director, demo", "BE", password, is_staff=True, is_superuser=True)
    for address, (_name, country) in COORDINATORS.items():
        hub = Hub.objects.filter(country=country).first()
        if hub:
            Membership.objects.get_or_create(hub=hub, user=people[address], ends_on=None)
    _enrol(people)
    return people


def _make(address, name, country, password, *, is_staff=False, is_superuser=False, **work):
    user = User.objects.create(
        email=f"{address}@{DOMAIN}",
        name=name,
        password=password,
        is_staff=is_staff,
        is_superuser=is_superuser,
    )
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    work = {
        "profession": Profession.DOCTOR,
        "career_stage": CareerStage.EARLY,
        "specialty": "Intensive care medicine",
        "workplace": "University hospital (demo)",
    } | work
    Profile.objects.create(user=user, country=country, **work)
    give_consent(user=user, kind=ConsentKind.TERMS)
    return user


def _enrol(people):
    pathway = Pathway.objects.first()
    if pathway is None:
        return
    for address in [*PARTICIPANTS, *(row[0] for row in COLLEAGUES)]:
        # One of them has still to join, so that the demo shows that page too.
        if address != "participant.in":
            enrol(user=people[address], pathway=pathway, by=people[address])


def make_crowd(number, *, domain=DOMAIN):
    """Add `number` verified, enrolled participants: crowd-00001@… and so on. Half are from pilot countries.

    Made in bulk, for looking at full pages and for load; returns how many are new.
    """
    first = User.objects.filter(email__startswith="crowd-", email__endswith=f"@{domain}").count() + 1
    password, now = make_password(PASSWORD), timezone.now()
    numbers = range(first, first + number)
    users = User.objects.bulk_create(
        [
            User(email=f"crowd-{n:05}@{domain}", name=f"Crowd {n:05}", password=password, date_joined=now)
            for n in numbers
        ],
        batch_size=2000,
    )
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=user.email, primary=True, verified=True) for user in users],
        batch_size=2000,
    )
    Profile.objects.bulk_create(
        [
            Profile(
                user=user,
                country=_country(n),
                profession=Profession.values[n % len(Profession.values)],
                career_stage=CareerStage.values[n % len(CareerStage.values)],
            )
            for n, user in zip(numbers, users, strict=True)
        ],
        batch_size=2000,
    )
    Consent.objects.bulk_create(
        [Consent(user=user, kind=ConsentKind.TERMS, wording=WORDING[ConsentKind.TERMS]) for user in users],
        batch_size=2000,
    )
    _enrol_crowd(users)
    return len(users)


def _country(n):
    return PILOT[n // 2 % len(PILOT)] if n % 2 else WORLD[n // 2 % len(WORLD)]


def _enrol_crowd(users):
    pathway = Pathway.objects.first()
    if pathway is None:
        return
    enrolments = Enrolment.objects.bulk_create(
        [Enrolment(user=user, pathway=pathway) for user in users], batch_size=2000
    )
    levels = list(Level.objects.filter(pathway=pathway).opened())
    LevelEnrolment.objects.bulk_create(
        [LevelEnrolment(enrolment=enrolment, level=level) for enrolment in enrolments for level in levels],
        batch_size=2000,
    )
