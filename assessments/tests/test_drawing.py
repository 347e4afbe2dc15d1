"""Drawing by a blueprint: exactly what it asks for, nothing twice, nothing seen again that need not be."""

from collections import Counter
from random import Random

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from assessments.drawing import Candidate, choose, draw, option_order
from assessments.models import BlueprintLine, Kind, Topic
from assessments.tests.factories import AssessmentFactory, TopicFactory, published_question
from assessments.tests.taking import fixed

TIERS, GRADES = ["understand", "apply"], ["easy", "hard"]
TOPICS = {pk: Topic(pk=pk, title=f"Topic {pk}") for pk in (1, 2, 3)}


def line(count, topic=None, tier="", difficulty=""):
    return BlueprintLine(topic=TOPICS.get(topic), tier=tier, difficulty=difficulty, count=count)


LINES = st.lists(
    st.builds(
        line,
        count=st.integers(1, 4),
        topic=st.sampled_from([None, 1, 2, 3]),
        tier=st.sampled_from(["", *TIERS]),
        difficulty=st.sampled_from(["", *GRADES]),
    ),
    min_size=1,
    max_size=4,
)
BANKS = st.lists(
    st.tuples(st.sampled_from([1, 2, 3]), st.sampled_from(TIERS), st.sampled_from(GRADES)), max_size=24
).map(lambda rows: [Candidate(number, 1000 + number, *row) for number, row in enumerate(rows)])


def fits(line, one):
    return (
        line.topic_id in (None, one.topic)
        and line.tier in ("", one.tier)
        and line.difficulty in ("", one.difficulty)
    )


def largest_matching(lines, bank):
    """By brute force of another kind: the deficiency version of Hall's theorem, over all sets of lines."""
    total = sum(line.count for line in lines)
    worst = 0
    for mask in range(1 << len(lines)):
        some = [line for number, line in enumerate(lines) if mask >> number & 1]
        has = sum(any(fits(line, one) for line in some) for one in bank)
        worst = max(worst, sum(line.count for line in some) - has)
    return total - worst


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(lines=LINES, bank=BANKS, seed=st.integers(), seen=st.sets(st.integers(0, 23)))
def test_a_draw_fills_each_line_and_repeats_no_more_than_it_must(lines, bank, seed, seen):
    total = sum(line.count for line in lines)
    if largest_matching(lines, bank) < total:
        with pytest.raises(ValidationError, match="bank has"):
            draw(lines, bank, seen, Random(seed))
        return

    drawn = draw(lines, bank, seen, Random(seed))

    assert len(set(drawn)) == len(drawn) == total
    places = [line for line in lines for _number in range(line.count)]
    assert all(fits(place, one) for place, one in zip(places, drawn, strict=True))
    unseen = [one for one in bank if one.question not in seen]
    assert sum(one.question not in seen for one in drawn) == largest_matching(lines, unseen)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(bank=BANKS, seed=st.integers())
def test_lines_that_overlap_never_refuse_what_the_bank_could_give(bank, seed):
    of_one = [one for one in bank if one.topic == 1]
    assume(of_one and len(bank) > len(of_one))

    drawn = draw([line(len(bank) - len(of_one)), line(len(of_one), topic=1)], bank, set(), Random(seed))

    assert set(drawn) == set(bank)


def test_everything_that_fits_is_drawn_at_times():
    bank = [Candidate(number, number, 1, "apply", "easy") for number in range(12)]
    chance = Random(1)

    times = Counter(one for _time in range(600) for one in draw([line(3)], bank, set(), chance))

    assert len(times) == 12
    assert min(times.values()) > 100


def test_a_bank_that_is_too_small_is_named_in_words():
    bank = [Candidate(1, 1, 1, "apply", "hard")]

    with pytest.raises(ValidationError) as refusal:
        draw([line(3, topic=1, tier="apply", difficulty="hard")], bank, set())

    assert " ".join(refusal.value.messages) == (
        "This assessment cannot begin: it asks for 3 questions (Topic 1, Apply, Hard), and the bank has 1. "
        "Please tell the office."
    )


def test_lines_that_are_short_only_together_are_named_together():
    bank = [Candidate(1, 1, 1, "apply", "hard")]

    with pytest.raises(ValidationError, match="asks for 2 questions, and the bank has too few that fit"):
        draw([line(1, topic=1), line(1, tier="apply")], bank, set())


@pytest.mark.django_db
class TestWithTheBank:
    def test_drafts_and_retired_questions_are_not_drawn(self):
        assessment = AssessmentFactory(questions=2, questions__spare=1)
        gone = published_question()
        gone.state = "retired"
        gone.save()

        drawn = {pk for _time in range(20) for pk in choose(assessment, set())}

        assert gone.current_id not in drawn
        assert len(drawn) == 3

    def test_a_question_under_review_stays_in_use(self):
        question = published_question()
        question.state = "review"
        question.save()

        assert choose(fixed(question), set()) == [question.current_id]

    def test_a_fixed_form_asks_everyone_the_same_in_its_order(self):
        questions = [published_question() for _number in range(4)]

        assert choose(fixed(*questions), {questions[0].pk}) == [question.current_id for question in questions]

    def test_without_questions_nothing_begins(self):
        for assessment in (fixed(), AssessmentFactory(questions=0)):
            with pytest.raises(ValidationError, match="has no questions yet"):
                choose(assessment, set())

    def test_the_bank_is_asked_once_however_large(self, django_assert_num_queries):
        TopicFactory()
        for count in (1, 3):
            assessment = AssessmentFactory(questions=count)
            with django_assert_num_queries(2):
                choose(assessment, set())

    def test_what_stays_last_does(self):
        version = published_question().current
        last = version.options.last()
        version.options.filter(pk=last.pk).update(stays_last=True)

        orders = {tuple(option_order(version, shuffle=True)) for _time in range(60)}

        assert {order[-1] for order in orders} == {last.pk}
        assert len(orders) == 6

    def test_steps_are_mixed_even_where_options_are_not(self):
        single, ordering = (published_question(kind=kind).current for kind in (Kind.SINGLE, Kind.ORDERING))

        assert len({tuple(option_order(single, shuffle=False)) for _time in range(20)}) == 1
        assert len({tuple(option_order(ordering, shuffle=False)) for _time in range(60)}) > 10
