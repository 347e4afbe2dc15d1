import pytest
from django.utils import timezone

from accounts.personal_data import holdings
from cases.models import Advice, Decision, Judgement, Review, ReviewState, Stake, StakeKind
from cases.tests.factories import editor, in_review, reviewer

pytestmark = pytest.mark.django_db


def holding(model):
    [found] = [one for one in holdings() if one.model == f"cases.{model}"]
    return found


@pytest.fixture
def review():
    revision = in_review(reviewers=[reviewer()], state=ReviewState.OPEN)
    review = revision.reviews.get()
    review.for_author, review.for_editor = "Clear and short.", "A rare name of a drug."
    review.save()
    review.comments.create(where="title", text="Say how old.")
    return review


def hand_in(review):
    review.state, review.advice, review.submitted_at = ReviewState.SUBMITTED, Advice.MINOR, timezone.now()
    review.save()


def test_a_reviewer_gets_all_the_own_words(review):
    [row] = holding("Review").export(review.reviewer)
    assert (row["for_author"], row["for_editor"]) == ("Clear and short.", "A rare name of a drug.")
    assert row["comments"] == {"title": "Say how old."}


def test_an_author_gets_what_was_written_once_it_is_decided_and_never_by_whom(review):
    author = review.revision.case.author
    hand_in(review)
    assert list(holding("Review").export(author)) == []
    Decision.objects.create(revision=review.revision, editor=editor(), judgement=Judgement.CHANGES)
    [row] = holding("Review").export(author)
    assert row["for_you"] == "Clear and short."
    assert "A rare name" not in str(row)
    assert review.reviewer.name not in str(row)


def test_what_is_not_handed_in_goes_with_its_reviewer_and_is_free_for_another(review):
    holding("Review").erase(review.reviewer)
    review.refresh_from_db()
    assert (review.state, review.for_author, review.for_editor) == (ReviewState.EXPIRED, "", "")
    assert review.comments.count() == 0
    assert not Review.history.filter(for_editor__gt="").exists()


def test_what_is_handed_in_stays(review):
    hand_in(review)
    holding("Review").erase(review.reviewer)
    review.refresh_from_db()
    assert (review.state, review.for_author) == (ReviewState.SUBMITTED, "Clear and short.")


def test_stakes_of_somebody_are_exported_and_go(review):
    Stake.objects.create(
        case=review.revision.case, person=review.reviewer, kind=StakeKind.DECLARED, note="My brother."
    )
    [row] = holding("Stake").export(review.reviewer)
    assert (row["kind"], row["note"]) == ("declared", "My brother.")
    holding("Stake").erase(review.reviewer)
    assert not Stake.objects.exists()
    assert not Stake.history.exists()
