"""The twelve samples are whole, keep the rules that authors keep, and tell nobody who anybody is."""

import tomllib

import pytest
from django.conf import settings

from cases import identifiers
from cases.content import MOST_CHOICES, MOST_POINTS, Text, words_in
from cases.models import AgeBand
from pathway.demo.cases import samples

RULES = tomllib.loads((settings.BASE_DIR / "pathway/content/cases.toml").read_text(encoding="utf-8"))
SECTIONS = {section["key"]: section for section in RULES["sections"]}
TOPICS = {topic["key"] for topics in RULES["topics"].values() for topic in topics}


def test_there_are_twelve():
    assert len(samples.NAMES) == 12


@pytest.mark.parametrize("name", samples.NAMES)
class TestSample:
    def test_it_has_all_that_is_asked_for_and_no_more_words_than_allowed(self, name):
        facts = samples.read(name)
        must = {key for key, section in SECTIONS.items() if section["is_required"]}
        assert must <= set(facts["sections"]) <= set(SECTIONS)
        for key, text in facts["sections"].items():
            assert words_in(text) <= SECTIONS[key]["most_words"], key
        assert set(facts["topics"]) <= TOPICS
        assert facts["age_band"] in AgeBand
        assert 1 <= len(facts["points"]) <= MOST_POINTS
        assert len(facts["references"]) >= 3

    def test_every_question_has_one_best_answer_and_says_why(self, name):
        told = samples.content_of(samples.read(name))
        assert len(told.questions) >= 2
        for question in told.questions:
            assert question.after in told.sections
            assert question.explanation
            assert 2 <= len(question.choices) <= MOST_CHOICES
            assert sum(choice.is_best for choice in question.choices) == 1

    def test_nothing_in_it_tells_who_anybody_is(self, name):
        facts = samples.read(name)
        told = samples.content_of(facts)
        texts = [facts["title"], *told.sections.values(), *told.points]
        texts += [chart[part] for chart in facts.get("charts", []) for part in ("alt", "caption")]
        for question in told.questions:
            texts += [question.text, question.explanation, *(choice.text for choice in question.choices)]
        found = identifiers.find([Text("text", "Text", text) for text in texts])
        assert [(one.rule, one.excerpt) for one in found] == []
