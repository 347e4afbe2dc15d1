"""Stakes as they are recorded: from the records, from reviewers, from the board's judgement."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Profile
from accounts.tests.factories import UserFactory
from fellowships import actions, tasks
from fellowships.models import (
    Application,
    Assignment,
    AssignmentState,
    Conflict,
    ConflictKind,
    ConflictSource,
    Preference,
    Referee,
    Review,
    Role,
    Stage,
)
from fellowships.tests.factories import (
    ApplicationFactory,
    CallRoleFactory,
    CentreMemberFactory,
    at_stage,
    open_call,
)
from fellowships.tests.reviewing import assignments, call_in_review, call_to_review, chair_of, hand_in
from mailing.models import Message

pytestmark = pytest.mark.django_db


def found(call):
    actions.look_for_stakes(call=call)
    rows = Conflict.objects.active().filter(application__call=call)
    return {(row.person_id, row.kind) for row in rows}


def mails(kind):
    return list(Message.objects.filter(kind=f"fellowships/{kind}").values_list("to", flat=True))


@pytest.fixture
def call():
    return open_call()


@pytest.fixture
def application(call):
    return ApplicationFactory(call=call, workplace="Szpital Jana Pawła, Kraków")


@pytest.fixture
def reviewer(call):
    return CallRoleFactory(call=call, user__country="SE").user


def work_at(person, workplace):
    Profile.objects.filter(user=person).update(workplace=workplace)


def test_colleagues_of_one_workplace_are_found(call, application, reviewer):
    work_at(reviewer, "szpital jana pawla krakow")

    assert found(call) == {(reviewer.pk, ConflictKind.WORKPLACE)}


@pytest.mark.parametrize("role", [Role.CHAIR, Role.REVIEWER])
def test_a_chair_has_stakes_as_a_reviewer_has(call, application, role):
    person = CallRoleFactory(call=call, role=role, user=application.person).user

    assert found(call) == {(person.pk, ConflictKind.SAME_PERSON)}


def test_the_office_has_stakes_too(call, staff):
    ApplicationFactory(call=call, supervisor_email=staff.email.upper())

    assert found(call) == {(staff.pk, ConflictKind.REFEREE)}


def test_who_speaks_for_a_centre_has_a_stake_in_whoever_chose_it(call, application, reviewer):
    offering = call.offerings.first()
    CentreMemberFactory(centre=offering.centre, user=reviewer)
    assert found(call) == set()

    Preference.objects.create(application=application, offering=offering, rank=1)

    assert found(call) == {(reviewer.pk, ConflictKind.CENTRE)}


def test_referees_are_found_by_name_and_by_address(call, application, reviewer):
    other = CallRoleFactory(call=call, user__name="Anna Nowak").user
    Referee.objects.create(application=application, name="R.", post="-", email=reviewer.email)
    Referee.objects.create(application=application, name="Prof. Nowak, Anna", post="-", email="a@example.org")

    assert found(call) == {(reviewer.pk, ConflictKind.REFEREE), (other.pk, ConflictKind.REFEREE)}


def test_whom_the_applicant_names_in_the_form_is_found(call, reviewer):
    ApplicationFactory(call=call, must_not_review=f"A friend\nMy old chief <{reviewer.email.upper()}>")

    assert found(call) == {(reviewer.pk, ConflictKind.DECLARED)}
    assert Conflict.objects.get().source == ConflictSource.APPLICANT


def test_looking_twice_finds_nothing_new(call, application, reviewer):
    work_at(reviewer, application.workplace)

    assert actions.look_for_stakes(call=call) == 1
    assert actions.look_for_stakes(call=call) == 0


def test_while_the_call_is_open_a_stake_ends_with_its_cause_and_comes_back_with_it(
    call, application, reviewer
):
    work_at(reviewer, application.workplace)
    found(call)
    work_at(reviewer, "Elsewhere")
    assert found(call) == set()
    work_at(reviewer, application.workplace)
    assert found(call) == {(reviewer.pk, ConflictKind.WORKPLACE)}


def test_after_closing_a_changed_profile_rids_nobody_of_a_stake(call, application, reviewer):
    work_at(reviewer, application.workplace)
    found(call)
    at_stage(call, Stage.CLOSED)
    work_at(reviewer, "Elsewhere")

    assert found(call) == {(reviewer.pk, ConflictKind.WORKPLACE)}


def test_a_colleague_gets_nothing_to_review(staff):
    call = call_to_review(applications=1, reviewers=3)
    colleague = call.roles.first().user
    work_at(colleague, call.applications.get().workplace)

    actions.assign_reviews(call=call, by=staff)

    assert assignments(call, reviewer=colleague) == []


def test_whom_the_applicant_named_gets_nothing_to_review(staff):
    call = call_to_review(applications=1, reviewers=3)
    named = call.roles.first().user
    Conflict.objects.create(
        application=call.applications.get(),
        person=named,
        source=ConflictSource.APPLICANT,
        kind=ConflictKind.DECLARED,
    )

    actions.assign_reviews(call=call, by=staff)

    assert assignments(call, reviewer=named) == []


def test_a_stake_that_shows_later_ends_the_review_voids_its_points_and_tells_the_chair(staff):
    call = call_in_review(staff, applications=1, reviewers=3)
    chair = chair_of(call)
    first = assignments(call)[0]
    review = hand_in(first)
    work_at(first.reviewer, first.application.workplace)

    tasks.keep_up_reviews()

    first.refresh_from_db()
    review.refresh_from_db()
    assert first.state == AssignmentState.RECUSED
    assert review.void_because
    assert not Review.objects.counting().exists()
    assert mails("review_void") == [chair.email]
    assert len(assignments(call, state=AssignmentState.ASKED)) == 2


def test_the_records_are_compared_once_more_at_the_gate(staff):
    call = call_in_review(staff, applications=1, reviewers=3)
    first = assignments(call)[0]
    work_at(first.reviewer, first.application.workplace)

    answered = actions.answer_gate(assignment=first, by=first.reviewer, answer=actions.Stake.NONE)

    assert answered.state == AssignmentState.RECUSED


def test_a_stake_declared_at_the_gate_sends_the_application_to_somebody_else(staff):
    call = call_in_review(staff, applications=1, reviewers=3)
    first = assignments(call)[0]

    actions.answer_gate(assignment=first, by=first.reviewer, answer=actions.Stake.SOME, note="My cousin.")

    first.refresh_from_db()
    assert first.state == AssignmentState.RECUSED
    assert Conflict.objects.active().get(person=first.reviewer).note == "My cousin."
    assert len(assignments(call, state=AssignmentState.ASKED)) == 2


@pytest.fixture
def unsure(staff):
    call = call_in_review(staff, applications=1, reviewers=3)
    first = assignments(call)[0]
    chair_of(call)
    actions.answer_gate(assignment=first, by=first.reviewer, answer=actions.Stake.UNSURE, note="We met once.")
    return Conflict.objects.get(person=first.reviewer)


def test_an_unsure_reviewer_sees_nothing_until_the_chair_has_decided(unsure):
    assert not Assignment.objects.queue_of(unsure.person).exists()
    assert len(mails("review_unsure")) == 1


def test_the_chair_finds_no_stake_and_the_application_opens(unsure, staff):
    actions.lift_conflict(conflict=unsure, by=staff, because="To meet once is no stake.")

    assignment = Assignment.objects.queue_of(unsure.person).get()
    assert assignment.state == AssignmentState.OPEN
    assert mails("review_cleared") == [unsure.person.email]
    with pytest.raises(ValidationError, match="settled meanwhile"):
        actions.confirm_conflict(conflict=unsure, by=staff)


def test_the_chair_finds_a_stake_and_somebody_else_reviews(unsure, staff):
    actions.confirm_conflict(conflict=unsure, by=staff)

    assert Assignment.objects.get(reviewer=unsure.person).state == AssignmentState.RECUSED
    assert mails("review_stood_back") == [unsure.person.email]
    with pytest.raises(ValidationError, match="settled meanwhile"):
        actions.confirm_conflict(conflict=unsure, by=staff)


def test_nobody_judges_the_own_stake(unsure):
    with pytest.raises(ValidationError, match="Somebody else of the board"):
        actions.lift_conflict(conflict=unsure, by=unsure.person, because="I am fair.")


def test_a_stake_found_by_mistake_is_lifted_with_a_reason_and_not_found_again(
    call, application, reviewer, staff
):
    work_at(reviewer, application.workplace)
    found(call)
    conflict = Conflict.objects.get()
    with pytest.raises(ValidationError, match="Say why"):
        actions.lift_conflict(conflict=conflict, by=staff, because="")

    actions.lift_conflict(conflict=conflict, by=staff, because="Two hospitals of one name.")

    assert found(call) == set()


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        (ConflictSource.COMPUTED, ConflictKind.SAME_PERSON),
        (ConflictSource.APPLICANT, ConflictKind.DECLARED),
        (ConflictSource.REVIEWER, ConflictKind.DECLARED),
    ],
)
def test_what_people_say_and_being_the_applicant_is_not_lifted(application, reviewer, staff, source, kind):
    conflict = Conflict.objects.create(application=application, person=reviewer, source=source, kind=kind)

    with pytest.raises(ValidationError, match="stays"):
        actions.lift_conflict(conflict=conflict, by=staff, because="I think so.")


def test_declaring_late_takes_the_points_away_and_tells_the_chair(staff):
    call = call_in_review(staff, applications=1, reviewers=3)
    chair = chair_of(call)
    first = assignments(call)[0]
    hand_in(first)

    actions.declare_late(assignment=first, by=first.reviewer, note="I recognise the work: my cousin.")

    assert not Review.objects.counting().exists()
    assert mails("review_void") == [chair.email]
    assert not Assignment.objects.queue_of(first.reviewer).exists()


def test_after_the_sign_off_it_is_too_late_to_declare_here(staff):
    call = call_in_review(staff, applications=1, reviewers=3)
    first = assignments(call)[0]
    hand_in(first)
    at_stage(call, Stage.APPROVED)

    with pytest.raises(ValidationError, match="cannot be done now"):
        actions.declare_late(assignment=first, by=first.reviewer, note="My cousin.")


def test_a_board_member_sees_nothing_of_an_application_with_a_stake(call, application):
    chair = chair_of(call)
    assert Application.objects.on_board_of(chair).count() == 1

    work_at(chair, application.workplace)
    Profile.objects.update_or_create(
        user=chair,
        defaults={
            "country": "PL",
            "profession": "doctor",
            "career_stage": "trainee",
            "workplace": application.workplace,
        },
    )
    found(call)

    assert not Application.objects.on_board_of(chair).exists()
    assert Application.objects.on_board_of(UserFactory(is_staff=True)).count() == 1
