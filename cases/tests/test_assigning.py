"""Who is asked to review: those who know the case, then by topic, then the fewest open reviews; never with a stake."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases import reviewers, reviewing
from cases.actions import assigning
from cases.models import (
    CaseRole,
    Repository,
    Review,
    ReviewState,
    Revision,
    RevisionState,
    Role,
    Stake,
    StakeKind,
)
from cases.tests.factories import (
    CONTENT,
    RoleFactory,
    TopicFactory,
    editor,
    in_review,
    passed,
    reviewer,
    working_at,
)
from mailing.models import Message

pytestmark = pytest.mark.django_db


def names(found):
    return [one.person for one in found]


def reasons(revision, by):
    return {one.person: one.why_not for one in reviewers.candidates(revision, by=by)}


def expert(topic):
    role = RoleFactory(role=Role.REVIEWER)
    role.topics.add(topic)
    return role.user


def test_topics_come_first_then_those_for_all_then_those_of_other_topics():
    brain, lung = TopicFactory(), TopicFactory()
    of_lung, of_all, of_brain = expert(lung), reviewer(), expert(brain)
    found = reviewers.candidates(passed(topics=[brain]), by=editor())
    assert names(found) == [of_brain, of_all, of_lung]
    assert found[0].topics == (brain.name,)


def test_of_equals_the_one_with_fewer_open_reviews_is_asked_and_two_are_proposed():
    busy = reviewer()
    in_review(reviewers=[busy])
    free, other = reviewer(), reviewer()
    revision = passed()
    found = reviewers.candidates(revision, by=editor())
    assert found[-1].person == busy
    assert set(reviewers.proposed(revision, found)) == {free, other}
    assert names(found) == names(reviewers.candidates(revision, by=editor()))


def test_each_who_cannot_be_asked_stands_there_with_the_reason():
    decider = editor()
    CaseRole.objects.create(user=decider, role=Role.REVIEWER)
    author, with_stake, full, checked = (reviewer() for _number in range(4))
    CaseRole.objects.filter(user=full).update(cap=1)
    in_review(reviewers=[full])
    revision = passed(author, by=checked)
    Stake.objects.create(case=revision.case, person=with_stake, kind=StakeKind.WORKPLACE)
    assert reasons(revision, decider) == {
        author: "Is an author of this case",
        with_stake: "Has a stake: works at the same place",
        full: "Has as many open reviews as agreed (1)",
        checked: "Has checked this case for privacy",
        decider: "You decide about this case yourself",
    }


def test_whose_term_has_ended_is_nobody():
    RoleFactory(role=Role.REVIEWER, starts_on="2020-01-01", ends_on="2020-12-31")
    assert reviewers.candidates(passed(), by=editor()) == []


def test_asking_opens_the_review_and_mails_the_code_alone():
    people = [reviewer(), reviewer()]
    revision = passed()
    asked = assigning.ask(revision=revision, people=people, by=editor(), seen=0)
    revision.refresh_from_db()
    assert revision.state == RevisionState.IN_REVIEW
    assert [review.label for review in asked] == [1, 2]
    assert asked[0].due_at.date() == (timezone.now() + timedelta(days=21)).date()
    mails = Message.objects.filter(kind="cases/review_asked")
    assert {mail.user for mail in mails} == set(people)
    assert all(set(mail.context) == {"name", "code", "review", "due_on"} for mail in mails)


def test_nobody_with_a_stake_is_asked_though_nothing_had_found_it_before():
    person = working_at("University Hospital, Kraków")
    CaseRole.objects.create(user=person, role=Role.REVIEWER)
    with pytest.raises(ValidationError) as refused:
        assigning.ask(revision=passed(), people=[person], by=editor())
    assert refused.value.code == "cannot"
    assert not Review.objects.exists()


@pytest.mark.parametrize("who", ["stranger", "author", "nobody"])
def test_only_reviewers_of_today_are_asked(who):
    revision = passed()
    people = {"stranger": [editor()], "author": [revision.case.author], "nobody": []}[who]
    with pytest.raises(ValidationError):
        assigning.ask(revision=revision, people=people, by=editor())


def test_an_editor_with_a_stake_asks_nobody():
    revision, biased = passed(), editor()
    Stake.objects.create(case=revision.case, person=biased, kind=StakeKind.DECLARED)
    with pytest.raises(ValidationError) as refused:
        assigning.ask(revision=revision, people=[reviewer()], by=biased)
    assert refused.value.code == "stake"


def test_the_second_editor_is_told_that_somebody_has_asked_meanwhile():
    revision = passed()
    assigning.ask(revision=revision, people=[reviewer()], by=editor(), seen=0)
    with pytest.raises(ValidationError) as refused:
        assigning.ask(revision=revision, people=[reviewer()], by=editor(), seen=0)
    assert refused.value.code == "changed"


def test_a_third_reviewer_can_be_asked():
    revision = in_review()
    [third] = assigning.ask(revision=revision, people=[reviewer()], by=editor(), seen=2)
    assert third.label == 3


def test_what_is_decided_asks_for_nobody():
    revision = in_review()
    Revision.objects.filter(pk=revision.pk).update(state=RevisionState.REJECTED)
    with pytest.raises(ValidationError) as refused:
        assigning.ask(revision=revision, people=[reviewer()], by=editor())
    assert refused.value.code == "transition"


def second_round(first):
    """The next revision of the same case, passed."""
    Revision.objects.filter(pk=first.pk).update(state=RevisionState.CHANGES)
    now = timezone.now()
    return Revision.objects.create(
        case=first.case,
        number=2,
        state=RevisionState.PASSED,
        passed_at=now,
        submitted_at=now,
        title=first.title,
        content=CONTENT.as_json(),
    )


def test_in_the_second_round_those_who_know_the_case_come_first_and_keep_their_number():
    known = [reviewer(), reviewer()]
    first = in_review(reviewers=known, state=ReviewState.EXPIRED)
    new = reviewer()
    second = second_round(first)
    found = reviewers.candidates(second, by=editor())
    assert set(names(found)[:2]) == set(known)
    rows = assigning.ask(revision=second, people=[known[1], new], by=editor())
    assert [row.label for row in rows] == [2, 3]


def test_an_editor_takes_a_review_back_and_the_reviewer_reads_why():
    review = in_review().reviews.first()
    with pytest.raises(ValidationError):
        assigning.take_back(review=review, by=editor(), because="")
    assigning.take_back(review=review, by=editor(), because="We found somebody nearer.")
    review.refresh_from_db()
    assert review.state == ReviewState.EXPIRED
    assert (
        Message.objects.get(kind="cases/review_taken_back").context["because"] == "We found somebody nearer."
    )
    with pytest.raises(ValidationError) as second:
        assigning.take_back(review=review, by=editor(), because="Again.")
    assert second.value.code == "transition"


def test_two_weeks_overdue_it_is_taken_back_and_the_editors_are_told():
    revision, decider = in_review(), editor()
    Review.objects.filter(label=1).update(due_at=timezone.now() - timedelta(days=15))
    Review.objects.filter(label=2).update(due_at=timezone.now() - timedelta(days=13))
    assigning.keep_up()
    assigning.keep_up()
    assert [row.state for row in revision.reviews.order_by("label")] == ["expired", "asked"]
    assert Message.objects.get(kind="cases/review_lacking").user == decider


def test_enough_are_two_then_in_time_fewer_with_a_reason_even_none():
    revision = in_review(state=ReviewState.OPEN)
    assert not reviewing.enough(revision).ok
    later = reviewing.enough(revision, now=timezone.now() + timedelta(days=43))
    assert (later.ok, later.needs_reason, later.given, later.asked) == (True, True, 0, 2)
    revision.reviews.update(state=ReviewState.SUBMITTED, advice="accept", submitted_at=timezone.now())
    whole = reviewing.enough(revision)
    assert (whole.ok, whole.needs_reason, whole.given) == (True, False, 2)


def test_one_is_enough_where_the_office_says_so():
    Repository.objects.create(pk=1, reviewers_each=1)
    revision = in_review(reviewers=[reviewer()], state=ReviewState.OPEN)
    revision.reviews.update(state=ReviewState.SUBMITTED, advice="accept", submitted_at=timezone.now())
    assert reviewing.enough(revision).ok


def test_what_is_decided_without_somebody_is_called_off():
    revision = in_review()
    assigning.end_open(revision, by=editor())
    assert set(revision.reviews.values_list("state", flat=True)) == {ReviewState.EXPIRED}
    assert Message.objects.filter(kind="cases/review_taken_back").count() == 2


def test_candidates_cost_as_many_queries_for_one_as_for_three(django_assert_num_queries):
    revision, decider = passed(), editor()
    assert revision.case
    reviewer()
    with django_assert_num_queries(9):
        reviewers.candidates(revision, by=decider)
    for _number in range(2):
        expert(TopicFactory())
    with django_assert_num_queries(9):
        reviewers.candidates(revision, by=decider)
