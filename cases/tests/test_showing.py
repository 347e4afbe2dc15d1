"""Who gets a picture, and how it is sent."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from cases import indexing, showing
from cases.models import (
    Case,
    CaseState,
    PrivacyReport,
    ReportOutcome,
    ReviewState,
    Revision,
    RevisionState,
    Stake,
    StakeKind,
    Version,
)
from cases.tests import factories
from cases.tests.factories import AuthorFactory

pytestmark = pytest.mark.django_db


def sees(person, revision):
    picture = revision.plates.get().picture
    return showing.pictures_for(person).filter(pk=picture.pk).exists()


def test_a_draft_is_the_authors_alone():
    revision = factories.draft(pictures=1)
    named = AuthorFactory(case=revision.case).person
    asked = AuthorFactory(case=revision.case, agreed_at=None).person
    assert sees(revision.case.author, revision)
    assert sees(named, revision)
    others = [asked, UserFactory(), UserFactory(is_staff=True), AnonymousUser()]
    others += [factories.checker(), factories.reviewer(), factories.editor()]
    for person in others:
        assert not sees(person, revision)


def test_what_waits_for_the_privacy_check_is_for_checkers_and_editors_only():
    revision = factories.handed_in(pictures=1)
    assert sees(factories.checker(), revision)
    assert sees(factories.editor(), revision)
    assert sees(UserFactory(is_staff=True), revision)
    assert not sees(factories.reviewer(), revision)
    assert not sees(UserFactory(), revision)


def test_a_checker_or_editor_with_a_stake_does_not_see_it():
    revision = factories.handed_in(pictures=1)
    for person in (factories.checker(), factories.editor()):
        Stake.objects.create(case=revision.case, person=person, kind=StakeKind.DECLARED)
        assert not sees(person, revision)


def test_a_checker_whose_term_has_ended_does_not_see_it():
    revision = factories.handed_in(pictures=1)
    today = timezone.localdate()
    person = factories.checker(starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=1))
    assert not sees(person, revision)


@pytest.mark.parametrize(
    ("state", "is_shown"),
    [(ReviewState.ASKED, False), (ReviewState.OPEN, True), (ReviewState.EXPIRED, False)],
)
def test_a_reviewer_sees_it_after_saying_that_there_is_no_stake(state, is_shown):
    person = factories.reviewer()
    revision = factories.in_review(pictures=1, reviewers=[person, factories.reviewer()], state=state)
    assert sees(person, revision) is is_shown
    assert not sees(factories.reviewer(), revision)


@pytest.mark.parametrize("is_public", [True, False])
def test_a_published_picture_is_for_those_who_may_read_the_case(is_public):
    revision = factories.published(pictures=1, is_public=is_public).revision
    assert sees(UserFactory(), revision)
    assert sees(AnonymousUser(), revision) is is_public


@pytest.mark.parametrize("state", [CaseState.HIDDEN, CaseState.RETRACTED, CaseState.WITHDRAWN])
def test_a_picture_goes_with_its_case(state):
    revision = factories.published(pictures=1, is_public=True).revision
    Case.objects.update(state=state)
    assert not sees(UserFactory(), revision)
    assert not sees(AnonymousUser(), revision)
    assert sees(revision.case.author, revision) is (state != CaseState.WITHDRAWN)


def test_what_stands_in_the_draft_of_a_correction_only_is_shown_to_no_reader_and_no_editor():
    case = factories.published(is_public=True).case
    correction = Revision.objects.create(case=case, number=2)
    factories.plate(correction)
    for person in (UserFactory(), AnonymousUser(), factories.editor(), factories.checker()):
        assert not sees(person, correction)
    assert sees(case.author, correction)


def test_of_a_version_whose_texts_are_deleted_nothing_is_shown():
    revision = factories.published(pictures=1, is_public=True).revision
    Version.objects.update(wiped_at=timezone.now())
    assert not sees(UserFactory(), revision)


def _accepted_without_picture(case):
    revision = Revision.objects.create(case=case, number=2)
    Revision.objects.filter(pk=revision.pk).update(state=RevisionState.ACCEPTED, passed_at=timezone.now())
    return Revision.objects.get(pk=revision.pk)


def test_where_a_privacy_problem_was_corrected_the_picture_before_is_shown_to_no_reader():
    version = factories.published(pictures=1, is_public=True)
    PrivacyReport.objects.create(
        case=version.case, text="A face.", settled_at=timezone.now(), outcome=ReportOutcome.CORRECTED
    )
    newer = Version.objects.create(
        case=version.case,
        number=2,
        revision=_accepted_without_picture(version.case),
        title=version.title,
        notice="A picture was taken out.",
        published_by=version.published_by,
    )
    indexing.enter(newer)
    for person in (UserFactory(), AnonymousUser()):
        assert not sees(person, version.revision)


def test_a_reviewer_sees_no_picture_any_more_once_it_is_decided():
    person = factories.reviewer()
    revision = factories.in_review(reviewers=[person], state=ReviewState.OPEN, pictures=1)
    assert sees(person, revision)
    Revision.objects.filter(pk=revision.pk).update(state=RevisionState.REJECTED)
    assert not sees(person, revision)


def address(revision, kind="png"):
    return reverse("cases:picture", args=[revision.plates.get().picture_id, kind])


@pytest.mark.parametrize(("is_public", "kept"), [(True, "no-cache"), (False, "private, no-store")])
def test_it_is_sent_as_what_it_is_and_kept_by_nobody(client, is_public, kept):
    revision = factories.published(pictures=1, is_public=is_public).revision
    client.force_login(UserFactory())
    answer = client.get(address(revision))
    assert b"".join(answer.streaming_content) == factories.PIXEL
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == kept
    assert "picture.png" not in answer["Content-Disposition"]


def test_strangers_get_404(client):
    revision = factories.published(pictures=1).revision
    assert client.get(address(revision)).status_code == 404
    client.force_login(UserFactory())
    assert client.get(address(revision, "jpeg")).status_code == 404
    assert client.post(address(revision)).status_code == 405


def test_asking_for_a_picture_costs_few_queries(client, django_assert_max_num_queries):
    revision = factories.published(pictures=3, is_public=True).revision
    picture = revision.plates.first().picture_id
    with django_assert_max_num_queries(3):
        client.get(reverse("cases:picture", args=[picture, "png"]))
