"""Two at once at the reviews of a case, on real PostgreSQL, each in a thread with an own connection."""

import pytest
from django.core.exceptions import ValidationError

from cases.actions import assigning, reviewing
from cases.actions.reviewing import edition
from cases.models import Review, ReviewState
from cases.tests.factories import editor, in_review, passed, reviewer
from cases.tests.racing import at_once
from mailing.models import Message

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_two_editors_who_ask_at_once_do_not_ask_twice_as_many():
    revision = passed()
    choices = [(editor(), [reviewer(), reviewer()]) for _number in range(6)]
    deeds = [
        lambda by=by, people=people: assigning.ask(revision=revision, people=people, by=by, seen=0)
        for by, people in choices
    ]
    answers = at_once(deeds)
    assert sum(isinstance(answer, ValidationError) for answer in answers) == 5
    assert Review.objects.count() == Message.objects.filter(kind="cases/review_asked").count() == 2


def test_handing_in_and_taking_back_at_once_is_one_of_both():
    review = in_review(reviewers=[reviewer()], state=ReviewState.OPEN).reviews.get()
    by = editor()
    words = {"advice": "minor", "for_author": "Clear."}
    seen = edition(review)
    submit = lambda: reviewing.submit(  # noqa: E731
        review=review, by=review.reviewer, words=words, comments={}, seen=seen
    )
    take = lambda: assigning.take_back(review=review, by=by, because="Late.")  # noqa: E731
    answers = at_once([submit, take] * 3)
    assert sum(isinstance(answer, ValidationError) for answer in answers) == 5
    review.refresh_from_db()
    assert review.state in (ReviewState.SUBMITTED, ReviewState.EXPIRED)
    told = Message.objects.filter(kind="cases/review_taken_back").count()
    assert told == (review.state == ReviewState.EXPIRED)
