import pytest
from django.utils import timezone

from accounts.personal_data import holdings
from fellowships.models import (
    Assignment,
    AssignmentState,
    Conflict,
    ConflictKind,
    ConflictSource,
    Review,
    Stage,
)
from fellowships.tests.factories import ApplicationFactory, AssignmentFactory, ReviewFactory, at_stage

pytestmark = pytest.mark.django_db


def holding(model):
    [found] = [one for one in holdings() if one.model == f"fellowships.{model}"]
    return found


def export(model, user):
    return list(holding(model).export(user))


@pytest.fixture
def review():
    return ReviewFactory(for_board="Rather thin.", for_applicant="A clear plan.")


def test_a_reviewer_gets_all_the_own_words(review):
    [row] = export("Review", review.assignment.reviewer)

    assert (row["for_board"], row["for_applicant"], row["score"]) == ("Rather thin.", "A clear plan.", 7_500)


@pytest.mark.parametrize(("stage", "rows"), [(Stage.REVIEWING, 0), (Stage.APPROVED, 0), (Stage.OFFERING, 1)])
def test_an_applicant_gets_points_and_feedback_once_the_results_are_out(review, stage, rows):
    application = review.assignment.application
    at_stage(application.call, stage)

    found = export("Review", application.person)

    assert len(found) == rows
    assert "Rather thin." not in str(found)
    assert review.assignment.reviewer.name not in str(found)


def test_a_void_review_is_not_in_the_copy_of_the_applicant(review):
    at_stage(review.assignment.application.call, Stage.OFFERING)
    Review.objects.update(void_because="A stake found late.")

    assert export("Review", review.assignment.application.person) == []


def test_what_a_reviewer_who_is_erased_has_begun_is_free_for_somebody_else(review):
    begun = AssignmentFactory(reviewer=review.assignment.reviewer, state=AssignmentState.OPEN)
    Review.objects.create(assignment=begun, for_board="Half a thought.")

    for model in ("Review", "Assignment", "Conflict"):
        holding(model).erase(review.assignment.reviewer)

    begun.refresh_from_db()
    assert begun.state == AssignmentState.EXPIRED
    assert list(Review.objects.values_list("for_board", "score")) == [("Rather thin.", 7_500)]


def test_of_an_applicant_who_is_erased_only_points_are_left(review):
    review.save()  # a second line of history

    holding("Review").erase(review.assignment.application.person)

    assert set(Review.objects.values_list("for_board", "for_applicant", "score")) == {("", "", 7_500)}
    assert set(Review.history.values_list("for_board", "for_applicant")) == {("", "")}


def test_whom_an_applicant_named_is_in_the_own_copy_and_goes_without_a_trace_of_words():
    application = ApplicationFactory()
    named = AssignmentFactory(application=application).reviewer
    Conflict.objects.create(
        application=application,
        person=named,
        source=ConflictSource.APPLICANT,
        kind=ConflictKind.DECLARED,
        note="We were married.",
    )

    assert [row["your_application"] for row in export("Conflict", application.person)] == [application.code]
    assert "We were married." not in str(export("Conflict", named))

    holding("Conflict").erase(application.person)
    assert set(Conflict.objects.values_list("note", flat=True)) == {""}
    assert set(Conflict.history.values_list("note", flat=True)) == {""}

    holding("Conflict").erase(named)
    assert not Conflict.objects.exists()
    assert not Conflict.history.exists()


def test_a_reviewer_can_see_what_there_was_to_review():
    assignment = AssignmentFactory(due_at=timezone.now())

    [row] = export("Assignment", assignment.reviewer)

    assert row["application"] == assignment.application.code
    assert assignment.application.person.name not in str(row)
    holding("Assignment").erase(assignment.reviewer)
    assert Assignment.objects.get().state == AssignmentState.EXPIRED
