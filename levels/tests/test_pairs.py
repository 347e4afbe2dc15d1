"""Pre-test and post-test, paired by person: the formulas, their guards, and who sees what."""

import statistics as library

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from assessments import places
from assessments.actions import attempts
from assessments.models import Attempt, Result
from assessments.tests.factories import AssessmentFactory
from levels import pairs, soundness
from levels.models import Completion, LevelEnrolment, ScoreShare
from levels.tests.factories import LevelEnrolmentFactory, LevelFactory, asking

# ---- Pure ----

BEFORE = {1: 4000, 2: 5000, 3: 6000, 4: 3000, 5: 7000, 6: 2000}
AFTER = {1: 7000, 2: 5000, 3: 9000, 4: 6000, 5: 10000, 7: 8000}


def test_the_worked_example_gives_the_values_that_the_hand_gives():
    found = pairs.compare(BEFORE, AFTER)

    assert (found.pairs, found.only_before, found.only_after) == (5, 1, 1)
    assert (found.before, found.after, found.change) == (5000, 7400, 2400)
    # (74 − 50) / (100 − 50), against the mean of .5, 0, .75, 3/7 and 1
    assert found.class_gain == 4800
    assert found.mean_gain == 5357
    # Changes 30, 0, 30, 30, 30: sd 13.416, t(4) = 2.776, 2.776 · 13.416 / √5 = 16.66
    assert found.change_low == pytest.approx(2400 - 1666, abs=2)
    assert found.change_high == pytest.approx(2400 + 1666, abs=2)
    sds = [
        library.variance([BEFORE[n] for n in range(1, 6)]),
        library.variance([AFTER[n] for n in range(1, 6)]),
    ]
    assert found.effect == pytest.approx(2400 / (sum(sds) / 2) ** 0.5 * 100, abs=1)


def test_the_gain_of_who_had_everything_right_is_not_defined_and_left_out():
    full = pairs.compare(BEFORE | {5: 10000}, AFTER)
    everybody = pairs.compare(dict.fromkeys(range(5), 10000), dict.fromkeys(range(5), 9000))

    assert full.full_before == 1
    assert full.mean_gain == pytest.approx((0.5 + 0 + 0.75 + 3 / 7) / 4 * 10000, abs=1)
    assert (everybody.class_gain, everybody.mean_gain, everybody.effect) == (None, None, None)
    assert everybody.change == -1000


def test_under_five_pairs_nothing_is_said():
    found = pairs.compare(dict.fromkeys(range(4), 5000), dict.fromkeys(range(9), 6000))

    assert not found.is_shown
    assert (found.pairs, found.only_after, found.before, found.change) == (4, 5, None, None)


@pytest.mark.parametrize(("freedom", "expected"), [(4, 2.776), (9, 2.262), (29, 2.045), (120, 1.980)])
def test_students_t_is_that_of_the_tables(freedom, expected):
    assert pairs.student(freedom) == pytest.approx(expected, abs=0.001)


def test_the_histogram_counts_only_pairs():
    steps = list(pairs.compare(BEFORE, AFTER).steps)

    assert (sum(step[2] for step in steps), sum(step[3] for step in steps)) == (5, 5)
    assert steps[4] == (40, 50, 1, 0)
    assert steps[9] == (90, 100, 0, 2)


# ---- With the database ----


@pytest.fixture
def level(db):
    one = AssessmentFactory(form="fixed", questions=2, pass_mark=0, title="Before", review="never")
    two = AssessmentFactory(form="fixed", questions=2, pass_mark=0, title="After")
    return LevelFactory(pretest=one, posttest=two)


@pytest.fixture
def learner(level, participant):
    LevelEnrolmentFactory(enrolment__user=participant, level=level)
    return participant


def scored(assessment, person, score):
    now = timezone.now()
    attempt = Attempt.objects.create(
        assessment=assessment,
        person=person,
        number=1,
        state="scored",
        ended_at=now,
        score=score,
        is_passed=True,
        pass_mark=0,
    )
    Result.objects.create(assessment=assessment, person=person, attempt=attempt, score=score, is_passed=True)


