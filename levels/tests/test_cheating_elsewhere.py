"""Assessments and the desks of staff give nothing away to somebody who is logged in and sends whatever they like."""

import pytest
from django.urls import reverse

from assessments.models import Attempt, AttemptQuestion
from assessments.tests.factories import AssessmentFactory
from assessments.tests.taking import wrong_fields
from levels.actions import completion
from levels.models import Activity, LevelEnrolment, Resource, ResourceKind
from levels.tests.factories import LevelEnrolmentFactory, LevelFactory, ModuleFactory, ResourceFactory, asking

pytestmark = pytest.mark.django_db


@pytest.fixture
def level():
    """A page, a film of five minutes and a PDF, an assessment, a live event and a signature."""
    level = LevelFactory()
    module = ModuleFactory(level=level)
    test = AssessmentFactory(cooldown_hours=0)
    ResourceFactory(module=module, slug="page")
    ResourceFactory(module=module, slug="film", video=True, length=300)
    ResourceFactory(module=module, slug="pdf", pdf=True)
    ResourceFactory(module=module, slug="test", kind=ResourceKind.ASSESSMENT, body="", assessment=test)
    live = Activity.objects.create(level=level, kind="live", title="Live event")
    asking(
        level,
        {"kind": "resources"},
        {"kind": "assessment", "assessment": test},
        {"kind": "attendance", "activity": live},
        {"kind": "sign_off", "key": "signed"},
    )
    return level


@pytest.fixture
def row(level, participant):
    LevelEnrolmentFactory(enrolment__user=participant, level=level)
    completion.decide(person=participant)
    return LevelEnrolment.objects.get()


@pytest.fixture
def cheat(as_, row, participant):
    """Has opened everything a moment ago."""
    client = as_(participant)
    for resource in Resource.objects.select_related("module__level"):
        assert client.get(resource.get_absolute_url()).status_code == 200
    return client


def lines(row):
    row.refresh_from_db()
    return {line["kind"]: line for group in row.standing["groups"] for line in group["lines"]}


def test_an_assessment_is_not_passed_by_handing_in_what_was_never_answered(cheat, row, participant):
    test = Resource.objects.get(slug="test")
    start = reverse("levels:start_assessment", args=[1, test.module.slug, "test"])

    for number in range(1, 5):
        cheat.post(start)
        attempt = Attempt.objects.filter(person=participant).latest("number")
        wrong = {question.order: wrong_fields(question) for question in attempt.questions.all()}
        for order, fields in wrong.items():
            claims = {"points": "100", "is_correct": "on", "score": "10000", "is_passed": "true"}
            cheat.post(reverse("assessments:question", args=[attempt.public_id, order]), fields | claims)
        cheat.post(
            reverse("assessments:hand_in", args=[attempt.public_id]), {"score": "10000", "is_passed": "on"}
        )
        assert Attempt.objects.filter(person=participant).count() == min(number, 3)

    assert not Attempt.objects.filter(is_passed=True).exists()
    assert set(AttemptQuestion.objects.values_list("points", flat=True)) == {0}
    assert lines(row)["assessment"]["at"] is None


def test_the_desks_of_staff_are_closed(cheat, row, participant):
    version = row.requirements_id
    for name, arguments, data in (
        ("levels_levelenrolment_deed", [row.pk, "sign-off"], {"key": "signed"}),
        ("levels_levelenrolment_deed", [row.pk, "ask-for-exemption"], {"key": "signed", "reason": "Please."}),
        ("levels_requirementset_publish", [version], {}),
        ("levels_requirementset_move", [version], {"one": row.pk}),
        ("levels_levelenrolment_change", [row.pk], {"completed_at_0": "2026-01-01"}),
    ):
        assert cheat.post(reverse(f"admin:{name}", args=arguments), data).status_code in (302, 403, 404)

    assert lines(row)["sign_off"]["at"] is None
    assert not row.exemptions.exists()
