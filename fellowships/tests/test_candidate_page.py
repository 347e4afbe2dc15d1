"""One candidate as the board sees it: everything handed in, exceptions by two people, more time for one."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from fellowships import actions
from fellowships.models import (
    Application,
    ApplicationState,
    Conflict,
    ConflictKind,
    ConflictSource,
    CvEntry,
    EligibilityCheck,
    EligibilityRule,
    Referee,
    Role,
    RuleKind,
    Stage,
)
from fellowships.tests.factories import (
    ApplicationFactory,
    AssignmentFactory,
    CallRoleFactory,
    CoordinatorCommentFactory,
    DocumentFactory,
    at_stage,
    ready_call,
)
from mailing.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    call = ready_call()
    EligibilityRule.objects.create(call=call, kind=RuleKind.PROFESSION, professions=["physician"])
    return at_stage(actions.open_call(call=call, by=UserFactory(is_staff=True)), Stage.CLOSED)


@pytest.fixture
def application(call):
    application = ApplicationFactory(call=call, is_eligible=False)
    EligibilityCheck.objects.create(
        application=application,
        rule=call.eligibility.get(),
        is_met=False,
        evidence={"profession": "nurse"},
    )
    return application


@pytest.fixture
def check(application):
    return application.checks.get()


@pytest.fixture
def chair(call):
    return CallRoleFactory(call=call, role=Role.CHAIR).user


@pytest.fixture
def second(call):
    return CallRoleFactory(call=call, role=Role.CHAIR).user


def url(name, application, *more):
    return reverse(f"fellowships:{name}", args=[application.call.slug, application.code, *more])


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def tie(application, person):
    Conflict.objects.create(
        application=application, person=person, source=ConflictSource.REVIEWER, kind=ConflictKind.DECLARED
    )


def test_all_that_was_handed_in_stands_on_one_page(as_, application, chair):
    CvEntry.objects.create(application=application, kind="post", title="Senior resident", from_year=2019)
    Referee.objects.create(
        application=application, name="Prof. Referee", post="Kraków", email="r@example.org"
    )
    document = DocumentFactory(application=application)
    CoordinatorCommentFactory(application=application, text="She leads the unit.")

    shown = as_(chair).get(url("candidate", application)).content.decode()

    for words in (
        application.person.name,
        application.motivation,
        "Senior resident",
        "Prof. Referee",
        "She leads the unit.",
        reverse("fellowships:document", args=[document.pk]),
        "Not eligible.",
        "Propose an exception",
    ):
        assert words in shown


@pytest.mark.parametrize("state", [ApplicationState.DRAFT, ApplicationState.WITHDRAWN])
def test_what_is_not_handed_in_is_not_shown(as_, call, chair, state):
    moments = {"submitted_at": None} if state == ApplicationState.DRAFT else {"withdrawn_at": timezone.now()}
    application = ApplicationFactory(call=call, state=state, motivation="Unmistakable", **moments)

    shown = as_(chair).get(url("candidate", application)).content.decode()

    assert "Unmistakable" not in shown


def test_only_the_board_without_a_stake_sees_it(as_, application, chair, staff, stranger, coordinator):
    reviewer = AssignmentFactory(application=application).reviewer
    tie(application, chair)

    assert as_(staff).get(url("candidate", application)).status_code == 200
    for person in (chair, reviewer, stranger, coordinator, application.person):
        assert as_(person).get(url("candidate", application)).status_code == 404
    tie(application, staff)
    assert as_(staff).get(url("candidate", application)).status_code == 404


def test_staff_never_act_on_the_own_application(as_, application):
    Application.objects.update(person=UserFactory(is_staff=True))
    application.refresh_from_db()

    assert as_(application.person).get(url("candidate", application)).status_code == 404
    assert as_(application.person).post(url("reopen", application)).status_code == 404


def test_an_exception_counts_when_a_second_person_confirms_it(as_, application, check, chair, second):
    response = as_(chair).post(url("waive", application, check.pk), {"because": "Trained as a physician."})
    application.refresh_from_db()
    assert said(response) == ["Proposed. Somebody else of the board has to confirm it."]
    assert application.is_eligible is False
    own = as_(chair).get(url("candidate", application)).content.decode()
    assert "proposes an exception; it does not count yet" in own
    assert "Confirm the exception" not in own

    as_(second).post(url("confirm_waiver", application, check.pk))

    application.refresh_from_db()
    check.refresh_from_db()
    assert application.is_eligible is True
    assert (check.waived_by, check.confirmed_by) == (chair, second)
    assert "Exception by" in as_(second).get(url("candidate", application)).content.decode()
    actions_done = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"application.exception_proposed", "application.exception_confirmed"} <= actions_done


def test_nobody_confirms_the_own_exception(application, check, chair):
    actions.waive(check=check, because="Trained.", by=chair)

    with pytest.raises(ValidationError, match="second person"):
        actions.confirm_waiver(check=check, by=chair)
    with pytest.raises(IntegrityError, match="confirmed_by_another"), transaction.atomic():
        EligibilityCheck.objects.update(confirmed_by=chair, confirmed_at=timezone.now())


def test_before_eligibility_is_decided_an_exception_decides_nothing(call, application, check, chair, second):
    Application.objects.update(is_eligible=None, eligibility_decided_at=None)
    actions.waive(check=check, because="Trained.", by=chair)

    actions.confirm_waiver(check=check, by=second)

    application.refresh_from_db()
    assert application.is_eligible is None


def test_an_exception_needs_its_reason(as_, application, check, chair):
    response = as_(chair).post(url("waive", application, check.pk), {"because": " "})

    assert "This field is required" in response.content.decode()
    check.refresh_from_db()
    assert check.waived_by is None


def test_whoever_comes_second_is_told(as_, application, check, chair, second, staff):
    actions.waive(check=check, because="Trained.", by=chair)
    response = as_(second).post(url("waive", application, check.pk), {"because": "Me too."})
    assert f"{chair} has proposed an exception already." in said(response)
    actions.confirm_waiver(check=check, by=second)
    response = as_(staff).post(url("confirm_waiver", application, check.pk))
    assert f"{second} has confirmed this exception already." in said(response)


def test_what_nobody_proposed_and_what_is_met_needs_no_exception(check, chair):
    with pytest.raises(ValidationError, match="Nobody has proposed"):
        actions.confirm_waiver(check=check, by=chair)
    EligibilityCheck.objects.update(is_met=True)
    with pytest.raises(ValidationError, match="no exception is needed"):
        actions.waive(check=check, because="Trained.", by=chair)


def test_a_stake_found_meanwhile_binds_in_the_same_moment(check, chair, second):
    actions.waive(check=check, because="Trained.", by=chair)
    tie(check.application, second)

    with pytest.raises(Application.DoesNotExist):
        actions.confirm_waiver(check=check, by=second)


@pytest.mark.parametrize("stage", [Stage.SCORED, Stage.OFFERING])
def test_once_scores_are_there_exceptions_are_over(as_, call, application, check, chair, stage):
    at_stage(call, stage)

    response = as_(chair).post(url("waive", application, check.pk), {"because": "Trained."})

    assert "cannot be done now" in said(response)[0]
    assert "Propose an exception" not in as_(chair).get(url("candidate", application)).content.decode()


def test_a_check_of_another_application_is_not_found(as_, call, application, check, chair):
    other = ApplicationFactory(call=call)

    assert as_(chair).post(url("waive", other, check.pk), {"because": "x"}).status_code == 404


def reopen(client, application, days=3, because="Was in hospital on the last day."):
    until = timezone.now().astimezone(application.call.zone) + timedelta(days=days)
    return client.post(url("reopen", application), {"until": f"{until:%Y-%m-%dT%H:%M}", "because": because})


def test_the_chair_opens_one_again_and_the_person_is_told(as_, call, chair):
    draft = ApplicationFactory(call=call, state=ApplicationState.DRAFT, submitted_at=None)
    assert not draft.may_be_written()

    response = reopen(as_(chair), draft)

    draft.refresh_from_db()
    assert response.status_code == 302
    assert draft.may_be_written()
    mail = Message.objects.get(kind="fellowships/application_reopened")
    assert mail.user == draft.person
    assert mail.context["because"] == "Was in hospital on the last day."
    assert AuditEntry.objects.filter(action="application.reopened", actor_id=chair.pk).exists()


@pytest.mark.parametrize(("days", "because"), [(-1, "Late."), (20, "Late."), (3, "")])
def test_it_needs_a_reason_and_a_near_moment(as_, application, chair, days, because):
    response = reopen(as_(chair), application, days, because)

    assert response.status_code == 200
    assert "invalid-feedback" in response.content.decode()
    application.refresh_from_db()
    assert application.reopened_until is None


def test_what_reviewers_have_is_not_opened_again(as_, call, application, chair):
    at_stage(call, Stage.REVIEWING)
    AssignmentFactory(application=application)

    assert "Reviewers have this application already" in said(reopen(as_(chair), application))[0]
    assert 'id="reopen"' not in as_(chair).get(url("candidate", application)).content.decode()


def test_what_was_withdrawn_stays_withdrawn(as_, call, chair):
    application = ApplicationFactory(call=call, state=ApplicationState.WITHDRAWN, withdrawn_at=timezone.now())

    assert "that is for good" in said(reopen(as_(chair), application))[0]


def test_deeds_are_done_by_post_only(as_, application, check, chair):
    client = as_(chair)
    for address in (
        url("reopen", application),
        url("waive", application, check.pk),
        url("confirm_waiver", application, check.pk),
    ):
        assert client.get(address).status_code == 405


def test_more_papers_and_referees_ask_the_database_no_more_often(
    as_, application, chair, django_assert_num_queries
):
    client = as_(chair)

    def add(number):
        Referee.objects.create(
            application=application, name="Prof.", post="Kraków", email=f"r{number}@example.org"
        )
        CvEntry.objects.create(application=application, kind="post", title="Resident", from_year=2019)
        CoordinatorCommentFactory(application=application, hub__country=["PL", "RO", "SE"][number])

    add(0)
    client.get(url("candidate", application))
    with django_assert_num_queries(12):
        client.get(url("candidate", application))
    add(1)
    add(2)
    with django_assert_num_queries(12):
        client.get(url("candidate", application))
