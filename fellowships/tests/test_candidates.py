"""Candidates of the own country, and what their coordinator says: without texts, scores and reviews."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from fellowships import actions
from fellowships.actions.comments import version_of
from fellowships.models import (
    ApplicationState,
    Conflict,
    ConflictKind,
    ConflictSource,
    CoordinatorComment,
    Stage,
)
from fellowships.tests.factories import (
    ApplicationFactory,
    AssignmentFactory,
    CoordinatorCommentFactory,
    ReviewFactory,
    at_stage,
)
from hubs.models import Membership
from hubs.tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db
URL = "/fellowships/candidates/"


@pytest.fixture
def application(participant):
    return ApplicationFactory(person=participant, motivation="Unmistakable motivation")


def send(client, application, text="She leads the unit.", seen=""):
    url = reverse("fellowships:comment", args=[application.code])
    return client.post(url, {"text": text, "seen": seen})


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def page(client):
    return client.get(URL).content.decode()


def test_the_coordinator_sees_who_applies_and_nothing_of_what_was_written(as_, coordinator, application):
    ReviewFactory(assignment__application=application, score=8765, for_board="Unmistakable review")

    shown = page(as_(coordinator))

    assert "Łukasz Żółć" in shown
    assert application.workplace in shown
    for secret in ("Unmistakable", "87.65", application.plans, application.supervisor_name or "Unmistakable"):
        assert secret not in shown


def test_neither_drafts_nor_other_countries_nor_withdrawn_ones(as_, coordinator, romania):
    ApplicationFactory(person__name="A Draft", state=ApplicationState.DRAFT, submitted_at=None)
    ApplicationFactory(person__name="A Romanian", home="RO")
    ApplicationFactory(
        person__name="Withdrawn", state=ApplicationState.WITHDRAWN, withdrawn_at=timezone.now()
    )

    shown = page(as_(coordinator))

    assert "Nobody from your country has applied yet" in shown
    assert not any(name in shown for name in ("A Draft", "A Romanian", "Withdrawn"))


def test_who_runs_no_hub_finds_no_such_page(as_, romanian_coordinator, stranger, participant, application):
    assert "Łukasz" not in page(as_(romanian_coordinator))
    for person in (stranger, participant):
        assert as_(person).get(URL).status_code == 404


def test_it_ends_with_the_term(as_, coordinator, application):
    Membership.objects.filter(user=coordinator).update(
        starts_on=timezone.localdate() - timedelta(days=9), ends_on=timezone.localdate() - timedelta(days=1)
    )

    assert as_(coordinator).get(URL).status_code == 404
    assert send(as_(coordinator), application).status_code == 404


def test_without_logging_in_there_is_nothing(client, application):
    assert client.get(URL).status_code == 302
    assert send(client, application).status_code == 302


def test_a_comment_reaches_the_board(as_, coordinator, staff, application):
    response = send(as_(coordinator), application, text="She leads the <b>unit</b>.")

    assert response.url == f"{URL}#c{application.code}"
    comment = CoordinatorComment.objects.get()
    assert (comment.author, comment.hub.country) == (coordinator, "PL")
    assert "She leads the &lt;b&gt;unit&lt;/b&gt;." in page(as_(coordinator))
    assert AuditEntry.objects.filter(action="application.commented", actor_id=coordinator.pk).exists()


def test_an_empty_comment_is_refused_in_words(as_, coordinator, application):
    response = send(as_(coordinator), application, text="  ")

    assert "Write at least a sentence." in response.content.decode()
    assert not CoordinatorComment.objects.exists()


def test_strangers_and_coordinators_of_another_country_cannot_comment(
    as_, romanian_coordinator, staff, stranger, application
):
    for person in (romanian_coordinator, staff, stranger, application.person):
        assert send(as_(person), application).status_code == 404


def test_who_has_a_stake_or_reviews_it_does_not_see_it(as_, coordinator, application):
    other = ApplicationFactory(call=application.call, person__name="The Reviewed")
    AssignmentFactory(application=other, reviewer=coordinator)
    Conflict.objects.create(
        application=application,
        person=coordinator,
        source=ConflictSource.COMPUTED,
        kind=ConflictKind.WORKPLACE,
    )

    shown = page(as_(coordinator))

    assert "Łukasz" not in shown
    assert "The Reviewed" not in shown
    assert send(as_(coordinator), application).status_code == 404


def test_the_own_application_is_not_among_the_candidates(as_, coordinator):
    mine = ApplicationFactory(person=coordinator)

    assert mine.code not in page(as_(coordinator))
    assert send(as_(coordinator), mine).status_code == 404


def test_of_two_colleagues_the_second_is_told_and_loses_no_word(as_, coordinator, poland, application):
    colleague = MembershipFactory(hub=poland).user
    first = actions.comment(application=application, text="The first.", by=colleague)

    response = send(as_(coordinator), application, text="The second.", seen="")

    shown = response.content.decode()
    assert "A colleague of your hub wrote something meanwhile" in shown
    assert "The first." in shown
    assert "The second." in shown
    assert CoordinatorComment.objects.get().text == "The first."
    assert version_of(first) in shown
    send(as_(coordinator), application, text="Both.", seen=version_of(first))
    assert CoordinatorComment.objects.get().text == "Both."


def test_once_places_are_given_nobody_comments_any_more(as_, coordinator, application):
    at_stage(application.call, Stage.ALLOCATED)

    assert "Write a comment" not in page(as_(coordinator))
    assert "cannot be done now" in said(send(as_(coordinator), application))[0]
    with pytest.raises(ValidationError):
        actions.comment(application=application, text="Late.", by=coordinator)


def test_of_a_round_that_is_completed_nothing_is_shown(as_, coordinator, application):
    at_stage(application.call, Stage.COMPLETED)

    assert "Łukasz" not in page(as_(coordinator))


def test_the_database_keeps_one_comment_of_a_hub(poland, application):
    CoordinatorCommentFactory(application=application, hub=poland)

    with pytest.raises(IntegrityError, match="one_of_a_hub"), transaction.atomic():
        CoordinatorCommentFactory(application=application, hub=poland)


def test_three_candidates_ask_the_database_as_often_as_one(
    as_, coordinator, application, poland, django_assert_num_queries
):
    client = as_(coordinator)
    CoordinatorCommentFactory(application=application, hub=poland)
    client.get(URL)
    with django_assert_num_queries(7):
        client.get(URL)
    for _number in range(2):
        CoordinatorCommentFactory(application=ApplicationFactory(call=application.call), hub=poland)
    with django_assert_num_queries(7):
        client.get(URL)
