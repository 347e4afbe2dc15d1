"""A made-up cohort: random, the same each time, with everything in it that makes counting go wrong.

People move country and change profession between two tests, take tests again, take only one, know everything before,
are erased, work for the portal; days are the last minutes of months in other time zones.
"""

import datetime
import random
from zoneinfo import ZoneInfo

from accounts import erasures
from accounts.models import CareerStage, Profession
from accounts.tests.factories import UserFactory
from assessments.models import AttemptQuestion
from assessments.tests.factories import AssessmentFactory, published_question
from certificates.tests.factories import CertificateFactory
from hubs.tests.factories import HubFactory
from impact.tests.scores import scored
from levels.models import Progress
from levels.tests.factories import (
    EnrolmentFactory,
    LevelEnrolmentFactory,
    LevelFactory,
    ModuleFactory,
    ResourceFactory,
)

HUBS = ["PL", "RO", "SE"]
# Sweden has a hub of few, Malta one participant.
COUNTRIES = (
    ["PL"] * 34 + ["RO"] * 27 + ["IN"] * 24 + ["FR"] * 13 + ["BR"] * 9 + ["JP"] * 6 + ["SE"] * 4 + ["MT"]
)
ZONES = [
    ZoneInfo(name) for name in ("Pacific/Auckland", "America/Sao_Paulo", "Asia/Kolkata", "Europe/Warsaw")
]
TOPICS = ["bundles", "bundles", "fluids", "source-control"]


def build(seed=8, countries=COUNTRIES):
    return Cohort(random.Random(seed), countries)


class Cohort:
    def __init__(self, chance, countries):
        self.chance = chance
        for country in HUBS:
            HubFactory(country=country, name=f"Hub {country}")
        self.questions = [published_question(topic=topic).current for topic in TOPICS]
        self.levels = [self._level(number) for number in (1, 2)]
        self.people = [self._person(country) for country in countries]
        for person in chance.sample(self.people, 4):
            person.is_staff = True
            person.save()
        for person in chance.sample([person for person in self.people if not person.is_staff], 4):
            erasures.erase(person)

    def _level(self, number):
        tests = [AssessmentFactory(form="fixed", questions=0, pass_mark=0) for _test in range(2)]
        level = LevelFactory(number=number, pretest=tests[0], posttest=tests[1])
        module = ModuleFactory(level=level)
        level.made = ResourceFactory.create_batch(2, module=module)
        level.asked = [AssessmentFactory(form="fixed", questions=0) for _test in range(2)]
        for assessment in level.asked:
            ResourceFactory(module=module, kind="assessment", body="", assessment=assessment)
        return level

    def _often(self, percent):
        return self.chance.randrange(100) < percent

    def _moment(self, month):
        """Some time in a month of 2026, by a clock somewhere; often in its last minutes."""
        day = datetime.datetime(2026, month, self.chance.randint(1, 28), 12, tzinfo=self.chance.choice(ZONES))
        if self._often(60):
            return day
        return (day.replace(day=1, hour=23, minute=50) + datetime.timedelta(days=31)).replace(day=1) - (
            datetime.timedelta(days=1)
        )

    def _person(self, country):
        person = UserFactory(
            date_joined=self._moment(1),
            country=country,
            country__profession=self.chance.choice(
                [*Profession.values[:4], Profession.DOCTOR, Profession.DOCTOR]
            ),
            country__career_stage=self.chance.choice(CareerStage.values[:4]),
        )
        person.profile.history.update(history_date=person.date_joined)
        if self._often(90):
            enrolment = EnrolmentFactory(user=person, enrolled_at=self._moment(2))
            for number, level in enumerate(self.levels):
                self._learn(person, enrolment, level, month=2 + 4 * number)
        return person

    def _learn(self, person, enrolment, level, month):
        opened = LevelEnrolmentFactory(enrolment=enrolment, level=level, opened_at=self._moment(month))
        for resource in level.made:
            if self._often(80):
                at = self._moment(month)
                Progress.objects.create(person=person, resource=resource, opened_at=at, last_at=at)
        if self._often(85):
            self._test(level.pretest, person, month, full=12)
        if self._often(25):
            self._change(person, month + 1)
        if self._often(75):
            self._test(level.posttest, person, month + 2, full=20)
        self._take_assessments(person, level, month + 2)
        if self._often(60):
            self._complete(opened, month + 3)

    def _take_assessments(self, person, level, month):
        for assessment in level.asked:
            if self._often(60):
                score, passes = self.chance.randrange(10001), self._often(70)
                scored(assessment, person, score, at=self._moment(month), is_passed=passes)

    def _test(self, assessment, person, month, full):
        for _attempt in range(1 + self._often(15)):
            points = [100 if self._often(full) else self.chance.choice([0, 50, 100]) for _question in TOPICS]
            points = [100] * len(TOPICS) if self._often(full // 2) else points
            attempt = scored(assessment, person, sum(points) * 100 // len(points), at=self._moment(month))
            AttemptQuestion.objects.bulk_create(
                AttemptQuestion(
                    attempt=attempt, order=order, version=version, points=given, is_counted=self._often(95)
                )
                for order, (version, given) in enumerate(zip(self.questions, points, strict=True), 1)
            )

    def _change(self, person, month):
        profile = person.profile
        if self._often(50):
            profile.country = self.chance.choice(COUNTRIES)
        else:
            profile.profession = self.chance.choice(Profession.values[:4])
        profile._history_date = self._moment(month)
        profile.save()

    def _complete(self, opened, month):
        opened.completed_at = self._moment(month)
        if self._often(10):
            opened.taken_back_at, opened.taken_back_because = self._moment(month), "Not the own work."
        opened.save()
        if self._often(80):
            self._certify(opened.enrolment.user, opened.completed_at)

    def _certify(self, person, at):
        certificate = CertificateFactory(holder=person, award__holder=person, issued_at=at)
        if self._often(15):
            CertificateFactory(
                holder=person,
                award=certificate.award,
                edition=2,
                replaces=certificate,
                replacement_reason="Name.",
                issued_at=at + datetime.timedelta(days=20),
            )
        elif self._often(15):
            certificate.revoked_at, certificate.revocation_reason = at, "Issued by mistake."
            certificate.save()
