"""Who has a stake in a case, found in the records: never ended by a changed profile, and lifted by an editor alone."""

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import AuditEntry, Profile
from cases import stakes, states
from cases.actions import assigning, checking, writing
from cases.models import (
    Author,
    CaseRole,
    Review,
    ReviewState,
    Revision,
    RevisionState,
    Role,
    Stake,
    StakeKind,
)
from cases.tests.factories import (
    AuthorFactory,
    TopicFactory,
    checker,
    draft,
    editor,
    handed_in,
    in_review,
    passed,
    reviewer,
    working_at,
)
from mailing.models import Message

pytestmark = pytest.mark.django_db


def reviewer_at(workplace, **facts):
    person = working_at(workplace, **facts)
    CaseRole.objects.create(user=person, role=Role.REVIEWER)
    return person


def find(case):
    with transaction.atomic():
        return {(stake.person, stake.kind) for stake in stakes.keep_current(states.lock(case))}


@pytest.mark.parametrize(
    "workplace",
    [
        "University Hospital, Kraków",
        "KRAKOW UNIVERSITY HOSPITAL",
        "Intensive Care Unit, University Hospital in Kraków",
        "Department of Infectious Diseases, University Hospital Kraków (Poland)",
    ],
)
def test_somebody_of_the_same_hospital_has_a_stake_however_it_is_written(workplace):
    person = reviewer_at(workplace)
    assert find(draft().case) == {(person, StakeKind.WORKPLACE)}


def test_a_longer_name_of_the_same_place_is_the_same_place():
    case = draft(working_at("John Paul II Hospital")).case
    person = reviewer_at("John Paul II Hospital, Kraków, Poland")
    assert (person, StakeKind.WORKPLACE) in find(case)


@pytest.mark.parametrize(
    "workplace", ["University Hospital", "", "Hospital, Lund", "Military Hospital, Kraków West"]
)
def test_what_many_hospitals_are_called_is_no_stake(workplace):
    reviewer_at(workplace)
    assert find(draft().case) == set()


def test_an_address_of_an_author_is_a_stake_even_if_it_was_never_confirmed():
    case = draft().case
    Author.objects.create(case=case, order=1, name="Jan", email="jan@example.org")
    person = reviewer()
    EmailAddress.objects.create(user=person, email="Jan@example.org", verified=False)
    assert find(case) == {(person, StakeKind.ADDRESS)}


def test_staff_and_checkers_are_compared_too_and_authors_are_left_out_anyway():
    staff = working_at("University Hospital, Kraków", is_staff=True)
    author = working_at("University Hospital, Kraków", is_staff=True)
    assert find(draft(author).case) == {(staff, StakeKind.WORKPLACE)}


def test_a_changed_profile_rids_nobody_of_a_stake():
    person = reviewer_at("University Hospital, Kraków")
    case = draft().case
    find(case)
    person.profile.workplace = "Elsewhere"
    person.profile.save()
    assert find(case) == set()
    assert Stake.objects.get().is_active


def test_an_editor_lifts_what_is_no_stake_with_a_reason_and_it_stays_lifted():
    person = reviewer_at("University Hospital, Kraków")
    case = passed().case
    find(case)
    stake = Stake.objects.get(person=person)
    with pytest.raises(ValidationError):
        assigning.lift_stake(stake=stake, by=editor(), because=" ")
    assigning.lift_stake(stake=stake, by=editor(), because="Another hospital of that name.")
    assert find(case) == set()
    assert not Stake.objects.get(person=person).is_active
    assert AuditEntry.objects.filter(action="case.stake_lifted").count() == 1
    with pytest.raises(ValidationError) as second:
        assigning.lift_stake(stake=stake, by=editor(), because="Again.")
    assert second.value.code == "transition"


def test_what_somebody_said_cannot_be_lifted_and_nobody_with_a_stake_lifts():
    case = passed().case
    said = Stake.objects.create(case=case, person=reviewer(), kind=StakeKind.DECLARED)
    with pytest.raises(ValidationError) as refused:
        assigning.lift_stake(stake=said, by=editor(), because="No.")
    assert refused.value.code == "declared"
    biased = editor()
    Stake.objects.create(case=case, person=biased, kind=StakeKind.DECLARED)
    found = Stake.objects.create(case=case, person=reviewer(), kind=StakeKind.WORKPLACE)
    with pytest.raises(ValidationError) as refused:
        assigning.lift_stake(stake=found, by=biased, because="No.")
    assert refused.value.code == "stake"


def test_a_stake_that_shows_later_ends_the_review_even_when_it_is_handed_in():
    person = reviewer_at("Elsewhere")
    revision = in_review(reviewers=[person, reviewer()], state=ReviewState.OPEN)
    decider = editor()
    person.profile.workplace = "University Hospital, Kraków"
    person.profile.save()
    assigning.keep_up()
    assert Review.objects.get(reviewer=person).state == ReviewState.RECUSED
    assert revision.reviews.live().count() == 1
    assert Message.objects.get(kind="cases/review_lacking").user == decider


def test_a_reviewer_who_becomes_a_co_author_stands_back():
    person = reviewer()
    revision = in_review(reviewers=[person], state=ReviewState.OPEN)
    AuthorFactory(case=revision.case, person=person, order=1)
    assigning.keep_up()
    assert revision.reviews.get().state == ReviewState.RECUSED


def test_what_is_handed_in_is_never_opened_by_a_checker_of_the_same_hospital():
    person = working_at("University Hospital, Kraków")
    CaseRole.objects.create(user=person, role=Role.PRIVACY)
    other = checker()
    revision = draft(topics=[TopicFactory()])
    writing.hand_in(revision=revision, by=revision.case.author)
    assert not Revision.objects.to_check(person).exists()
    assert Revision.objects.to_check(other).exists()
    assert not Message.objects.filter(user=person).exists()


def test_a_stake_that_shows_after_handing_in_refuses_the_privacy_check():
    person = working_at("Elsewhere")
    CaseRole.objects.create(user=person, role=Role.PRIVACY)
    revision = handed_in()
    assert Revision.objects.to_check(person).exists()
    Profile.objects.filter(user=person).update(workplace="University Hospital, Kraków")
    with pytest.raises(ValidationError):
        checking.pass_revision(revision=revision, by=person, ticks={})
    revision.refresh_from_db()
    assert revision.state == RevisionState.SUBMITTED