def pair(level, before=4000, after=8000):
    person = UserFactory()
    scored(level.pretest, person, before)
    scored(level.posttest, person, after)


def test_the_page_shows_figures_from_five_pairs_on_and_says_why_not_before(level, staff, as_):
    client, path = as_(staff), reverse("levels:before_and_after", args=[level.number])
    file = reverse("levels:before_and_after_file", args=[level.number])
    for _number in range(4):
        pair(level)
    assert "Too few people" in client.get(path).content.decode()
    assert client.get(file).status_code == 404

    pair(level)
    scored(level.pretest, UserFactory(), 1000)
    page = client.get(path).content.decode()
    assert "1 has not taken the second" in page
    assert "40% → 80%" in page
    assert "0.67" in page
    assert len(client.get(file).content.decode().splitlines()) == 11


def test_a_level_without_tests_says_so(staff, as_, db):
    level = LevelFactory()

    page = as_(staff).get(reverse("levels:before_and_after", args=[level.number])).content.decode()

    assert "no pair of tests" in page


def test_only_staff_compare(level, learner, coordinator, as_):
    for user in (learner, coordinator):
        for name in ("before_and_after", "before_and_after_file"):
            assert as_(user).get(reverse(f"levels:{name}", args=[level.number])).status_code == 404


def test_a_person_sees_the_own_two_scores(level, learner):
    assert pairs.of_person(learner, level) is None
    scored(level.pretest, learner, 4000)
    assert pairs.of_person(learner, level).change is None
    scored(level.posttest, learner, 9000)
    assert pairs.of_person(learner, level).change == 5000


def which(tests):
    return [test.which for test in tests.offered]


def test_the_second_test_is_offered_when_everything_is_done(level, learner, django_assert_num_queries):
    with django_assert_num_queries(1):
        tests = pairs.of_classroom(learner, level, is_done=False)
    assert (which(tests), tests.own) == (["before"], None)
    assert which(pairs.of_classroom(learner, level, is_done=True)) == ["before", "after"]
    scored(level.pretest, learner, 4000)
    tests = pairs.of_classroom(learner, level, is_done=True)
    assert (which(tests), tests.own.before) == (["after"], 4000)


def test_the_classroom_offers_the_first_test_and_then_shows_its_score(level, learner, as_):
    client, path = as_(learner), reverse("levels:classroom", args=[level.number])

    assert "Take the test before" in client.get(path).content.decode()
    scored(level.pretest, learner, 4000)
    page = client.get(path).content.decode()
    assert "Take the test before" not in page
    assert "You knew 40% before this level" in page


def test_who_is_enrolled_begins_a_test_and_nobody_else_does(level, learner, stranger, as_):
    path = reverse("levels:start_test", args=[level.number, "before"])

    assert as_(stranger).post(path).status_code == 404
    assert as_(learner).get(path).status_code == 405
    assert as_(learner).post(path).status_code == 302
    attempt = Attempt.objects.get(person=learner)
    assert attempt.assessment == level.pretest
    assert places.find(level.pretest, learner)[0] == reverse("levels:classroom", args=[level.number])
    assert as_(learner).post(path).url.endswith(f"/attempts/{attempt.public_id}/")
    assert as_(learner).post(reverse("levels:start_test", args=[level.number, "nonsense"])).status_code == 404


def test_the_first_test_never_completes_a_level(level, learner):
    attempt = attempts.start(assessment=level.pretest, person=learner)
    attempts.hand_in(attempt=attempt, by=learner)

    assert Result.objects.get(person=learner).is_passed
    assert not Completion.objects.exists()
    assert LevelEnrolment.objects.get(enrolment__user=learner).completed_at is None


def test_a_level_can_not_ask_for_its_pre_test_or_score_it(level):
    asked = asking(
        level, {"kind": "assessment", "key": "pretest", "assessment": level.pretest}, published=False
    )

    assert "never counts" in " ".join(soundness.check(asked).errors)
    with pytest.raises(ValidationError, match="never counts"):
        ScoreShare(level=level, assessment=level.pretest).full_clean()
