"""The pages on which an author writes: who opens them, what they save, what they show."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.tests.factories import UserFactory
from cases import content, states
from cases.actions import writing
from cases.models import (
    Case,
    Comment,
    Decision,
    Judgement,
    PrivacyCheck,
    Repository,
    Review,
    ReviewState,
    Revision,
    RevisionState,
    Verdict,
)
from cases.tests.factories import TopicFactory, draft, editor, handed_in, in_review, published

pytestmark = pytest.mark.django_db

STEPS = ["about", "text", "questions", "authors", "consent"]
MARKUP = "<script>alert('x')</script> & <b>bold</b>"


def address(name, case):
    return reverse(f"cases:{name}", args=[case.code])


@pytest.fixture
def revision():
    return draft(topics=[TopicFactory()], pictures=1)


@pytest.fixture
def signed_in(client, revision):
    client.force_login(revision.case.author)
    return client


def about(revision, **changes):
    return {
        "step": "about",
        "revision": revision.saved,
        "title": "Fever",
        "age_band": "old",
        "country": "",
        "level": "2",
        "licence": "by",
        "topics": [topic.pk for topic in revision.topics.all()],
        "do": "keep",
    } | changes


def rows(revision, **changes):
    """What the page of questions sends as it stands."""
    [question] = content.of(revision).questions
    sent = {
        "step": "questions",
        "revision": revision.saved,
        "do": "keep",
        "points-TOTAL_FORMS": "1",
        "points-INITIAL_FORMS": "1",
        "points-0-text": "Think of Listeria.",
        "references-TOTAL_FORMS": "1",
        "references-INITIAL_FORMS": "1",
        "references-0-text": "",
        "references-0-address": "",
        "questions-TOTAL_FORMS": "1",
        "questions-INITIAL_FORMS": "1",
        "questions-0-key": question.key,
        "questions-0-after": question.after,
        "questions-0-text": question.text,
        "questions-0-explanation": question.explanation,
        "questions-0-best": "2",
    }
    for n in range(1, 7):
        choice = question.choices[n - 1] if n <= len(question.choices) else None
        sent[f"questions-0-key_{n}"] = choice.key if choice else "xyz"[n - 4]
        sent[f"questions-0-choice_{n}"] = choice.text if choice else ""
    return sent | changes


# --- Who opens them ---


def test_a_stranger_finds_nothing_of_a_draft_not_even_the_office(client, revision):
    for person in (UserFactory(), UserFactory(is_staff=True, is_superuser=True), editor()):
        client.force_login(person)
        for name in [*STEPS, "write"]:
            assert client.get(address(name, revision.case)).status_code == 404
        for name in ("save", "hand_in", "drop"):
            assert client.post(address(name, revision.case)).status_code == 404


def test_visitors_log_in_first(client, revision):
    for name in [*STEPS, "write"]:
        assert client.get(address(name, revision.case)).status_code == 302
    assert client.get(reverse("cases:mine")).status_code == 302


def test_the_author_opens_every_step_and_changes_come_by_post(signed_in, revision):
    for name in [*STEPS, "write"]:
        assert signed_in.get(address(name, revision.case)).status_code == 200
    for name in ("save", "hand_in", "drop"):
        assert signed_in.get(address(name, revision.case)).status_code == 405


def test_what_was_handed_in_is_shown_where_it_is(client):
    revision = handed_in()
    client.force_login(revision.case.author)

    for name in STEPS:
        assert client.get(address(name, revision.case)).status_code == 302
    page = client.get(address("write", revision.case)).content.decode()
    assert "Waits for the privacy check" in page
    assert "Nobody else opens it before" in page


@pytest.mark.parametrize("make", [handed_in, in_review])
def test_every_stage_has_its_words(client, make):
    revision = make()
    client.force_login(revision.case.author)

    assert client.get(address("write", revision.case)).status_code == 200


def test_a_published_case_says_so(client):
    version = published()
    client.force_login(version.case.author)

    assert "It can be read and cited" in client.get(address("write", version.case)).content.decode()


# --- Saving ---


def test_the_first_step_saves_and_goes_on(signed_in, revision):
    answer = signed_in.post(address("about", revision.case), about(revision, do="next"))

    assert answer.url == address("text", revision.case)
    revision.refresh_from_db()
    assert (revision.title, revision.level, revision.licence) == ("Fever", 2, "by")
    assert revision.topics.count() == 1


def test_what_is_not_sound_is_marked_and_the_rest_is_kept(signed_in, revision):
    answer = signed_in.post(address("about", revision.case), about(revision, level="9"))

    assert "Saved, but for what is marked below" in answer.content.decode()
    revision.refresh_from_db()
    assert (revision.title, revision.level) == ("Fever", 3)


def test_the_text_is_stored_as_plain_text_whatever_it_looks_like(signed_in, revision):
    signed_in.post(
        address("text", revision.case), {"revision": 0, "step": "text", "summary": MARKUP, "do": "keep"}
    )

    revision.refresh_from_db()
    assert content.of(revision).sections["summary"] == MARKUP
    for name in ("text", "write"):
        page = signed_in.get(address(name, revision.case)).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_the_questions_keep_their_keys(signed_in, revision):
    sent = rows(revision, **{"questions-0-choice_1": "", "questions-0-choice_4": "Call for help"})

    signed_in.post(address("questions", revision.case), sent)

    revision.refresh_from_db()
    told = content.of(revision)
    assert told.points == ("Think of Listeria.",)
    assert [(one.key, one.is_best) for one in told.questions[0].choices] == [
        ("b", True),
        ("c", False),
        ("x", False),
    ]
    assert told.questions[0].key == "q1"
    assert told.references == ()


def test_one_more_question_gets_a_key_of_its_own(signed_in, revision):
    page = signed_in.post(address("questions", revision.case), rows(revision, do="more-questions"))

    assert 'name="questions-1-key" value="q2"' in page.content.decode()


def test_it_saves_itself_and_says_what_is_not_sound(signed_in, revision):
    answer = signed_in.post(address("save", revision.case), about(revision, level="9"))

    said = json.loads(answer.content)
    assert said["revision"] == 1
    assert list(said["errors"]) == ["id_level"]
    revision.refresh_from_db()
    assert revision.title == "Fever"


def test_the_older_window_is_told_and_sees_both_texts(signed_in, revision):
    writing.save(revision=revision, by=None, saved=0, values={"title": "From the other window"})

    assert signed_in.post(address("save", revision.case), about(revision)).status_code == 409
    page = signed_in.post(address("about", revision.case), about(revision)).content.decode()

    assert "You saved this case in another window meanwhile" in page
    assert "From the other window" in page
    assert 'value="Fever"' in page
    assert Revision.objects.get(pk=revision.pk).title == "From the other window"


def test_nothing_saves_itself_into_what_was_handed_in(client):
    revision = handed_in()
    client.force_login(revision.case.author)

    assert client.post(address("save", revision.case), about(revision)).status_code == 409


# --- Handing in, taking back ---


def test_what_is_missing_is_listed_with_its_place(signed_in, revision):
    Revision.objects.filter(pk=revision.pk).update(age_band="")

    page = signed_in.get(address("write", revision.case)).content.decode()

    assert "1 thing is missing" in page
    assert f"{address('about', revision.case)}#id_age_band" in page
    assert "Hand in my case" not in page


def test_a_complete_case_is_handed_in(signed_in, revision):
    assert "Hand in my case" in signed_in.get(address("write", revision.case)).content.decode()

    signed_in.post(address("hand_in", revision.case))

    revision.refresh_from_db()
    assert revision.state == RevisionState.SUBMITTED


def test_a_draft_is_deleted_on_request(signed_in, revision):
    assert signed_in.post(address("drop", revision.case)).url == reverse("cases:mine")
    assert not Case.objects.exists()


# --- What comes back ---


def test_notes_of_the_privacy_check_stand_beside_their_places(client):
    revision = handed_in()
    PrivacyCheck.objects.create(
        revision=revision,
        checker=editor(),
        verdict=Verdict.RETURNED,
        notes={"section.findings": "Day 0, please."},
        for_author="Nearly there.",
    )
    states.change(revision, RevisionState.RETURNED)
    writing.next_draft(revision, by=None)
    client.force_login(revision.case.author)

    assert "Day 0, please." in client.get(address("text", revision.case)).content.decode()
    page = client.get(address("write", revision.case)).content.decode()
    assert "Nearly there." in page
    assert "It came back to you" in page


def test_reviewers_are_numbers_to_the_author_and_unfinished_reviews_are_not_shown(client):
    revision = in_review()
    first, second = revision.reviews.order_by("label")
    Comment.objects.create(review=first, where="section.findings", text="Which lactate?")
    Comment.objects.create(review=second, where="section.findings", text="Not handed in")
    Review.objects.filter(pk=first.pk).update(
        state=ReviewState.SUBMITTED,
        advice="minor",
        for_author="Well told.",
        for_editor="Between us.",
        submitted_at=revision.submitted_at,
    )
    Decision.objects.create(
        revision=revision, editor=editor(), judgement=Judgement.CHANGES, for_author="Please change it."
    )
    states.change(revision, RevisionState.CHANGES)
    writing.next_draft(revision, by=None)
    client.force_login(revision.case.author)

    page = client.get(address("write", revision.case)).content.decode()

    for words in ("Reviewer 1", "Which lactate?", "Well told.", "Please change it."):
        assert words in page
    for words in ("Not handed in", "Between us.", first.reviewer.name, revision.decision.editor.name):
        assert words not in page


# --- The list ---


def test_own_cases_are_listed_and_nobody_elses(signed_in, revision):
    other = draft(title="Somebody else’s")

    page = signed_in.get(reverse("cases:mine")).content.decode()

    assert revision.title in page
    assert other.title not in page


def test_a_case_is_begun_with_a_button(client):
    person = UserFactory()
    person.emailaddress_set.update_or_create(email=person.email, defaults={"verified": True, "primary": True})
    client.force_login(person)

    assert "You have not begun a case yet" in client.get(reverse("cases:mine")).content.decode()
    answer = client.post(reverse("cases:start"))

    assert answer.url == address("about", Case.objects.get())


def test_a_closed_repository_begins_none(client):
    Repository.objects.create(pk=1, is_open=False)
    client.force_login(UserFactory())

    client.post(reverse("cases:start"))

    assert not Case.objects.exists()
    assert "takes no new cases now" in client.get(reverse("cases:mine")).content.decode()


def test_the_list_asks_as_often_for_three_cases_as_for_one(client, django_assert_num_queries, revision):
    author = revision.case.author
    client.force_login(author)
    client.get(reverse("cases:mine"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("cases:mine"))
    draft(author)
    in_review(author)

    with django_assert_num_queries(len(one)):
        client.get(reverse("cases:mine"))
