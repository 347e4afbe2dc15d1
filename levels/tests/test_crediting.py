"""What e-learning earns in credits."""

import datetime

import pytest
from django.utils import timezone

from accounts.tests.factories import UserFactory
from certificates.models import Form
from certificates.tests.factories import AccreditationFactory
from levels import crediting
from levels.models import Completion, Progress
from levels.tests.factories import (
    LevelEnrolmentFactory,
    LevelFactory,
    ModuleFactory,
    RequirementSetFactory,
    ResourceFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def level():
    return LevelFactory()


@pytest.fixture
def accreditation(level):
    row = AccreditationFactory(form=Form.E_LEARNING, step=25)
    level.accreditations.add(row)
    return row


def completed(level, profession="doctor"):
    person = UserFactory(country="PL", country__profession=profession)
    row = LevelEnrolmentFactory(level=level, enrolment__user=person)
    requirements = level.requirement_sets.first() or RequirementSetFactory(level=level)
    return Completion.objects.create(level_enrolment=row, requirements=requirements)


def studied(completion, resource, at=None):
    at = at or completion.completed_at - datetime.timedelta(hours=1)
    Progress.objects.create(
        person=completion.level_enrolment.enrolment.user,
        resource=resource,
        opened_at=at,
        last_at=at,
        done_at=at,
        done_version=1,
    )


def facts_of(completion):
    return crediting.facts_for([completion])[completion.pk]


def test_mandatory_resources_that_were_done_earn_their_planned_minutes(level, accreditation):
    module = ModuleFactory(level=level)
    completion = completed(level)
    for minutes in (40, 35):
        studied(completion, ResourceFactory(module=module, minutes=minutes))
    studied(completion, ResourceFactory(module=module, minutes=600, is_mandatory=False))
    studied(completion, ResourceFactory(module=ModuleFactory(level=LevelFactory(number=2)), minutes=600))
    ResourceFactory(module=module, minutes=600)

    person = completion.level_enrolment.enrolment.user
    [line] = crediting.lines_for(level, [person.pk])[person.pk]

    assert (line.accreditation, line.amount, line.minutes) == (accreditation.pk, 125, 75)
    assert line.earned_on == timezone.localdate(completion.completed_at)


def test_what_is_done_after_the_level_was_completed_changes_nothing(level, accreditation):
    completion = completed(level)
    resource = ResourceFactory(module=ModuleFactory(level=level), minutes=60)
    studied(completion, resource, at=completion.completed_at + datetime.timedelta(days=1))

    assert facts_of(completion)["credits"] == ()


def test_there_is_a_most_and_professions(level, accreditation):
    accreditation.most, accreditation.professions = 200, ["doctor"]
    accreditation.save()
    resource = ResourceFactory(module=ModuleFactory(level=level), minutes=300)
    doctor, nurse = completed(level), completed(level, "nurse")
    for one in (doctor, nurse):
        studied(one, resource)

    assert [line.amount for line in facts_of(doctor)["credits"]] == [200]
    assert [(line.because, line.minutes) for line in facts_of(doctor)["uncredited"]] == [("most", 180)]
    assert [(line.because, line.minutes) for line in facts_of(nurse)["uncredited"]] == [("profession", 300)]


def test_only_the_application_is_mentioned_before_it_is_granted(level):
    level.accreditations.add(AccreditationFactory(form=Form.E_LEARNING, applied=True, title="Level 1"))

    facts = facts_of(completed(level))

    assert facts["accreditation_note"] == "An application has been made to Council of EACCME for “Level 1”."
    assert facts["credits"] == ()


def test_who_has_not_completed_the_level_earns_nothing(level, accreditation):
    row = LevelEnrolmentFactory(level=level)

    assert crediting.lines_for(level, [row.enrolment.user_id]) == {}


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_as_little_for_many_as_for_one(rows, django_assert_num_queries):
    for number in range(1, rows + 1):
        level = LevelFactory(number=number)
        level.accreditations.add(AccreditationFactory(form=Form.E_LEARNING))
        resource = ResourceFactory(module=ModuleFactory(level=level), minutes=60)
        for _ in range(rows):
            studied(completed(level), resource)
    completions = list(Completion.objects.select_related("level_enrolment__enrolment"))

    with django_assert_num_queries(4):
        facts = crediting.facts_for(completions)

    assert [one["credits"][0].amount for one in facts.values()] == [100] * rows**2
