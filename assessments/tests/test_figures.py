"""Figures from real attempts, against an independent recomputation, with their guards, flags and pages."""

import random
import statistics as library

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from assessments import marking
from assessments.actions import figures as actions
from assessments.actions import questions
from assessments.models import (
    AssessmentFigures,
    Attempt,
    AttemptQuestion,
    Finding,
    Flag,
    QuestionFigures,
    Thresholds,
)
from assessments.tests.factories import published_question
from assessments.tests.taking import fixed

pytestmark = pytest.mark.django_db


def sit(assessment, answered, number=1, person=None, country="PL"):
    """A finished attempt, made directly; `answered` are (version, option) pairs."""
    now = timezone.now()
    points = [marking.points(version, option) for version, option in answered]
    attempt = Attempt.objects.create(
        assessment=assessment,
        person=person or UserFactory(country=country),
        number=number,
        state="scored",
        ended_at=now,
        ended_by="person",
        score=100 * sum(points) // len(points),
        is_passed=True,
        pass_mark=0,
    )
    AttemptQuestion.objects.bulk_create(
        AttemptQuestion(attempt=attempt, order=order, version=version, answer=option, points=earned)
        for order, ((version, option), earned) in enumerate(zip(answered, points, strict=True), 1)
    )
    return attempt


@pytest.fixture
def versions():
    return [published_question(code=f"q{number}").current for number in range(4)]


@pytest.fixture
def assessment(versions):
    return fixed(*(version.question for version in versions))


def people(assessment, versions, count=60, seed=1, country="PL"):
    """They know more or less, and pick among the wrong ones at random."""
    chance = random.Random(seed)
    for _number in range(count):
        ability = chance.random()
        answered = []
        for version in versions:
            key, *wrong = sorted(version.options.all(), key=lambda option: not option.is_correct)
            answered.append((version, key.pk if chance.random() < ability else chance.choice(wrong[:2]).pk))
        sit(assessment, answered, country=country)


def of(version):
    return QuestionFigures.objects.get(version=version)


def test_the_figures_are_those_of_a_naive_recomputation(assessment, versions):
    people(assessment, versions)
    actions.refresh(assessment=assessment)

    table = [
        list(attempt.questions.order_by("order").values_list("points", flat=True))
        for attempt in Attempt.objects.order_by("pk")
    ]
    for place, version in enumerate(versions):
        mine = [row[place] for row in table]
        rests = [sum(row) - row[place] for row in table]
        found = of(version)
        assert found.count == 60
        assert found.share == pytest.approx(library.mean(mine) * 100, abs=1)
        assert found.discrimination == pytest.approx(library.correlation(mine, rests) * 10000, abs=3)
        chosen = {entry["id"]: entry["chosen"] for entry in found.options}
        for option in version.options.all():
            assert chosen[option.pk] == AttemptQuestion.objects.filter(answer=option.pk).count()
        assert found.distractors == 6667
        assert Flag.DEAD in found.flags
    whole = AssessmentFigures.objects.get()
    totals = [sum(row) for row in table]
    variances = sum(library.variance([row[place] for row in table]) for place in range(4))
    assert whole.reliability == pytest.approx(
        4 / 3 * (1 - variances / library.variance(totals)) * 10000, abs=1
    )
    assert (whole.people, whole.compared, sum(whole.spread), whole.guessing) == (60, 60, 60, 2500)


def test_only_first_attempts_count(assessment, versions, participant):
    people(assessment, versions, count=20)
    sit(assessment, [(version, None) for version in versions], number=2, person=participant)
    actions.refresh(assessment=assessment)

    assert {row.count for row in QuestionFigures.objects.all()} == {20}


def test_below_the_thresholds_nothing_is_said(assessment, versions):
    people(assessment, versions, count=19)
    actions.refresh(assessment=assessment)
    found = of(versions[0])
    assert (found.count, found.share, found.discrimination, found.options, found.flags) == (
        19,
        None,
        None,
        [],
        [],
    )
    assert AssessmentFigures.objects.get().mean is None

    people(assessment, versions, count=1, seed=2)
    actions.refresh(assessment=assessment)
    found = of(versions[0])
    assert found.share is not None
    assert found.groups_apart is None


def test_reliability_is_not_said_of_drawn_forms(assessment, versions, staff, as_):
    assessment.form = "drawn"
    assessment.save()
    people(assessment, versions, count=20)
    actions.refresh(assessment=assessment)

    assert AssessmentFigures.objects.get().reliability is None
    page = as_(staff).get(reverse("assessments:figures", args=[assessment.slug])).content.decode()
    assert "each attempt is given other questions" in page


def test_who_had_another_version_is_not_compared(assessment, versions):
    people(assessment, versions, count=20)
    newer = questions.revise(question=versions[0].question, by=None)
    questions.publish(version=newer, by=None)
    people(assessment, [newer, *versions[1:]], count=5)
    actions.refresh(assessment=assessment)

    whole = AssessmentFigures.objects.get()
    assert (whole.people, whole.compared) == (25, 20)


