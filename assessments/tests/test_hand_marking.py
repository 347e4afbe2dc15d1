import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.tests.factories import UserFactory
from assessments import waiting
from assessments.actions import attempts, rescoring
from assessments.actions import hand_marking as actions
from assessments.models import AttemptState, Decision, Rescoring, Result
from assessments.tests.factories import published_question
from assessments.tests.taking import fixed, save, sent
from mailing.models import Message

pytestmark = pytest.mark.django_db
TEXT = "Noradrenaline to a mean of 65, through a good vein."


@pytest.fixture
def assessment():
    texts = [published_question(kind="short_text") for _n in range(2)]
    return fixed(*texts, pass_mark=6000)


def writes(assessment, person=None):
    person = person or UserFactory(name="Zofia Unmistakable")
    attempt = attempts.start(assessment=assessment, person=person)
    save(attempt, *(sent(order, {"answer": [TEXT]}) for order in (1, 2)))
    return attempts.hand_in(attempt=attempt, by=person)


def test_with_the_last_text_the_attempt_is_scored_and_the_person_told(assessment, staff):
    attempt = writes(assessment)
    first, last = attempt.questions.all()

    assert actions.mark(row=first, by=staff, points=50, remark="The route is missing.") is False
    assert not Message.objects.filter(kind="assessments/result").exists()
    assert actions.mark(row=last, by=staff, points=80) is True

    attempt.refresh_from_db()
    assert (attempt.state, attempt.score, attempt.is_passed) == (AttemptState.SCORED, 6500, True)
    assert Result.objects.get(person=attempt.person).score == 6500
    assert Message.objects.filter(kind="assessments/result", user=attempt.person).count() == 1


def test_of_two_markers_the_second_is_told(assessment, staff):
    row = writes(assessment).questions.first()
    actions.mark(row=row, by=staff, points=50)

    with pytest.raises(actions.AlreadyMarked, match=r"Staff.*50%"):
        actions.mark(row=row, by=UserFactory(is_staff=True), points=90)
    row.refresh_from_db()
    assert row.points == 50


@pytest.mark.parametrize("points", [-10, 5, 101, 110])
def test_points_come_in_steps(assessment, staff, points):
    with pytest.raises(ValidationError, match="steps"):
        actions.mark(row=writes(assessment).questions.first(), by=staff, points=points)


def test_nobody_marks_an_own_text(assessment, staff):
    row = writes(assessment, staff).questions.first()

    assert not waiting.texts(staff, assessment).exists()
    assert not waiting.assessments(staff).exists()
    with pytest.raises(ValidationError, match="not yours"):
        actions.mark(row=row, by=staff, points=100)


def test_the_oldest_comes_first_without_a_name(assessment, staff, as_):
    oldest = writes(assessment)
    writes(assessment)
    path = reverse("assessments:mark", args=[assessment.slug])

    page = as_(staff).get(path)

    assert page.context["row"] == oldest.questions.first()
    assert TEXT in page.content.decode()
    assert "Names vasopressor, target and route." in page.content.decode()
    assert "Unmistakable" not in page.content.decode()
    assert waiting.assessments(staff).get().waiting == 4


def test_the_page_marks_and_goes_on_to_the_next(assessment, staff, as_):
    first, last = writes(assessment).questions.all()
    client, path = as_(staff), reverse("assessments:mark", args=[assessment.slug])

    assert client.post(path, {"text": first.pk}).status_code == 200
    assert client.post(path, {"text": first.pk, "points": "70", "remark": "Good."}).status_code == 302
    page = client.get(path)
    assert page.context["row"] == last
    twice = client.post(path, {"text": first.pk, "points": "100"}, follow=True)
    assert "has marked this already" in twice.content.decode()
    client.post(path, {"text": last.pk, "points": "70"})
    assert "Nothing waits to be marked" in client.get(path).content.decode()


def test_a_text_can_be_left_to_somebody_else(assessment, staff, as_):
    _first, last = writes(assessment).questions.all()
    path = reverse("assessments:mark", args=[assessment.slug])

    page = as_(staff).get(path)

    assert page.context["later"] == last.pk
    assert as_(staff).get(path, {"text": last.pk}).context["row"] == last


def test_a_text_that_leaves_the_score_need_not_be_marked(assessment, staff):
    attempt = writes(assessment)
    first, last = attempt.questions.all()
    actions.mark(row=first, by=staff, points=90)

    rule = Rescoring(version=last.version, decision=Decision.OUT, reason="It was asked badly.")
    rescoring.carry_out(rule=rule, by=staff, expected=rescoring.preview(rule=rule))

    attempt.refresh_from_db()
    assert (attempt.state, attempt.score) == (AttemptState.SCORED, 9000)
    assert Message.objects.filter(kind="assessments/result").count() == 1


def test_strangers_and_coordinators_mark_nothing(assessment, participant, coordinator, as_):
    path = reverse("assessments:mark", args=[assessment.slug])

    for user in (participant, coordinator):
        assert as_(user).get(path).status_code == 404
