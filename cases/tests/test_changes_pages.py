"""What is different between two revisions, for the author, an editor and a reviewer."""

from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from cases.models import (
    Case,
    CaseState,
    PrivacyCheck,
    Review,
    ReviewState,
    Revision,
    RevisionState,
    Verdict,
)
from cases.tests.factories import CONTENT, AuthorFactory, checker, editor, in_review, plate, reviewer

pytestmark = pytest.mark.django_db
AUTHOR = "Quillon Narwhal"


def second(revision, *, state=RevisionState.PASSED, **changes):
    """The next revision of a case in review, with something changed; it is as far as `state`."""
    Revision.objects.filter(pk=revision.pk).update(state=RevisionState.CHANGES)
    changed = replace(CONTENT, **changes)
    newer = Revision.objects.create(
        case=revision.case,
        number=revision.number + 1,
        title=revision.title,
        content=changed.as_json(),
        age_band="oldest",
    )
    plate(newer, alt="A chest film")
    facts = {"state": state, "submitted_at": timezone.now(), "passed_at": timezone.now()}
    PrivacyCheck.objects.create(revision=newer, checker=checker(), verdict=Verdict.PASSED).ticks.create(
        plate=newer.plates.get(), has_no_text=True, has_no_face=True
    )
    Revision.objects.filter(pk=newer.pk).update(**facts)
    Case.objects.filter(pk=revision.case_id).update(submitted_at=timezone.now())
    newer.refresh_from_db()
    return newer


@pytest.fixture
def older():
    return in_review(UserFactory(name=AUTHOR))


@pytest.fixture
def newer(older):
    points = (f"{AUTHOR} thinks of Listeria.", "Do not wait <b>for</b> the scan.")
    return second(older, points=points)


def page_for(client, name, revision):
    return client.get(reverse(f"cases:{name}", args=[revision.case.code, revision.number]))


@pytest.mark.parametrize("name", ["diff", "dossier_diff"])
def test_author_and_editor_read_what_is_different(as_, newer, name):
    client = as_(newer.case.author if name == "diff" else editor())

    page = page_for(client, name, newer)
    difference, words = page.context["difference"], page.content.decode()

    labels = [change.label for change in difference.changes]
    assert "Learning point 1" in labels
    assert "Age of the patient" in labels
    assert ("Picture 1, description", "added") in [(one.label, one.kind) for one in difference.changes]
    assert "Findings" in difference.same
    assert "<ins>" in words
    assert "[put in: " in words
    assert "<b>for</b>" not in words


def test_a_named_author_reads_it_too_and_one_who_has_not_agreed_does_not(as_, newer):
    agreed = AuthorFactory(case=newer.case).person
    silent = AuthorFactory(case=newer.case, agreed_at=None).person

    assert page_for(as_(agreed), "diff", newer).status_code == 200
    assert page_for(as_(silent), "diff", newer).status_code == 404


@pytest.mark.parametrize("name", ["diff", "dossier_diff"])
@pytest.mark.parametrize("person", [UserFactory, reviewer, checker])
def test_it_is_nobody_elses(as_, newer, name, person):
    assert page_for(as_(person()), name, newer).status_code == 404


def test_an_editor_is_no_author_and_an_author_no_editor(as_, newer):
    assert page_for(as_(editor()), "diff", newer).status_code == 404
    assert page_for(as_(newer.case.author), "dossier_diff", newer).status_code == 404


def test_a_first_revision_has_nothing_to_be_compared_with(as_, older, newer):
    assert page_for(as_(editor()), "dossier_diff", older).status_code == 404
    assert page_for(as_(older.case.author), "diff", older).status_code == 404


def test_an_editor_does_not_compare_what_has_not_passed_the_privacy_check(as_, older):
    newer = second(older)
    Revision.objects.filter(pk=newer.pk).update(state=RevisionState.RETURNED)

    assert page_for(as_(editor()), "dossier_diff", newer).status_code == 404
    assert page_for(as_(older.case.author), "diff", newer).status_code == 200


def test_nothing_is_compared_after_the_consent_is_withdrawn(as_, newer):
    Case.objects.filter(pk=newer.case_id).update(state=CaseState.WITHDRAWN)

    assert page_for(as_(newer.case.author), "diff", newer).status_code == 404
    assert page_for(as_(editor()), "dossier_diff", newer).status_code == 404


def test_revisions_without_a_difference_say_so(as_, older):
    Revision.objects.filter(pk=older.pk).update(state=RevisionState.CHANGES)
    copy = {
        name: getattr(older, name) for name in ("title", "content", "age_band", "country", "level", "licence")
    }
    newer = Revision.objects.create(case=older.case, number=2, **copy)

    assert "Nothing is different" in page_for(as_(older.case.author), "diff", newer).content.decode()


@pytest.fixture
def review(newer):
    Revision.objects.filter(pk=newer.pk).update(state=RevisionState.IN_REVIEW)
    return Review.objects.create(
        revision=newer, reviewer=reviewer(), state=ReviewState.OPEN, due_at=timezone.now()
    )


def test_a_reviewer_reads_what_is_different_without_learning_whose_it_is(as_, review):
    page = as_(review.reviewer).get(reverse("cases:review_diff", args=[review.pk]))
    words = page.content.decode()

    assert "Learning point 1" in words
    for secret in (AUTHOR, "Narwhal", "Poland", review.revision.case.author.email):
        assert secret not in words


def test_a_reviewer_reads_nothing_before_saying_that_there_is_no_stake(as_, review):
    Review.objects.update(state=ReviewState.ASKED)

    assert as_(review.reviewer).get(reverse("cases:review_diff", args=[review.pk])).status_code == 404


@pytest.mark.parametrize("person", [UserFactory, reviewer, editor])
def test_the_page_of_a_reviewer_is_for_that_reviewer(as_, review, person):
    assert as_(person()).get(reverse("cases:review_diff", args=[review.pk])).status_code == 404