def test_a_wrong_key_is_flagged_first(assessment, versions):
    """Whoever knows everything else misses this one."""
    for number in range(30):
        good = number < 15
        answered = [(version, _option(version, good)) for version in versions[1:]]
        sit(assessment, [(versions[0], _option(versions[0], not good)), *answered])
    actions.refresh(assessment=assessment)

    assert of(versions[0]).flags[0] == Flag.NEGATIVE
    assert of(versions[0]).discrimination == -10000


def _option(version, is_correct):
    return version.options.filter(is_correct=is_correct).first().pk


def test_countries_are_compared_from_twenty_people_on(assessment, versions):
    for country, knows in (("PL", True), ("SE", False)):
        for _number in range(20):
            others = [(version, _option(version, True)) for version in versions[1:]]
            sit(assessment, [(versions[0], _option(versions[0], knows)), *others], country=country)
    for _number in range(19):
        sit(assessment, [(version, _option(version, True)) for version in versions], country="PT")
    actions.refresh(assessment=assessment)

    found = of(versions[0])
    assert [(row["country"], row["share"]) for row in found.countries] == [("PL", 10000), ("SE", 0)]
    assert Flag.COUNTRIES in found.flags


def test_made_twice_there_is_one_of_each_and_what_is_gone_goes(assessment, versions):
    people(assessment, versions, count=20)
    actions.refresh(assessment=assessment)
    actions.refresh(assessment=assessment)
    assert QuestionFigures.objects.count() == 4

    AttemptQuestion.objects.filter(version=versions[0]).delete()
    actions.refresh(assessment=assessment)
    assert QuestionFigures.objects.count() == 3


def test_thresholds_are_data(assessment, versions):
    Thresholds.objects.create(pk=1, fewest=10)
    people(assessment, versions, count=10)
    actions.refresh(assessment=assessment)

    assert of(versions[0]).share is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        Thresholds.objects.create(pk=2)


def test_more_people_ask_no_more_queries(assessment, versions):
    people(assessment, versions, count=20)
    actions.refresh(assessment=assessment)
    with CaptureQueriesContext(connection) as few:
        actions.refresh(assessment=assessment)
    people(assessment, versions, count=40, seed=3)
    with CaptureQueriesContext(connection) as many:
        actions.refresh(assessment=assessment)

    assert len(many) == len(few)


def test_flags_lead_to_review_and_to_fine_as_it_is(assessment, versions, staff, as_):
    people(assessment, versions)
    actions.refresh(assessment=assessment)
    question, client = versions[0].question, as_(staff)
    page = reverse("assessments:question_figures", args=[question.code])
    assert "Options that almost nobody chooses" in client.get(page).content.decode()

    client.post(reverse("assessments:look_again", args=[question.code]), {"because": "A dead option."})
    question.refresh_from_db()
    assert (question.state, question.because) == ("review", "A dead option.")

    fine = reverse("assessments:find_fine", args=[question.code])
    client.post(fine, {"version": "1", "note": ""})
    assert not Finding.objects.exists()
    client.post(fine, {"version": "1", "note": "The fourth option is there for completeness."})
    question.refresh_from_db()
    assert question.state == "live"
    assert "there for completeness" in client.get(page).content.decode()
    assert client.get(page).context["versions"][0].flag_words == []


def test_a_finding_needs_its_note(versions, staff):
    with pytest.raises(ValidationError):
        actions.find_fine(version=versions[0], by=staff, note=" ")


def test_the_page_sorts_on_the_server_and_the_file_runs_no_formula(assessment, versions, staff, as_):
    people(assessment, versions)
    actions.refresh(assessment=assessment)
    path, client = reverse("assessments:figures", args=[assessment.slug]), as_(staff)

    easiest = client.get(path, {"sort": "-share"}).context["rows"]
    assert [row.share for row in easiest] == sorted((row.share for row in easiest), reverse=True)
    assert 'aria-sort="descending"' in client.get(path, {"sort": "-share"}).content.decode()
    assert client.get(path, {"sort": "nonsense"}).status_code == 200
    file = client.get(reverse("assessments:figures_file", args=[assessment.slug]))
    lines = file.content.decode().splitlines()
    assert len(lines) == 5
    assert lines[1].startswith("q0,1,")


def test_figures_are_made_on_demand_and_shown_with_their_age(assessment, versions, staff, participant, as_):
    people(assessment, versions, count=20)
    path = reverse("assessments:figures", args=[assessment.slug])
    client = as_(staff)
    assert "No figures" in client.get(path).content.decode()
    client.post(reverse("assessments:figures_refresh", args=[assessment.slug]))
    assert "computed" in client.get(path).content.decode()
    assert as_(participant).get(path).status_code == 404


def test_pages_ask_no_more_for_more_questions(staff, as_):
    counts = []
    for number in (1, 3):
        versions = [published_question().current for _n in range(number + 1)]
        assessment = fixed(*(version.question for version in versions))
        people(assessment, versions, count=20)
        actions.refresh(assessment=assessment)
        client, path = as_(staff), reverse("assessments:figures", args=[assessment.slug])
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))

    assert counts[0] == counts[1]
