"""Composing an assessment: what the bank can give, what cannot be saved, and what a person would get."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.tests.factories import UserFactory
from assessments.actions import questions as actions
from assessments.models import Assessment, Attempt, BlueprintLine
from assessments.tests.factories import AssessmentFactory, TopicFactory, published_question

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = False


@pytest.fixture
def admin(as_, staff):
    return as_(staff)


def url(name, *args):
    return reverse(f"admin:assessments_assessment_{name}", args=args)


def text(response):
    return " ".join(response.content.decode().split())


def sent(lines=(), codes=(), **changes):
    data = {
        "title": "Level 1", "slug": "level-1", "form": "drawn", "shuffle_questions": "on", "minutes": "40",
        "grace_seconds": "120", "attempts_allowed": "3", "cooldown_hours": "24", "pass_mark": "75",
        "policy": "best", "review": "done", "is_published": "on",
    } | {"blueprint-TOTAL_FORMS": len(lines), "blueprint-INITIAL_FORMS": 0}  # fmt: skip
    for number, line in enumerate(lines):
        row = {"order": number + 1, "topic": "", "tier": "", "difficulty": "", "count": 1} | line
        data |= {f"blueprint-{number}-{name}": value for name, value in row.items()}
    data |= {"fixed-TOTAL_FORMS": len(codes), "fixed-INITIAL_FORMS": 0}
    for number, code in enumerate(codes):
        data |= {f"fixed-{number}-order": number, f"fixed-{number}-question": code}
    return data | changes


def test_an_assessment_that_the_bank_can_serve_is_saved(admin):
    topic = published_question().topic
    published_question(kind="numeric")
    response = admin.post(url("add"), sent([{"topic": topic.pk, "count": 2}], pass_mark="72.5"), follow=True)
    assessment = Assessment.objects.get()
    assert assessment.pass_mark == 7250
    assert assessment.blueprint.get().count == 2
    assert "3 attempts need 6" in text(response)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([{"count": 3}], "Line 1 asks for 3 questions, and the bank has 2 that fit."),
        (
            [{"count": 1}, {"count": 1, "tier": "evaluate"}],
            "Line 2 asks for 1 question, and the bank has 0 that fit.",
        ),
        ([{"count": 2}, {"count": 1, "tier": "apply"}], "Each line can be met, not all together"),
        ([], "Add a line to the blueprint"),
    ],
)
def test_one_that_it_cannot_serve_is_not(admin, lines, words):
    published_question()
    published_question()
    assert words in text(admin.post(url("add"), sent(lines)))
    assert not Assessment.objects.exists()


def test_questions_marked_by_hand_are_drawn_where_that_is_allowed(admin):
    published_question(kind="short_text")
    assert "the bank has 0 that fit" in text(admin.post(url("add"), sent([{"count": 1}])))
    admin.post(url("add"), sent([{"count": 1}], draws_by_hand="on"))
    assert Assessment.objects.exists()


@pytest.mark.parametrize("mark", ["100.01", "7500", "-1", "many"])
def test_a_pass_mark_over_100_is_refused(admin, mark):
    published_question()
    response = admin.post(url("add"), sent([{"count": 1}], pass_mark=mark))
    assert response.context["adminform"].form.errors["pass_mark"]
    assert not Assessment.objects.exists()


def test_the_pass_mark_is_shown_in_percent(admin):
    assessment = AssessmentFactory(questions=1, pass_mark=7250)
    assert 'value="72.5"' in text(admin.get(url("change", assessment.pk)))
    assert "72.5 %" in text(admin.get(url("changelist")))


def test_fixed_questions_are_named_by_their_code(admin):
    published_question(code="lactate")
    admin.post(url("add"), sent(codes=["lactate"], form="fixed"))
    assessment = Assessment.objects.get()
    assert assessment.fixed.get().question.code == "lactate"
    shown = text(admin.get(url("change", assessment.pk)))
    assert 'value="lactate"' in shown
    assert '<option value="lactate">' in shown


@pytest.mark.parametrize(
    ("codes", "words"), [(["nowhere"], "No question in use has this code."), ([], "Say which questions")]
)
def test_fixed_questions_have_to_be_in_use(admin, codes, words):
    assert words in text(admin.post(url("add"), sent(codes=codes, form="fixed")))
    assert not Assessment.objects.exists()


def test_the_form_tells_what_the_bank_has_for_each_line(admin):
    assessment = AssessmentFactory(questions=2, questions__spare=3)
    shown = text(admin.get(url("change", assessment.pk)))
    assert "the bank has 5, this line asks for 2" in shown


def test_the_form_asks_the_same_number_of_queries_for_one_and_three_lines(admin, django_assert_num_queries):
    assessment = AssessmentFactory(questions=1)
    with CaptureQueriesContext(connection) as one:
        admin.get(url("change", assessment.pk))
    for _n in range(2):
        BlueprintLine.objects.create(assessment=assessment, topic=TopicFactory(), count=1)
    with CaptureQueriesContext(connection) as three:
        admin.get(url("change", assessment.pk))
    assert len(three) == len(one)


def test_the_list_tells_which_cannot_be_given_any_more(admin):
    AssessmentFactory(questions=1, questions__spare=0)
    with CaptureQueriesContext(connection) as one:
        shown = text(admin.get(url("changelist")))
    assert "yes" in shown.split("field-can_be_given")[1]
    AssessmentFactory(questions=99, questions__spare=-99)
    AssessmentFactory(questions=0)
    with CaptureQueriesContext(connection) as three:
        shown = text(admin.get(url("changelist")))
    assert "asks for 99 questions, and the bank has 1" in shown
    assert "It has no blueprint." in shown
    assert len(three) == len(one)


def test_retiring_says_which_assessments_it_leaves_short(admin):
    assessment = AssessmentFactory(questions=1, questions__spare=0)
    [question] = {line.topic.questions.get() for line in assessment.blueprint.all()}
    response = admin.post(
        reverse("admin:assessments_question_retire", args=[question.pk]),
        {"because": "Out of date"},
        follow=True,
    )
    assert f"{assessment.title}: Line 1 asks for 1 question" in text(response)


def test_a_fixed_question_that_was_retired_is_told(admin):
    assessment = AssessmentFactory(form="fixed", questions=2)
    actions.retire(question=assessment.fixed.first().question, by=None, because="Out of date")
    assert "1 of its questions cannot be used any more." in text(admin.get(url("changelist")))


def test_what_a_person_would_get_is_a_draw_that_nobody_is_given(admin):
    assessment = AssessmentFactory(questions=3, questions__spare=0)
    shown = admin.get(url("sample", assessment.pk))
    assert len(shown.context["versions"]) == 3
    assert "Nobody is given it" in text(shown)
    assert not Attempt.objects.exists()
    assert not assessment.blueprint.get().topic.questions.exclude(current__frozen_at=None).exists()


def test_what_a_person_would_get_says_why_it_would_be_nothing(admin):
    assert "no questions yet" in text(admin.get(url("sample", AssessmentFactory(questions=0).pk)))


def test_a_sample_is_for_the_office(client, as_, participant):
    assessment = AssessmentFactory(questions=1)
    assert client.get(url("sample", assessment.pk)).status_code == 302
    assert as_(participant).get(url("sample", assessment.pk)).status_code in {302, 403, 404}
    assert as_(UserFactory(is_staff=True)).get(url("sample", assessment.pk)).status_code == 403
