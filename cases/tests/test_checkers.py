"""Who may check a case for privacy."""

import pytest
from django.utils import timezone

from cases import checkers
from cases.models import Author, Case, Review, ReviewState, Stake, StakeKind
from cases.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def checker():
    return factories.checker()


@pytest.mark.parametrize("stake", ["named", "declared"])
def test_a_checker_with_a_stake_does_not_see_the_case(checker, stake):
    revision = factories.waiting()
    if stake == "named":
        Author.objects.create(case=revision.case, name="Co", email="co@example.org", person=checker)
    else:
        Stake.objects.create(case=revision.case, person=checker, kind=StakeKind.WORKPLACE)

    assert not checkers.may_check(checker, revision)
    assert not checkers.may_recall(checker, revision)


def test_after_the_promised_days_an_editor_may_check_too(checker, staff):
    late, fresh, editor = factories.waiting(days=6), factories.waiting(days=4), factories.editor()

    assert list(checkers.queue_of(editor)) == [late]
    assert list(checkers.queue_of(staff)) == [late]
    assert list(checkers.queue_of(checker)) == [late, fresh]


def test_where_nobody_could_check_an_editor_may_at_once():
    """No checker at all, or only one with a stake: a small programme does not stand still."""
    editor, revision = factories.editor(), factories.waiting()
    assert list(checkers.queue_of(editor)) == [revision]

    checker = factories.checker()
    assert list(checkers.queue_of(editor)) == []

    Stake.objects.create(case=revision.case, person=checker, kind=StakeKind.DECLARED)
    assert list(checkers.queue_of(editor)) == [revision]


def test_an_editor_does_not_check_a_case_with_a_stake():
    revision, editor = factories.waiting(days=9), factories.editor()
    Stake.objects.create(case=revision.case, person=editor, kind=StakeKind.WORKPLACE)

    assert list(checkers.queue_of(editor)) == []


@pytest.mark.parametrize("who", ["participant", "coordinator", "stranger", "reviewer"])
def test_for_all_others_there_is_nothing_to_check(participant, coordinator, stranger, who):
    factories.waiting(days=9)
    people = {"participant": participant, "coordinator": coordinator, "stranger": stranger}
    person = people.get(who) or factories.reviewer()

    assert not checkers.has_desk(person)
    assert list(checkers.queue_of(person)) == []
    assert list(checkers.handed_in_to(person)) == []


@pytest.mark.parametrize("state", ["hidden", "withdrawn"])
def test_what_is_hidden_or_withdrawn_leaves_the_desks_of_reviewers(state):
    revision = factories.published().revision
    reviewer = revision.reviews.first().reviewer
    Review.objects.update(state=ReviewState.SUBMITTED, submitted_at=timezone.now(), advice="minor")
    assert Review.objects.queue_of(reviewer).exists()

    Case.objects.update(state=state)

    assert not Review.objects.queue_of(reviewer).exists()
