"""Change in knowledge: only pairs, as of the day, from one aggregate, and with its guards."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import Profession
from accounts.tests.factories import UserFactory
from assessments.models import AttemptQuestion
from assessments.tests.factories import AssessmentFactory, published_question
from hubs.tests.factories import HubFactory
from impact import counting, gathering, reading
from impact.figures import Source
from impact.models.snapshots import Split
from impact.tests.scores import DAY, scored
from levels import pairs
from levels.tests.factories import LevelFactory, ModuleFactory, ResourceFactory

pytestmark = pytest.mark.django_db
LATER = DAY + datetime.timedelta(days=30)


@pytest.fixture
def level(db):
    tests = [AssessmentFactory(form="fixed", questions=0, pass_mark=0) for _test in range(2)]
    return LevelFactory(pretest=tests[0], posttest=tests[1])


def pair(level, before=4000, after=8000, country="IN", **profile):
    said = {f"country__{key}": value for key, value in profile.items()}
    person = UserFactory(country=country, **said)
    if before is not None:
        scored(level.pretest, person, before)
    if after is not None:
        scored(level.posttest, person, after, at=LATER)
    return person


def counted(*figures, since=None, until=None):
    until = until or timezone.now()
    with gathering.milestones() as milestones:
        period = milestones.filter(at__lt=until)
        source = Source(period.filter(at__gte=since) if since else period, until, since)
        return reading.of_cells(list(counting.cells(source, figures)), until)


def test_the_figures_are_those_of_the_staff_page(level):
    befores, afters = [4000, 5000, 6000, 3333, 7000, 10000, 1429], [7000, 5000, 9000, 6667, 10000, 9500, 8571]
    for before, after in zip(befores, afters, strict=True):
        pair(level, before, after)

    shown = counted("change").get("change", level=1)

    same = pairs.compare(dict(enumerate(befores)), dict(enumerate(afters)))
    assert shown.people == 7
    for key in (
        "before",
        "after",
        "change",
        "change_low",
        "change_high",
        "class_gain",
        "mean_gain",
        "effect",
    ):
        assert shown[key] == getattr(same, key), key


def test_sums_of_groups_add_up_to_those_of_everybody():
    some = [pairs.Pair(1000 * n, 9000 - n) for n in range(11)]

    whole = pairs.Sums.of(some, only_before=3, only_after=1)

    assert (
        pairs.Sums.of(some[:4], only_before=1) + pairs.Sums.of(some[4:], only_before=2, only_after=1) == whole
    )
    assert whole.full_before == 1


def test_thirds_that_were_cut_are_rounded_as_whole_ones(level):
    """Each gains a third of a point more than half a ten-thousandth needs: 3 × 3333.3… and 2 × 1.25 make 10002.5."""
    for before, after in [(4000, 6000)] * 3 + [(2000, 2001)] * 2:
        pair(level, before, after)

    shown = counted("change").get("change", level=1)

    assert shown["mean_gain"] == 2001  # 2000.5, and not a little less


def test_under_five_pairs_nothing_is_said_but_that_it_is_hidden(level):
    for _person in range(4):
        pair(level)
    for _person in range(9):
        pair(level, after=None)

    shown = counted("change").get("change", level=1)

    assert (shown.is_hidden, shown.people, shown.value) == (True, None, {})


def test_with_nobody_in_both_tests_the_drop_outs_are_told_and_nothing_else(level):
    for _person in range(6):
        pair(level, after=None)
    for _person in range(3):
        pair(level, before=None)

    shown = counted("change").get("change", level=1)

    assert (shown.people, shown.value) == (0, {"only_before": 6, "only_after": None})


def test_who_knew_everything_before_could_gain_nothing(level):
    for _person in range(5):
        pair(level, before=10000, after=9000)

    shown = counted("change").get("change", level=1)

    assert (shown["class_gain"], shown["mean_gain"], shown["effect"], shown["full_before"]) == (
        None,
        None,
        None,
        5,
    )
    assert (shown["change"], shown["change_low"], shown["change_high"]) == (-1000, -1000, -1000)


def test_when_all_did_the_same_nothing_is_divided_by_nothing(level):
    for _person in range(5):
        pair(level, before=4000, after=4000)

    shown = counted("change").get("change", level=1)

    assert (shown["change"], shown["class_gain"], shown["mean_gain"], shown["effect"]) == (0, 0, 0, None)


def test_a_pair_counts_where_the_person_was_on_the_day_of_the_second_test(level):
    moved = [pair(level, after=None, country="IN", profession=Profession.NURSE) for _person in range(6)]
    for person in moved:
        person.profile.country = "FR"
        person.profile.profession = Profession.DOCTOR
        person.profile.save()
        scored(level.posttest, person, 8000, at=timezone.now() + datetime.timedelta(seconds=1))

    numbers = counted("change", until=timezone.now() + datetime.timedelta(minutes=1))

    assert [group for group, _shown in numbers.groups("change", Split.COUNTRY, level=1)] == ["FR"]
    assert [group for group, _shown in numbers.groups("change", Split.PROFESSION, level=1)] == ["doctor"]


def test_a_period_counts_who_finished_in_it_with_the_test_before_from_any_time(level):
    for _person in range(5):
        pair(level)
    for _person in range(5):
        scored(level.pretest, UserFactory(country="IN"), 3000, at=LATER)

    shown = counted("change", since=LATER, until=LATER + datetime.timedelta(days=1)).get("change", level=1)
    before_the_programme = counted("change", since=DAY - datetime.timedelta(900), until=DAY)

    assert (shown.people, shown["change"], shown["only_before"]) == (5, 4000, 5)
    assert before_the_programme.get("change", level=1).people == 0


def test_a_hub_of_few_pairs_is_hidden(level):
    HubFactory(country="PL")
    for _person in range(3):
        pair(level, country="PL")
    for _person in range(12):
        pair(level, country="IN")

    numbers = counted("change")

    assert numbers.get("change", level=1, country="PL").is_hidden
    assert numbers.get("change", level=1).people == 15


@pytest.mark.parametrize("rows", [5, 15])
def test_pairs_are_added_up_in_the_database(level, rows, django_assert_num_queries):
    for _person in range(rows):
        pair(level)
    with gathering.milestones() as milestones:
        source = Source(milestones.all(), timezone.now())
        with django_assert_num_queries(4):  # the hubs, the totals, two splits
            list(counting.cells(source, ["change"]))


# ---- By topic ----


def answered(attempt, version, points, *, order=1, is_counted=True):
    AttemptQuestion.objects.create(
        attempt=attempt, order=order, version=version, points=points, is_counted=is_counted
    )


@pytest.fixture
def questions(db):
    return [published_question(topic=topic).current for topic in ("bundles", "bundles", "fluids")]


def test_topics_are_compared_by_the_share_of_their_points(level, questions):
    for number in range(5):
        person = UserFactory(country="IN")
        for test, points, at in ((level.pretest, [100, 0, 50], DAY), (level.posttest, [100, 100, 0], LATER)):
            attempt = scored(test, person, 5000, at=at)
            for order, (version, given) in enumerate(zip(questions, points, strict=True)):
                answered(attempt, version, given, order=order, is_counted=(order, number) != (1, 0))

    numbers = counted("change_by_topic")

    assert numbers.get("change_by_topic", level=1).people == 5
    shown = dict(numbers.groups("change_by_topic", Split.TOPIC, level=1))
    assert shown["bundles"].value == {"before": 5556, "after": 10000, "change": 4444}
    assert shown["fluids"].value == {"before": 5000, "after": 0, "change": -5000}


def test_only_the_attempt_that_counts_and_pairs_are_compared_by_topic(level, questions):
    for _person in range(5):
        person = UserFactory(country="IN")
        for test in (level.pretest, level.posttest):
            answered(scored(test, person, 0), questions[0], 0)
            answered(scored(test, person, 5000), questions[0], 50)
    answered(scored(level.pretest, UserFactory(country="IN"), 10000), questions[0], 100)

    shown = counted("change_by_topic").get("change_by_topic", level=1, split=Split.TOPIC, group="bundles")

    assert (shown.people, shown.value) == (5, {"before": 5000, "after": 5000, "change": 0})


# ---- Assessments ----


def test_of_those_assessed_the_share_that_passed_is_told(level):
    test = AssessmentFactory(form="fixed", questions=0)
    ResourceFactory(module=ModuleFactory(level=level), kind="assessment", body="", assessment=test)
    for number in range(6):
        scored(test, UserFactory(country="IN"), 5000, is_passed=number < 4)

    shown = counted("assessed").get("assessed", level=1)

    assert (shown.people, shown.value) == (6, {"passed": 6667})
