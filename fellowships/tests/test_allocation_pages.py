"""The pages of the allocation: who sees which, what each stage offers, and that nobody sees a stake."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from fellowships import actions
from fellowships.models import (
    Application,
    Call,
    Conflict,
    ConflictKind,
    ConflictSource,
    Review,
    Role,
    Run,
    RunState,
    Snapshot,
    Stage,
)
from fellowships.tests.factories import (
    ApplicationFactory,
    CallRoleFactory,
    CentreMemberFactory,
    at_stage,
    choose,
    review,
    scored_call,
    signed_run,
)
from hubs.tests.factories import HubFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    return scored_call()


@pytest.fixture
def proposal(call, staff):
    actions.take_snapshot(call=call, by=staff)
    return actions.propose_run(call=call, by=staff)


def url(name, call, *args):
    return reverse(f"fellowships:{name}", args=[call.slug, *args])


def page(client, name, call, *args, **query):
    return client.get(url(name, call, *args), query).content.decode()


def stake(person, code):
    Conflict.objects.create(
        application=Application.objects.get(code=code),
        person=person,
        source=ConflictSource.COMPUTED,
        kind=ConflictKind.WORKPLACE,
    )


def outsiders(call):
    """Everybody who has something to do with the round, and is not of its board today."""
    poland = HubFactory(country="PL")
    yesterday = timezone.localdate() - timedelta(days=1)
    return {
        "applicant": Application.objects.filter(call=call).first().person,
        "coordinator": MembershipFactory(hub=poland).user,
        "reviewer": CallRoleFactory(call=call, role=Role.REVIEWER).user,
        "finance": CallRoleFactory(call=call, role=Role.FINANCE).user,
        "centre": CentreMemberFactory(centre=call.offerings.first().centre).user,
        "former chair": CallRoleFactory(
            call=call, role=Role.CHAIR, starts_on=yesterday - timedelta(days=9), ends_on=yesterday
        ).user,
        "chair of another": CallRoleFactory(role=Role.CHAIR).user,
        "stranger": UserFactory(),
    }


# --- who sees it -------------------------------------------------------------------------------------------------


def test_only_the_board_finds_these_pages(client, proposal):
    call = proposal.call
    addresses = [
        ("get", url("allocation", call)),
        ("get", url("simulate", call)),
        ("get", url("run", call, 1)),
        ("get", url("run_table", call, 1)),
        ("get", url("run_facts", call, 1)),
        ("post", url("take_snapshot", call)),
        ("post", url("propose_run", call)),
        ("post", url("sign_run", call, 1)),
        ("post", url("discard_run", call, 1)),
    ]
    for who, person in outsiders(call).items():
        client.force_login(person)
        for method, address in addresses:
            assert getattr(client, method)(address).status_code == 404, (who, address)
    client.logout()
    for method, address in addresses:
        assert getattr(client, method)(address).status_code == 302, address
    assert Run.objects.get().state == RunState.PROPOSED


def test_a_chair_sees_the_own_round(client, proposal):
    client.force_login(CallRoleFactory(call=proposal.call, role=Role.CHAIR).user)

    assert "Person A" in page(client, "allocation", proposal.call)


@pytest.mark.parametrize("name", ["allocation", "run", "run_table"])
def test_nobody_sees_an_application_they_have_a_stake_in(client, proposal, name):
    chair = CallRoleFactory(call=proposal.call, role=Role.CHAIR).user
    stake(chair, "A")
    stake(chair, "D")
    client.force_login(chair)

    text = page(client, name, proposal.call, *([] if name == "allocation" else [1]))

    assert "Person B" in text
    assert "Person A" not in text
    assert "Person D" not in text


def test_totals_leave_out_what_somebody_has_a_stake_in(client, proposal):
    chair = CallRoleFactory(call=proposal.call, role=Role.CHAIR).user
    stake(chair, "A")
    client.force_login(chair)

    assert "5 of 6" in page(client, "allocation", proposal.call)


def test_what_changed_leaves_out_what_somebody_has_a_stake_in(client, proposal):
    chair = CallRoleFactory(call=proposal.call, role=Role.CHAIR).user
    stake(chair, "G")
    Review.objects.filter(assignment__application__code__in="GH").update(score=9900)
    client.force_login(chair)

    text = page(client, "allocation", proposal.call)

    assert "Changed since the merit list was taken" in text
    assert "Person H" in text
    assert "Person G" not in text


def test_whoever_has_a_stake_gets_no_file_of_all_facts_and_no_button(client, proposal):
    chair = CallRoleFactory(call=proposal.call, role=Role.CHAIR).user
    stake(chair, "A")
    client.force_login(chair)

    assert client.get(url("run_facts", proposal.call, 1)).status_code == 404
    text = page(client, "allocation", proposal.call)
    assert url("sign_run", proposal.call, 1) not in text
    assert "others of the board" in text


# --- from the scores to the signatures ---------------------------------------------------------------------------


@pytest.mark.parametrize("stage", [Stage.OPEN, Stage.CLOSED, Stage.REVIEWING])
def test_before_the_reviews_are_done_there_is_nothing_to_press(client, staff, call, stage):
    at_stage(call, stage)
    client.force_login(staff)

    text = page(client, "allocation", call)

    assert "when the reviews are done" in text
    assert "Nothing has been proposed yet." in text
    assert url("take_snapshot", call) not in text


def test_the_board_walks_from_the_merit_list_to_two_signatures(client, staff, call):
    client.force_login(staff)
    assert url("take_snapshot", call) in page(client, "allocation", call)

    client.post(url("take_snapshot", call))
    assert url("propose_run", call) in page(client, "allocation", call)
    client.post(url("propose_run", call))
    text = page(client, "allocation", call)
    assert "Nobody has signed yet." in text
    assert "6 of 6" in text

    client.post(url("sign_run", call, 1))
    assert "It waits for a second person." in page(client, "allocation", call)
    client.force_login(UserFactory(is_staff=True))
    client.post(url("sign_run", call, 1))

    assert "Two people have signed." in page(client, "allocation", call)
    assert Call.objects.get().stage == Stage.APPROVED


def test_a_second_press_is_told_and_signs_nothing(client, staff, proposal):
    client.force_login(staff)
    client.post(url("sign_run", proposal.call, 1))

    response = client.post(url("sign_run", proposal.call, 1), follow=True)

    assert "You have signed this already" in response.content.decode()
    assert proposal.signatures.count() == 1


def test_whoever_signs_what_was_put_aside_is_told_so(client, staff, proposal):
    actions.discard(run=proposal, by=staff, because="A review was wrong")
    client.force_login(UserFactory(is_staff=True))

    response = client.post(url("sign_run", proposal.call, 1), follow=True)

    assert "This proposal was ended on" in response.content.decode()


@pytest.mark.parametrize(("because", "state"), [("A wrong score", "discarded"), ("", "proposed")])
def test_it_is_put_aside_with_a_reason_only(client, staff, proposal, because, state):
    client.force_login(staff)

    client.post(url("discard_run", proposal.call, 1), {"because": because})

    assert Run.objects.get().state == state


def test_the_board_is_told_what_a_rescored_review_would_change(client, staff, proposal):
    Review.objects.filter(assignment__application__code="G").update(score=9900)
    client.force_login(staff)

    text = page(client, "allocation", proposal.call)

    assert "Changed since the merit list was taken" in text
    assert "99.00" in text


def test_reviews_that_are_missing_by_now_are_said(client, staff, proposal):
    Review.objects.filter(assignment__application__code="G").update(void_because="a stake")
    client.force_login(staff)

    assert "1 application has no review that counts" in page(client, "allocation", proposal.call)


# --- every turn --------------------------------------------------------------------------------------------------


def test_every_turn_has_its_reason(client, staff, proposal):
    client.force_login(staff)

    text = page(client, "run", proposal.call, 1)

    assert "The 3 that were left were kept for: Pilot countries (minimum 4)." in text
    assert "Reserve 4" in text


def test_a_run_is_decided_again_on_its_page(client, staff, proposal):
    client.force_login(staff)

    assert "The same." in page(client, "run", proposal.call, 1, again="1")


def test_a_table_taken_away_is_on_record_and_runs_no_formula(client, staff, proposal):
    person = Application.objects.get(code="A").person
    person.name = "=1+1"
    person.save()
    client.force_login(staff)

    lines = page(client, "run_table", proposal.call, 1).splitlines()

    assert len(lines) == 11
    assert "'=1+1" in lines[1]
    assert AuditEntry.objects.filter(action="run.exported", actor_id=staff.pk).count() == 1


def test_the_facts_hold_no_names(client, staff, proposal):
    client.force_login(staff)

    text = page(client, "run_facts", proposal.call, 1)

    assert len(json.loads(text)["facts"]["people"]) == 10
    assert "Person" not in text
    assert "@" not in text


def many_applications(call, number):
    offerings = list(call.offerings.all())
    for _number in range(number):
        application = ApplicationFactory(call=call)
        choose(application, *offerings)
        review(application, 5000)


@pytest.mark.parametrize("more", [1, 3])
@pytest.mark.parametrize("name", ["allocation", "run"])
def test_queries_do_not_grow_with_the_people(client, staff, call, name, more, django_assert_max_num_queries):
    many_applications(call, more)
    signed_run(call)
    client.force_login(staff)

    with django_assert_max_num_queries(15):
        page(client, name, call, *([] if name == "allocation" else [1]))


# --- the totals --------------------------------------------------------------------------------------------------


def test_totals_are_public_from_the_first_offers_on_and_not_before(client, staff, call):
    signed_run(call)
    assert client.get(url("result", call)).status_code == 404

    actions.send_offers(call=call, by=staff)
    text = page(client, "result", call)

    assert call.seed in text
    assert call.seal in text
    assert "6 of 6" in text
    assert "Person" not in text


def test_once_offers_are_out_nothing_is_proposed_while_nothing_is_free(client, staff, call):
    signed_run(call)
    actions.send_offers(call=call, by=staff)
    client.force_login(staff)

    client.post(url("propose_run", call))

    assert Run.objects.count() == 1


def test_the_seed_is_secret_until_then(client, staff, proposal):
    client.force_login(staff)

    for name, args in (("allocation", []), ("run", [1]), ("run_facts", [1]), ("simulate", [])):
        assert proposal.call.seed not in page(client, name, proposal.call, *args)


# --- what a rule would do ----------------------------------------------------------------------------------------


def test_rules_stand_side_by_side_on_made_up_people(client, staff, call):
    client.force_login(staff)

    text = page(client, "simulate", call, people="20")

    assert "A minimum of 4" in text
    assert "the rule of this call" in text
    assert "400 made-up rounds" in text


def test_an_earlier_merit_list_can_be_tried(client, staff, call):
    actions.take_snapshot(call=call, by=staff)
    client.force_login(staff)

    text = page(client, "simulate", call, source=call.slug, low="4")

    assert "as it was taken" in text
    assert "Person" not in text


def test_a_merit_list_is_not_tried_by_whoever_has_a_stake_in_it(client, staff, call):
    actions.take_snapshot(call=call, by=staff)
    chair = CallRoleFactory(call=call, role=Role.CHAIR).user
    stake(chair, "A")
    client.force_login(chair)

    assert "as it was taken" not in page(client, "simulate", call, source=call.slug)
    assert Snapshot.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"people": "100000"}, {"share": "-1"}, {"low": "many"}, {"source": "x"}])
def test_numbers_that_do_not_fit_are_said(client, staff, call, wrong):
    client.force_login(staff)

    assert "Some numbers do not fit." in page(client, "simulate", call, **wrong)
