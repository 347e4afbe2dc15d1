"""A case while it is written: begun, saved from two windows, taken back, copied into the next draft."""

import threading

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from cases import content, states
from cases.actions import writing
from cases.content import Question, Reference
from cases.models import (
    AgeBand,
    Author,
    Case,
    CaseState,
    Picture,
    Repository,
    ReviewState,
    Revision,
    RevisionState,
)
from cases.tests.factories import TopicFactory, draft, handed_in, in_review, published, working_at

pytestmark = pytest.mark.django_db


def returned(**facts):
    revision = handed_in(**facts)
    states.change(revision, RevisionState.RETURNED)
    return revision


def saved_again(revision, **changes):
    return writing.save(
        revision=revision,
        by=revision.case.author,
        saved=revision.saved,
        values=changes.pop("values", {}),
        **changes,
    )


# --- Beginning ---


def confirmed(**facts):
    person = working_at("University Hospital, Kraków", **facts)
    EmailAddress.objects.update_or_create(
        user=person, email=person.email, defaults={"verified": True, "primary": True}
    )
    return person


def test_a_case_begins_with_its_author_named_as_the_profile_says():
    person = confirmed(name="Ewa Nowak")

    revision = writing.start(author=person)

    [author] = revision.case.authors.all()
    assert (author.person, author.name, author.workplace) == (
        person,
        "Ewa Nowak",
        "University Hospital, Kraków",
    )
    assert author.agreed_at
    assert (revision.state, revision.number) == ("draft", 1)


def test_beginning_twice_goes_on_with_what_is_empty():
    person = confirmed()

    assert writing.start(author=person) == writing.start(author=person)


def test_a_second_case_begins_when_the_first_one_is_written():
    person = confirmed()
    first = writing.start(author=person)
    saved_again(first, values={"title": "Fever"})

    assert writing.start(author=person) != first


def test_no_case_begins_while_the_repository_is_closed():
    Repository.objects.create(pk=1, is_open=False)

    with pytest.raises(ValidationError) as refused:
        writing.start(author=confirmed())

    assert refused.value.code == "closed"


def test_no_case_begins_for_an_address_that_is_not_confirmed():
    person = UserFactory()
    EmailAddress.objects.filter(user=person).update(verified=False)

    with pytest.raises(ValidationError) as refused:
        writing.start(author=person)

    assert refused.value.code == "unverified"


# --- Saving ---


def test_what_is_given_is_stored_and_the_rest_stays():
    revision = draft()
    topic = TopicFactory()

    writing.save(
        revision=revision,
        by=revision.case.author,
        saved=0,
        values={"title": "Another title", "age_band": AgeBand.YOUNG},
        parts={"sections": {"outcome": "He went home."}, "points": ("One.",)},
        topics=[topic],
    )

    revision.refresh_from_db()
    told = content.of(revision)
    assert (revision.title, revision.age_band, revision.saved) == ("Another title", "young", 1)
    assert told.sections["outcome"] == "He went home."
    assert told.sections["findings"].startswith("Lactate")
    assert told.points == ("One.",)
    assert told.questions[0].key == "q1"
    assert list(revision.topics.all()) == [topic]


def test_questions_and_references_are_stored_as_they_are_read():
    revision = draft()

    saved_again(
        revision, parts={"questions": (Question("q2", "summary", "Why?"),), "references": (Reference("A"),)}
    )

    revision.refresh_from_db()
    assert content.of(revision).questions == (Question("q2", "summary", "Why?"),)
    assert content.of(revision).references == (Reference("A"),)


def test_an_emptied_part_is_not_kept():
    revision = draft()

    saved_again(revision, parts={"sections": {"perspective": " ", "outcome": ""}})

    revision.refresh_from_db()
    assert set(content.of(revision).sections) == {"summary", "presentation", "findings", "treatment"}


def test_the_older_of_two_windows_is_told_and_overwrites_nothing():
    revision = draft()
    saved_again(revision, values={"title": "From the first window"})

    with pytest.raises(writing.ChangedMeanwhile) as refused:
        writing.save(revision=revision, by=revision.case.author, saved=0, values={"title": "From the second"})

    assert refused.value.revision.title == "From the first window"
    revision.refresh_from_db()
    assert revision.title == "From the first window"


def test_what_was_handed_in_is_not_saved_over():
    revision = handed_in()

    with pytest.raises(ValidationError) as refused:
        saved_again(revision, values={"title": "Too late"})

    assert refused.value.code == "transition"


@pytest.mark.django_db(transaction=True)
def test_of_two_windows_that_save_at_once_one_is_told():
    revision = draft()
    outcomes, together = [], threading.Barrier(2)

    def save(title):
        together.wait()
        try:
            writing.save(revision=revision, by=None, saved=0, values={"title": title})
            outcomes.append("saved")
        except writing.ChangedMeanwhile:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=[title]) for title in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["saved", "told"]
    assert Revision.objects.get(pk=revision.pk).saved == 1


# --- The next draft ---


def test_the_next_draft_says_the_same_with_its_topics_and_pictures():
    topic = TopicFactory()
    revision = returned(topics=[topic], pictures=2, changed="Said before")

    after = writing.next_draft(revision, by=None)

    assert (after.number, after.state, after.saved, after.changed) == (2, "draft", 0, "")
    assert (after.title, after.content, after.age_band) == (
        revision.title,
        revision.content,
        revision.age_band,
    )
    assert list(after.topics.all()) == [topic]
    assert [plate.picture_id for plate in after.plates.all()] == [
        plate.picture_id for plate in revision.plates.all()
    ]


def test_there_is_no_second_draft():
    revision = returned()
    writing.next_draft(revision, by=None)

    with pytest.raises(ValidationError) as refused:
        writing.next_draft(revision, by=None)

    assert refused.value.code == "transition"


# --- Taking back ---


def test_a_draft_that_was_never_handed_in_is_deleted_with_its_files(django_capture_on_commit_callbacks):
    revision = draft(pictures=1)
    file = Picture.objects.get().file

    with django_capture_on_commit_callbacks(execute=True):
        writing.drop(case=revision.case, by=revision.case.author)

    assert not Case.objects.exists()
    assert not Author.history.exists()
    assert not file.storage.exists(file.name)
    assert AuditEntry.objects.filter(action="case.discarded").exists()


def test_what_is_in_review_ends_and_its_reviewers_are_free():
    revision = in_review()

    writing.drop(case=revision.case, by=revision.case.author)

    revision.refresh_from_db()
    assert revision.state == RevisionState.DROPPED
    assert Case.objects.get().state == CaseState.ENDED
    assert set(revision.reviews.values_list("state", flat=True)) == {ReviewState.EXPIRED}


def test_a_published_case_stays_when_its_correction_is_taken_back():
    version = published()
    correction = writing.next_draft(version.revision, by=version.case.author)
    Case.objects.filter(pk=version.case_id).update(submitted_at=version.published_at)

    writing.drop(case=version.case, by=version.case.author)

    correction.refresh_from_db()
    assert correction.state == RevisionState.DROPPED
    assert Case.objects.get().state == CaseState.PUBLISHED


def test_what_came_back_as_a_draft_can_still_be_taken_back():
    revision = returned()
    writing.next_draft(revision, by=None)

    writing.drop(case=revision.case, by=revision.case.author)

    assert Case.objects.get().state == CaseState.ENDED


def test_what_is_decided_is_not_taken_back():
    version = published()

    with pytest.raises(ValidationError) as refused:
        writing.drop(case=version.case, by=version.case.author)

    assert refused.value.code == "transition"
