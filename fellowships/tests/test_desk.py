"""The overview of a round: who sees it, what it does."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from fellowships import actions, figures
from fellowships.models import (
    ApplicationState,
    Call,
    Conflict,
    ConflictKind,
    ConflictSource,
    Role,
    Stage,
)
from fellowships.tests.factories import (
    ApplicationFactory,
    CallRoleFactory,
    CentreMemberFactory,
    at_stage,
    open_call,
    ready_call,
)
from mailing.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair():
    return lambda call: CallRoleFactory(call=call, role=Role.CHAIR).user


def desk(call):
    return reverse("fellowships:desk", args=[call.slug])


def post(client, name, call, **typed):
    return client.post(reverse(f"fellowships:{name}", args=[call.slug]), typed, follow=True)


def draft(call, **fields):
    return ApplicationFactory(
        call=call,
        state=ApplicationState.DRAFT,
        submitted_at=None,
        is_eligible=None,
        eligibility_decided_at=None,
        **fields,
    )


# ---- Who sees it ----


def test_the_office_and_the_chair_see_the_overview(as_, staff, chair):
    call = ready_call()

    for person in (staff, chair(call)):
        assert as_(person).get(desk(call)).status_code == 200
        rounds = as_(person).get(reverse("fellowships:board")).content.decode()
        assert f'href="{desk(call)}"' in rounds


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.FINANCE])
def test_other_roles_of_the_call_do_not(as_, role):
    call = ready_call()
    person = CallRoleFactory(call=call, role=role).user

    assert as_(person).get(desk(call)).status_code == 404


def test_the_chair_of_another_call_and_of_another_time_does_not(as_, chair):
    call = ready_call()
    yesterday = timezone.localdate() - timedelta(days=1)
    earlier = CallRoleFactory(call=call, role=Role.CHAIR, starts_on=yesterday, ends_on=yesterday).user

    assert as_(chair(ready_call())).get(desk(call)).status_code == 404
    assert as_(earlier).get(desk(call)).status_code == 404
    assert as_(earlier).get(reverse("fellowships:board")).status_code == 404


def test_coordinators_participants_and_hosts_do_not(as_, coordinator, participant):
    call = ready_call()
    host = CentreMemberFactory(centre=call.offerings.first().centre).user

    for person in (coordinator, participant, host):
        assert as_(person).get(desk(call)).status_code == 404
        assert post(as_(person), "advance", call, stage="announced").status_code == 404
        assert post(as_(person), "extend", call).status_code == 404
        assert post(as_(person), "step_back", call).status_code == 404
    call.refresh_from_db()
    assert call.stage == Stage.ANNOUNCED


def test_a_visitor_is_sent_to_log_in(client):
    assert client.get(desk(ready_call())).url.startswith(reverse("account_login"))


def test_who_pays_finds_the_money_among_the_rounds_and_nothing_else(as_):
    call = ready_call(title="Round of 2027")
    payer = CallRoleFactory(call=call, role=Role.FINANCE).user

    html = as_(payer).get(reverse("fellowships:board")).content.decode()

    assert call.title in html
    assert f'href="{desk(call)}"' not in html


# ---- The next step ----


def test_the_chair_opens_the_call_from_its_overview(as_, chair):
    call = ready_call()

    page = post(as_(chair(call)), "advance", call, stage="announced")

    call.refresh_from_db()
    assert call.stage == Stage.OPEN
    assert "Everyone who asked is being told." in page.content.decode()


def test_a_second_click_does_not_do_the_step_after(as_, staff):
    call = at_stage(open_call(), Stage.CLOSED)
    ApplicationFactory(call=call, is_eligible=None, eligibility_decided_at=None)

    page = post(as_(staff), "advance", call, stage="announced")

    assert "The round has gone on meanwhile." in page.content.decode()
    assert call.applications.get().is_eligible is None


def test_what_is_missing_is_said_and_the_call_stays_closed(as_, staff):
    call = ready_call(details="")

    page = post(as_(staff), "advance", call, stage="announced").content.decode()

    assert "Write the details before you open the call." in page
    call.refresh_from_db()
    assert call.stage == Stage.ANNOUNCED


def test_after_closing_eligibility_is_decided_first(as_, staff):
    call = at_stage(open_call(), Stage.CLOSED)
    ApplicationFactory(call=call, is_eligible=None, eligibility_decided_at=None)
    client = as_(staff)
    assert "Decide who is eligible" in client.get(desk(call)).content.decode()

    post(client, "advance", call, stage="closed")

    assert call.applications.get().is_eligible is True
    assert "Share out the reviews" in client.get(desk(call)).content.decode()


def test_stages_that_have_a_page_of_their_own_are_not_moved_from_here(as_, staff):
    call = at_stage(open_call(), Stage.SCORED)

    post(as_(staff), "advance", call, stage="scored")

    call.refresh_from_db()
    assert call.stage == Stage.SCORED


def test_a_round_without_anything_left_can_be_ended(as_, staff):
    call = at_stage(open_call(), Stage.RUNNING)

    post(as_(staff), "advance", call, stage="running")

    call.refresh_from_db()
    assert call.stage == Stage.COMPLETED
    assert AuditEntry.objects.about(call).filter(action="call.completed", actor_id=staff.pk).exists()


@pytest.mark.parametrize("stage", Stage.values)
def test_every_stage_has_its_next_step(as_, staff, stage):
    call = ready_call() if stage == Stage.ANNOUNCED else at_stage(open_call(), stage)

    assert as_(staff).get(desk(call)).status_code == 200


# ---- More time ----


def later(call, **time):
    return (call.closes_at + timedelta(**time)).astimezone(call.zone).strftime("%Y-%m-%dT%H:%M")


def test_an_extension_is_on_record_and_told_to_those_with_a_draft(as_, staff):
    call = open_call()
    mine = draft(call)
    ApplicationFactory(call=call)
    draft(open_call())
    until = later(call, days=3)

    page = post(as_(staff), "extend", call, until=until, because="The log-in was down.")

    before, call = call, Call.objects.get(pk=call.pk)
    assert call.closes_at > before.closes_at
    assert "The call closes on" in page.content.decode()
    assert [move.because for move in call.extensions.all()] == ["The log-in was down."]
    entry = AuditEntry.objects.about(call).get(action="call.extended")
    assert (entry.actor_id, entry.facts["because"]) == (staff.pk, "The log-in was down.")
    [mail] = Message.objects.filter(kind="fellowships/call_extended")
    assert mail.user == mine.person


def test_the_moment_is_read_on_the_clock_of_the_call(as_, staff):
    call = open_call(time_zone="Asia/Kolkata")

    post(as_(staff), "extend", call, until="2099-03-14T23:59", because="More time.")

    call.refresh_from_db()
    assert call.closes_at.isoformat() == "2099-03-14T18:29:00+00:00"


@pytest.mark.parametrize(
    ("time", "because", "words"),
    [
        ({"days": -3}, "Enough.", "to a later moment, never cut short"),
        ({"days": 3}, " ", "This field is required."),
        ({"days": -300}, "Enough.", "This moment has passed already."),
    ],
)
def test_a_call_is_never_cut_short_and_never_extended_without_a_reason(as_, staff, time, because, words):
    call = open_call()

    page = post(as_(staff), "extend", call, until=later(call, **time), because=because)

    assert words in page.content.decode()
    assert Call.objects.get(pk=call.pk).closes_at == call.closes_at
    assert not call.extensions.exists()


def test_a_call_that_has_closed_is_not_extended(staff):
    call = at_stage(open_call(), Stage.CLOSED)

    with pytest.raises(ValidationError, match="cannot be done now"):
        actions.extend_call(
            call=call, by=staff, until=timezone.now() + timedelta(days=9), because="Too late."
        )


# ---- Back a step ----


def test_stepping_back_needs_a_reason_and_is_on_record(as_, staff):
    call = at_stage(open_call(), Stage.SCORED)

    assert "This field is required." in post(as_(staff), "step_back", call).content.decode()
    post(as_(staff), "step_back", call, because="A review was missing.")

    call.refresh_from_db()
    assert call.stage == Stage.REVIEWING
    entry = AuditEntry.objects.about(call).get(action="call.stepped_back")
    assert entry.facts["because"] == "A review was missing."


@pytest.mark.parametrize("stage", [Stage.OPEN, Stage.CLOSED, Stage.APPROVED, Stage.OFFERING, Stage.RUNNING])
def test_there_is_no_way_back_where_people_rely_on_it(as_, staff, stage):
    call = at_stage(open_call(), stage)

    assert "Go back a step" not in as_(staff).get(desk(call)).content.decode()
    post(as_(staff), "step_back", call, because="Wrong.")

    call.refresh_from_db()
    assert call.stage == stage


# ---- Numbers ----


def test_numbers_leave_out_what_the_chair_has_a_stake_in(chair):
    call = open_call()
    person = chair(call)
    ApplicationFactory(call=call)
    stake = ApplicationFactory(call=call)
    Conflict.objects.create(
        application=stake, person=person, source=ConflictSource.COMPUTED, kind=ConflictKind.WORKPLACE
    )

    assert figures.of(call, person)["submitted"] == 1
    assert figures.of(call, UserFactory(is_staff=True))["submitted"] == 2


@pytest.mark.parametrize("rows", [1, 3])
def test_the_overview_asks_the_same_queries_whatever_there_is(as_, staff, rows, django_assert_num_queries):
    call = open_call(places=[1] * rows, criteria=rows, minimum=1)
    for _number in range(rows):
        ApplicationFactory(call=call)
        CallRoleFactory(call=call)
    client = as_(staff)
    client.get(desk(call))

    with django_assert_num_queries(15):
        client.get(desk(call))
