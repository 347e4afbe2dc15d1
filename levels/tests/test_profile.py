"""The own profile by topic: figures over enough answers, and what to study next."""

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import (
    Assessment,
    Attempt,
    AttemptQuestion,
    Difficulty,
    Question,
    QuestionVersion,
    Topic,
)
from levels import profile
from levels.models import Progress
from levels.tests.factories import LevelEnrolmentFactory, LevelFactory, ResourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def topics():
    return [
        Topic.objects.create(slug=name, title=name.title(), order=n)
        for n, name in enumerate(["bundles", "dosing"])
    ]


@pytest.fixture
def row(participant):
    return LevelEnrolmentFactory(enrolment__user=participant, level=LevelFactory())


def answers(person, topic, *points, tier="apply", state="scored", is_counted=True):
    """An attempt of the person with one question for each of these points."""
    assessment = Assessment.objects.create(slug=f"a-{Assessment.objects.count()}", title="A")
    done = {} if state == "open" else {"ended_at": timezone.now()}
    scored = {"score": 5000, "is_passed": False} if state == "scored" else {}
    attempt = Attempt.objects.create(
        assessment=assessment, person=person, number=1, pass_mark=7500, state=state, **done, **scored
    )
    for order, value in enumerate(points):
        question = Question.objects.create(
            code=f"q-{Question.objects.count()}", topic=topic, tier=tier, difficulty=Difficulty.EASY
        )
        version = QuestionVersion.objects.create(question=question, number=1, kind="single", prompt="?")
        AttemptQuestion.objects.create(
            attempt=attempt, order=order, version=version, points=value, is_counted=is_counted
        )


def test_shares_are_counted_by_topic_and_tier(participant, topics, row):
    answers(participant, topics[0], 100, 100, 50, 0, 100)
    answers(participant, topics[0], 0, 0, tier="analyse")

    found = profile.of(participant)

    bundles = found.topics[0]
    assert (bundles.label, bundles.answers, bundles.percent) == ("Bundles", 7, 50)
    assert bundles.tiers["apply"].percent == 70
    assert bundles.tiers["analyse"].percent is None
    assert [tier.percent for tier in found.tiers] == [None, 70, None, None]


def test_fewer_than_five_answers_say_nothing(participant, topics, row):
    answers(participant, topics[0], 100, 100, 100, 100)

    figure = profile.of(participant).topics[0]

    assert (figure.answers, figure.percent) == (4, None)


def test_only_the_own_answers_that_count_in_finished_attempts(participant, stranger, topics, row):
    answers(stranger, topics[0], *[100] * 5)
    answers(participant, topics[0], *[100] * 5, state="open")
    answers(participant, topics[0], *[100] * 5, state="marking")
    answers(participant, topics[0], *[100] * 5, is_counted=False)

    assert profile.of(participant).topics == []


def test_the_weakest_topics_with_something_to_study_come_first(participant, topics, row):
    done, first, second = (
        ResourceFactory(module__level=row.level, title=title) for title in ("Done", "First", "Second")
    )
    for resource in (done, first):
        resource.topics.add(topics[0])
    second.topics.add(topics[1])
    hidden = ResourceFactory(module__level=LevelFactory(number=2))
    hidden.topics.add(topics[0])
    now = timezone.now()
    Progress.objects.create(
        person=participant, resource=done, opened_at=now, last_at=now, done_at=now, done_version=1
    )
    answers(participant, topics[0], *[100] * 4, 0)
    answers(participant, topics[1], *[0] * 5)

    found = profile.of(participant)

    assert [topic.label for topic in found.next] == ["Dosing", "Bundles"]
    assert [[resource.title for resource in topic.to_study] for topic in found.next] == [
        ["Second"],
        ["First"],
    ]
    assert (len(found.topics[0].done), len(found.topics[0].resources)) == (1, 2)


def test_the_page_shows_bars_with_their_figures(as_, participant, topics, row):
    ResourceFactory(module__level=row.level, title="The first hour").topics.add(topics[0])
    answers(participant, topics[0], 100, 100, 100, 0, 0)

    page = as_(participant).get(reverse("levels:profile")).content.decode()

    assert '<rect class="bar-got" width="60" height="8"/>' in page
    assert "60% <span" in page
    assert "The first hour" in page


def test_a_page_without_answers_says_how_to_begin(as_, participant, topics, row):
    ResourceFactory(module__level=row.level).topics.add(topics[0])

    page = as_(participant).get(reverse("levels:profile")).content.decode()

    assert "There is nothing to go by yet" in page
    assert "Not enough answers yet" in page


def test_who_is_on_no_level_finds_an_empty_page(as_, stranger):
    assert "Nothing to show yet" in as_(stranger).get(reverse("levels:profile")).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_as_often_for_three_topics_as_for_one(
    as_, participant, row, number, django_assert_max_num_queries
):
    for n in range(number):
        topic = Topic.objects.create(slug=f"t{n}", title=f"T{n}")
        ResourceFactory(module__level=row.level).topics.add(topic)
        answers(participant, topic, *[0] * 5)
    client = as_(participant)

    with django_assert_max_num_queries(11):
        client.get(reverse("levels:profile"))
