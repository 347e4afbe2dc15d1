"""What no path may do, Python bypassed."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.tests.factories import UserFactory
from assessments.tests.factories import AssessmentFactory
from levels.actions.evidence import record
from levels.models import (
    Completion,
    Evidence,
    EvidenceKind,
    Exemption,
    Module,
    Progress,
    Requirement,
    RequirementGroup,
    RequirementSet,
    Resource,
    ScoreShare,
)
from levels.tests.factories import (
    LevelEnrolmentFactory,
    LevelFactory,
    ModuleFactory,
    RequirementSetFactory,
    ResourceFactory,
    asking,
)

pytestmark = pytest.mark.django_db


def refused(deed):
    with pytest.raises(IntegrityError), transaction.atomic():
        deed()
    return True


@pytest.fixture
def evidence(participant):
    return record(person=participant, kind=EvidenceKind.DECLARED, resource=ResourceFactory())


@pytest.fixture
def published():
    return asking(LevelFactory(), {"kind": "sign_off"})


def test_evidence_is_only_ever_added(evidence):
    rows = Evidence.objects.filter(pk=evidence.pk)
    assert refused(lambda: rows.update(data={"other": 1}))
    assert refused(lambda: rows.delete())


@pytest.mark.parametrize("kind", ["scored", "attended", "completed"])
def test_evidence_is_about_what_its_kind_is_about(evidence, kind):
    evidence.pk, evidence.kind = None, kind
    assert refused(evidence.save)


def test_evidence_has_one_subject(evidence):
    evidence.pk, evidence.level = None, LevelFactory()
    assert refused(evidence.save)


def test_progress_is_one_row_and_knows_which_version_was_done(evidence):
    row = Progress.objects.get()
    assert refused(lambda: Progress.objects.update(done_version=None))
    row.pk = None
    assert refused(row.save)


def test_a_completion_is_kept_as_it_was_decided(published):
    enrolment = LevelEnrolmentFactory(level=published.level)
    Completion.objects.create(level_enrolment=enrolment, requirements=published)
    assert refused(lambda: Completion.objects.update(completed_at=timezone.now()))
    assert refused(lambda: Completion.objects.create(level_enrolment=enrolment, requirements=published))


def test_published_requirements_stay_as_they_are(published):
    group = published.groups.get()
    assert refused(lambda: RequirementSet.objects.update(note="other"))
    assert refused(lambda: RequirementGroup.objects.update(operator="any"))
    assert refused(lambda: Requirement.objects.update(title="other"))
    assert refused(lambda: Requirement.objects.all().delete())
    assert refused(lambda: published.groups.create(title="One more"))
    assert refused(lambda: group.requirements.create(key="more", kind="sign_off", title="One more"))
    assert RequirementSet.objects.update(published_by=UserFactory()) == 1


def test_a_level_has_one_draft_at_a_time():
    draft = RequirementSetFactory()
    assert refused(lambda: RequirementSet.objects.create(level=draft.level, number=9))


@pytest.mark.parametrize(
    "facts",
    [
        {"kind": "assessment"},
        {"kind": "attendance"},
        {"kind": "level"},
        {"kind": "sign_off", "share": 10001},
        {"kind": "sign_off", "times": 0},
    ],
)
def test_a_requirement_names_what_it_asks(facts):
    group = RequirementSetFactory().groups.create(title="Asked")
    assert refused(lambda: group.requirements.create(key="one", title="One", **facts))


@pytest.mark.parametrize("change", [{"needed_percent": 0}, {"needed_percent": 101}, {"length": 0}])
def test_a_resource_asks_what_can_be_done(change):
    resource = ResourceFactory()
    assert refused(lambda: Resource.objects.filter(pk=resource.pk).update(**change))


def test_only_a_resource_of_that_kind_leads_to_an_assessment():
    assessment = AssessmentFactory(questions=0)
    assert refused(lambda: ResourceFactory(assessment=assessment))


def test_a_slug_is_one_and_none_of_the_portals_own():
    module = ModuleFactory()
    assert refused(lambda: ModuleFactory(slug=module.slug))
    assert refused(lambda: Module.objects.update(slug="record"))
    resource = ResourceFactory(module=module)
    assert refused(lambda: ResourceFactory(module=module, slug=resource.slug))


def test_an_exemption_takes_two_people_and_is_there_once(staff):
    enrolment = LevelEnrolmentFactory()
    first = Exemption.objects.create(level_enrolment=enrolment, key="one", reason="x", asked_by=staff)
    assert refused(lambda: Exemption.objects.create(level_enrolment=enrolment, key="one", reason="y"))
    decided = {"decided_by": staff, "decided_at": timezone.now(), "is_granted": True}
    assert refused(lambda: Exemption.objects.filter(pk=first.pk).update(**decided))
    assert refused(lambda: Exemption.objects.filter(pk=first.pk).update(is_granted=True))


def test_a_part_of_the_score_weighs():
    assessment = AssessmentFactory(questions=0)
    assert refused(lambda: ScoreShare.objects.create(level=LevelFactory(), assessment=assessment, weight=0))
