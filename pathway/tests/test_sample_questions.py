"""The sample questions and assessments: sound by our own lint, published, and put in once."""

from collections import Counter

import pytest
from django.core.management import call_command

from assessments import checks, lint
from assessments.models import Assessment, Question, QuestionState, Topic
from pathway.content.classroom import questions as sample

DRAFTS = {level: sample.read(sample.FOLDER / f"level{level}" / "questions.toml") for level in (1, 2)}
ALL = [draft for drafts in DRAFTS.values() for draft in drafts]


@pytest.mark.parametrize("draft", ALL, ids=lambda draft: draft.code)
def test_a_sample_question_is_complete_and_without_flaws(draft):
    assert checks.to_publish(draft) == []
    assert [flaw.words for flaw in lint.flaws(draft)] == []


def test_there_are_120_of_every_kind_and_their_keys_are_spread():
    assert len(ALL) >= 120
    assert len({draft.code for draft in ALL}) == len(ALL)
    assert len({draft.kind for draft in ALL}) == 7
    for drafts in DRAFTS.values():
        assert lint.balance(drafts).words == []


@pytest.mark.django_db
def test_loading_twice_makes_everything_once_and_leaves_alone_what_staff_changed():
    made = sample.load()
    assert made["assessments.Question"] == len(ALL)
    assert made["assessments.Assessment"] == 6
    Assessment.objects.filter(slug="level-1-assessment").update(pass_mark=6000)
    assert not sample.load()
    assert Assessment.objects.get(slug="level-1-assessment").pass_mark == 6000
    assert set(Question.objects.values_list("state", "is_sample")) == {(QuestionState.LIVE, True)}


@pytest.mark.django_db
def test_the_bank_meets_every_line_of_the_sample_assessments_for_all_attempts():
    call_command("load_sample_classroom")
    per_topic = Counter(Question.objects.drawable().values_list("topic__slug", flat=True))
    for assessment in Assessment.objects.filter(form=Assessment.Form.DRAWN):
        lines = assessment.blueprint.select_related("topic")
        assert sum(line.count for line in lines) == 20
        for line in lines:
            assert per_topic[line.topic.slug] >= line.count * assessment.attempts_allowed
    for assessment in Assessment.objects.filter(form=Assessment.Form.FIXED):
        assert assessment.fixed.count() == 10
    assert Topic.objects.count() == len(sample.TOPICS)
