"""The life of a question: written, published, revised, looked at again, retired."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import AuditEntry
from assessments import drafts
from assessments.actions import questions as actions
from assessments.drafts import DraftItem, DraftOption
from assessments.models import Assessment, Kind, Question, QuestionState, QuestionVersion
from assessments.tests.factories import (
    AssessmentFactory,
    DraftFactory,
    QuestionFactory,
    TopicFactory,
    draft_question,
    published_question,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", Kind.values)
def test_a_draft_of_every_kind_comes_back_from_the_bank_as_it_was_written(kind):
    TopicFactory()
    draft = DraftFactory(kind=kind)
    version = actions.create(draft=draft, by=None)
    assert drafts.of_version(actions.newest_version(version.question)) == draft


@pytest.mark.parametrize("kind", Kind.values)
def test_every_kind_can_be_published_and_is_then_drawable(kind):
    question = published_question(kind=kind)
    assert question.state == QuestionState.LIVE
    assert question.current.published_at
    assert list(Question.objects.drawable()) == [question]


def test_a_draft_is_not_drawable():
    draft_question()
    assert not Question.objects.drawable().exists()


def test_a_question_needs_a_topic_that_there_is():
    with pytest.raises(ValidationError, match="no topic “nowhere”"):
        actions.create(draft=DraftFactory(topic="nowhere"), by=None)
    assert not Question.objects.exists()


def test_a_code_is_given_once():
    draft_question(code="once")
    with pytest.raises(ValidationError):
        actions.create(draft=DraftFactory(code="once"), by=None)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"explanation": " "}, "no explanation"),
        ({"reference": ""}, "no reference"),
        (
            {"options": (DraftOption("One"), DraftOption("Two"))},
            "Exactly one option is the right one; here 0",
        ),
        ({"options": (DraftOption("One", True), DraftOption("Two", True))}, "here 2 are marked"),
        ({"options": (DraftOption("One", True),)}, "fewer than two options"),
        ({"kind": "multiple", "options": (DraftOption("One"), DraftOption("Two"))}, "No option is marked"),
        ({"kind": "true_false", "options": ()}, "no statement"),
        ({"kind": "ordering", "options": ()}, "fewer than two options"),
        ({"kind": "matching", "items": ()}, "nothing to match"),
        ({"kind": "short_text", "guidance": ""}, "what a good answer names"),
    ],
)
def test_publishing_says_what_is_missing(parts, words):
    question = draft_question(**parts)
    with pytest.raises(ValidationError) as refusal:
        actions.publish(version=question.versions.get(), by=None)
    assert words in " ".join(refusal.value.messages)
    question.refresh_from_db()
    assert question.state == QuestionState.DRAFT


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"prompt": " "}, "the sentence that asks is empty"),
        ({"options": (DraftOption("Same", True), DraftOption("Same"))}, "Two options say the same"),
        ({"options": (DraftOption("x" * 501, True), DraftOption("Short"))}, "longer than 500"),
        ({"options": (DraftOption(" ", True), DraftOption("Short"))}, "An option is empty"),
        ({"kind": "numeric", "tolerance": Decimal(-1)}, "tolerance"),
        ({"kind": "numeric", "target": None}, "Give the number"),
        ({"kind": "numeric", "target": Decimal("0.00001")}, "four after"),
        ({"kind": "numeric", "unit": "u" * 31}, "unit is longer"),
        ({"kind": "matching", "items": (DraftItem("Story", "Nothing of the list"),)}, "fits no option"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(parts, words):
    TopicFactory()
    with pytest.raises(ValidationError) as refusal:
        actions.create(draft=DraftFactory(**parts), by=None)
    assert words in " ".join(refusal.value.messages)
    assert not Question.objects.exists()


def test_revising_copies_the_version_in_use_and_leaves_it_alone():
    question = published_question(kind="matching")
    used = question.current
    QuestionVersion.objects.filter(pk=used.pk).update(frozen_at=timezone.now())
    before = drafts.of_version(used)
    revision = actions.revise(question=question, by=None)
    changed = replace(drafts.of_version(revision), prompt="Which comes first?")
    actions.edit(version=revision, draft=changed, by=None)
    actions.publish(version=revision, by=None)
    question.refresh_from_db()
    assert question.current.number == 2
    assert drafts.of_version(question.current).prompt == "Which comes first?"
    assert drafts.of_version(question.versions.get(number=1)) == before


def test_revising_twice_goes_on_with_the_same_draft():
    question = published_question()
    assert actions.revise(question=question, by=None) == actions.revise(question=question, by=None)
    assert question.versions.count() == 2


def test_a_published_version_is_not_edited():
    question = published_question()
    with pytest.raises(actions.AlreadyDone, match="stays as it is"):
        actions.edit(version=question.current, draft=DraftFactory(code=question.code), by=None)


def test_a_version_is_published_once_and_never_an_older_one():
    question = published_question()
    with pytest.raises(actions.AlreadyDone):
        actions.publish(version=question.current, by=None)
    older = actions.revise(question=question, by=None)
    newer = actions.add_version(question=question, draft=drafts.of_version(older), by=None)
    actions.publish(version=newer, by=None)
    with pytest.raises(ValidationError, match="newer version"):
        actions.publish(version=older, by=None)


def test_under_review_a_question_stays_in_use_and_says_why():
    question = actions.review(question=published_question(), by=None, because="The guideline has changed.")
    assert question in Question.objects.drawable()
    assert question.because == "The guideline has changed."
    question = actions.back_in_use(question=question, by=None)
    assert (question.state, question.because) == (QuestionState.LIVE, "")


def test_a_retired_question_is_given_to_nobody_until_it_is_taken_back():
    question = actions.retire(question=published_question(), by=None, because="Out of date.")
    assert not Question.objects.drawable().exists()
    revision = actions.revise(question=question, by=None)
    with pytest.raises(ValidationError, match="Take it back"):
        actions.publish(version=revision, by=None)
    actions.back_in_use(question=question, by=None)
    assert actions.publish(version=revision, by=None)


@pytest.mark.parametrize("deed", [actions.retire, actions.review])
def test_a_reason_is_needed(deed):
    with pytest.raises(ValidationError, match="Say why"):
        deed(question=published_question(), by=None, because="  ")


def test_the_second_of_two_is_told():
    question = published_question()
    actions.retire(question=question, by=None, because="Out of date.")
    with pytest.raises(actions.AlreadyDone, match="retired now"):
        actions.retire(question=question, by=None, because="Wrong.")
    with pytest.raises(actions.AlreadyDone):
        actions.review(question=question, by=None, because="Wrong.")


def test_a_draft_can_be_neither_retired_nor_reviewed():
    with pytest.raises(actions.AlreadyDone, match="draft now"):
        actions.retire(question=draft_question(), by=None, because="Never mind.")


def test_the_first_draft_is_thrown_away_with_its_question():
    question = draft_question()
    actions.discard(version=question.versions.get(), by=None)
    assert not Question.objects.exists()


def test_a_later_draft_is_thrown_away_alone_and_a_published_one_never():
    question = published_question()
    actions.discard(version=actions.revise(question=question, by=None), by=None)
    assert question.versions.count() == 1
    with pytest.raises(ValidationError, match="Retire"):
        actions.discard(version=question.current, by=None)


def test_each_deed_stands_in_the_trail_with_who_did_it(staff):
    TopicFactory()
    version = actions.create(draft=DraftFactory(), by=staff)
    actions.publish(version=version, by=staff)
    actions.retire(question=version.question, by=staff, because="Out of date.")
    entries = AuditEntry.objects.about(version.question)
    assert [entry.action for entry in entries] == [
        "question.retired",
        "question.published",
        "question.created",
    ]
    assert {entry.actor_id for entry in entries} == {staff.pk}
    assert "Out of date." not in str([entry.facts for entry in entries])


def test_flaws_are_kept_for_the_list():
    question = draft_question(reference="", prompt="Which is NOT right?")
    assert question.flaws == ["negative", "no_reference"]


@pytest.mark.parametrize(
    "change",
    [
        lambda version: QuestionVersion.objects.filter(pk=version.pk).update(prompt="Another"),
        lambda version: version.options.update(text="Another"),
        lambda version: version.options.all().delete(),
    ],
)
def test_the_database_keeps_a_version_that_was_given_out(change):
    version = published_question().current
    QuestionVersion.objects.filter(pk=version.pk).update(frozen_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        change(version)


def test_the_factory_makes_assessments_with_enough_questions():
    drawn = AssessmentFactory(questions=4, questions__spare=2)
    assert drawn.blueprint.get().count == 4
    assert Question.objects.drawable().count() == 6
    fixed = AssessmentFactory(form=Assessment.Form.FIXED, questions=3)
    assert fixed.fixed.count() == 3
    assert len(QuestionFactory.create_batch(2, kind=Kind.NUMERIC)) == 2
