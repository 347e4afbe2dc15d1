"""All figures of people and knowledge, counted once more by a plain script, person by person, and equal.

It shares no code with what it checks: it goes through the records in Python, and its statistics are from the textbook.
"""

import math
import statistics
from collections import defaultdict
from datetime import UTC
from fractions import Fraction
from functools import cache

import pytest
from django.db import transaction

from accounts.models import Profile, User
from assessments.models import AttemptQuestion, Result
from certificates.models import Certificate
from impact.actions import snapshots
from impact.models import Cell
from impact.tests import cohort
from levels.models import Enrolment, Level, LevelEnrolment, Progress

FEW = 5
SPLITS = ["country", "profession", "career_stage", "month"]


@pytest.fixture(scope="module")
def made_once(django_db_setup, django_db_blocker):
    """Made and counted once for this module: each test rolls back to it, and the module to nothing."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = cohort.build()
        snapshots.take()
        yield made
        transaction.set_rollback(True)
    history.cache_clear()


@pytest.fixture
def made(made_once, db):
    return made_once


# ---- What people reached: (figure, level) -> {person: when} ----


def reached():
    found = defaultdict(dict)
    for rows in (about_people(), about_levels(), about_certificates(), about_tests()):
        for figure, level, person, at in rows:
            if person is not None and not person.is_staff:
                days = found[figure, level]
                days[person.pk] = min(days.get(person.pk, at), at)
    return found


def about_people():
    for person in User.objects.all():
        if hasattr(person, "profile"):
            yield "joined", 0, person, person.date_joined
    for row in Enrolment.objects.all():
        yield "enrolled", 0, row.user, row.enrolled_at


def about_levels():
    for row in LevelEnrolment.objects.all():
        yield "opened", row.level.number, row.enrolment.user, row.opened_at
        if row.completed_at and not row.taken_back_at:
            yield "completed", row.level.number, row.enrolment.user, row.completed_at
    for row in Progress.objects.all():
        yield "started", row.resource.module.level.number, row.person, row.opened_at


def about_certificates():
    for row in Certificate.objects.all():
        if row.revoked_at is None and not Certificate.objects.filter(replaces=row).exists():
            yield "certified", 0, row.holder, row.issued_at


def about_tests():
    for level in Level.objects.all():
        asked = [resource.assessment for module in level.modules.all() for resource in module.resources.all()]
        figures = {level.pretest: "pretested", level.posttest: "posttested"}
        for row in Result.objects.all():
            figure = "assessed" if row.assessment in asked else figures.get(row.assessment)
            if figure:
                yield figure, level.number, row.person, row.attempt.ended_at


@cache
def history(person):
    rows = Profile.history.filter(user_id=person).exclude(history_type="-")
    return list(rows.order_by("history_date", "history_id"))


def said(person, at):
    """What the person was on a day: the last that was said by then, or the first that was ever said."""
    then = [row for row in history(person) if row.history_date <= at] or history(person)[:1]
    return then[-1] if then else None


def group_of(person, at, split):
    if split == "month":
        return at.astimezone(UTC).strftime("%Y-%m")
    row = said(person, at)
    return str(getattr(row, split)) if row else "-"


def groups(days, split, country=None):
    """{group: people} of {person: when}."""
    found = defaultdict(set)
    for person, at in days.items():
        if country is None or group_of(person, at, "country") == country:
            found[group_of(person, at, split)].add(person)
    return found


# ---- The textbook ----


def student(freedom):
    """The 97.5 % point, by halving: the area under the density is added up in small steps."""
    constant = math.gamma((freedom + 1) / 2) / (math.sqrt(freedom * math.pi) * math.gamma(freedom / 2))
    low, high = 0.0, 20.0
    for _step in range(40):
        middle = (low + high) / 2
        width = middle / 2000
        heights = [constant * (1 + (width * n) ** 2 / freedom) ** (-(freedom + 1) / 2) for n in range(2001)]
        area = width * (sum(heights) - (heights[0] + heights[-1]) / 2)
        low, high = (middle, high) if area < 0.475 else (low, middle)
    return low


def half_up(number):
    return math.floor(abs(number) + Fraction(1, 2)) * (1 if number >= 0 else -1)


def change_of(pairs):
    befores, afters = [before for before, _after in pairs], [after for _before, after in pairs]
    changes = [after - before for before, after in pairs]
    gains = [Fraction(10000 * (after - before), 10000 - before) for before, after in pairs if before < 10000]
    before, after = Fraction(sum(befores), len(pairs)), Fraction(sum(afters), len(pairs))
    return {
        "before": half_up(before),
        "after": half_up(after),
        "change": half_up(after - before),
        "class_gain": half_up(10000 * (after - before) / (10000 - before)) if before < 10000 else None,
        "mean_gain": half_up(sum(gains) / len(gains)) if gains else None,
        "full_before": unless_few(befores.count(10000)),
        **about_spread(befores, afters, changes),
    }


def about_spread(befores, afters, changes):
    """The portal's t is right to a thousandth."""
    middle = statistics.mean(changes)
    reach = student(len(changes) - 1) * statistics.stdev(changes) / math.sqrt(len(changes))
    pooled = math.sqrt((statistics.variance(befores) + statistics.variance(afters)) / 2)
    return {
        "change_low": pytest.approx(middle - reach, abs=1 + reach / 1000),
        "change_high": pytest.approx(middle + reach, abs=1 + reach / 1000),
        "effect": pytest.approx(100 * middle / pooled, abs=1) if pooled else None,
    }


def unless_few(people):
    return None if 0 < people < FEW else people


# ---- Scores ----


def scores(level):
    """{person: (score, when)} of the test before and of the test after."""
    both = []
    for test in (level.pretest, level.posttest):
        rows = Result.objects.filter(assessment=test)
        both.append(
            {row.person_id: (row.score, row.attempt.ended_at) for row in rows if not row.person.is_staff}
        )
    return both


def topic_points(level, person):
    """{topic: [points before, questions before, points after, questions after]} where there is both."""
    found = defaultdict(lambda: [0, 0, 0, 0])
    for place, test in enumerate((level.pretest, level.posttest)):
        attempt = Result.objects.get(assessment=test, person=person).attempt
        for asked in AttemptQuestion.objects.filter(attempt=attempt, is_counted=True).select_related(
            "version__question__topic"
        ):
            row = found[asked.version.question.topic.slug]
            row[2 * place] += asked.points
            row[2 * place + 1] += 1
    return {topic: row for topic, row in found.items() if row[1] and row[3]}


# ---- Equal ----


def cells(figure, level, split, country=""):
    rows = Cell.objects.filter(figure=figure, level=level, split=split, country=country)
    return {cell.group: cell for cell in rows}


def check(figure, level, split, expected, value, country=""):
    """`expected` are people by group; `value(people)` is what the cell has to hold. Returns how many were compared."""
    shown = cells(figure, level, split, country)
    alone = {group: cell for group, cell in shown.items() if group != "other"}
    compared = 0
    for group, cell in alone.items():
        assert expected[group], (figure, level, split, group)
        if cell.is_hidden:
            assert (cell.people, cell.value) == (None, {})
            continue
        assert cell.people == len(expected[group]) >= FEW
        assert cell.value == value(expected[group])
        compared += 1
    rest = set().union(*(people for group, people in expected.items() if group not in alone))
    other = shown.get("other")
    if other is None:
        assert not rest, (figure, level, split, country)
    elif not other.is_hidden:
        assert other.people == len(rest)
        assert not rest or (len(rest) >= FEW and other.value == value(rest))
    for group, people in expected.items():
        assert not 0 < len(people) < FEW or group not in alone or alone[group].is_hidden
    return compared


def check_everywhere(figure, level, days, value, splits):
    """Everybody, each country, each split; and the same of each hub."""
    total = cells(figure, level, "total").get("")
    if not days:
        assert total is None or total.people == 0
        return 0
    assert total.people == len(days)
    assert total.value == value(set(days))
    compared = 1
    for split in splits:
        compared += check(figure, level, split, groups(days, split), value)
    for hub in cohort.HUBS:
        own = groups(days, "country")[hub]
        cell = cells(figure, level, "total", hub).get("")
        if cell is None or cell.is_hidden:
            assert not own or cell
            assert not any(cells(figure, level, split, hub) for split in splits)
            continue
        assert cell.people == len(own) >= FEW
        assert cell.value == value(own)
        for split in splits:
            if split != "country":
                compared += 1 + check_hub(figure, level, split, days, value, hub)
    return compared


def check_hub(figure, level, split, days, value, hub):
    """The columns of a hub are those of everybody: what is not shown of everybody is `other` for the hub, too."""
    named = set(cells(figure, level, split)) - {"other"}
    merged = defaultdict(set)
    for group, people in groups(days, split, hub).items():
        merged[group if group in named else "other"] |= people
    shown = {group: cell for group, cell in cells(figure, level, split, hub).items() if cell.people != 0}
    assert shown.keys() == {group for group, people in merged.items() if people}
    for group, cell in shown.items():
        if not cell.is_hidden:
            assert cell.people == len(merged[group]) >= FEW
            assert cell.value == value(merged[group])
    return sum(not cell.is_hidden for cell in shown.values())


def nothing(people):
    return {}


class Partly(dict):
    """Equal to a value that holds more."""

    def __eq__(self, other):
        return all(other[key] == expected for key, expected in self.items())

    __hash__ = None


def test_how_many_reached_what_is_what_a_plain_count_says(made):
    compared = 0
    found = reached()
    for figure in ("joined", "enrolled", "certified"):
        compared += check_everywhere(figure, 0, found[figure, 0], nothing, SPLITS)
    for level in (1, 2):
        for figure in ("opened", "started", "pretested", "posttested", "completed"):
            compared += check_everywhere(figure, level, found[figure, level], nothing, SPLITS)

    assert compared > 300


def test_change_is_what_the_textbook_says(made):
    compared = 0
    for level in made.levels:
        before, after = scores(level)
        pairs = {person: after[person][1] for person in after if person in before}

        def value(people, *, before=before, after=after):
            return Partly(change_of([(before[person][0], after[person][0]) for person in people]))

        compared += check_everywhere("change", level.number, pairs, value, SPLITS[:3])

    assert compared > 40


@pytest.mark.parametrize("split", ["total", "profession"])
def test_drop_outs_are_those_who_are_in_one_list_only(made, split):
    for level in made.levels:
        before, after = scores(level)
        only = {
            "only_before": {person: at for person, (_score, at) in before.items() if person not in after},
            "only_after": {person: at for person, (_score, at) in after.items() if person not in before},
        }
        for group, cell in cells("change", level.number, split).items():
            if cell.is_hidden or group == "other":
                continue
            for key, days in only.items():
                people = groups(days, split)[group] if group else days
                assert cell.value[key] == unless_few(len(people))


def test_change_by_topic_is_what_adding_up_answers_says(made):
    compared = 0
    for level in made.levels:
        before, after = scores(level)
        pairs = {person: after[person][1] for person in after if person in before}
        points = {person: topic_points(level, person) for person in pairs}
        for country in ["", *cohort.HUBS]:
            for topic, cell in cells("change_by_topic", level.number, "topic", country).items():
                people = {
                    person
                    for person, at in pairs.items()
                    if topic in points[person] and country in ("", group_of(person, at, "country"))
                }
                if cell.is_hidden:
                    continue
                sums = [sum(points[person][topic][place] for person in people) for place in range(4)]
                shares = [
                    half_up(Fraction(100 * sums[0], sums[1])),
                    half_up(Fraction(100 * sums[2], sums[3])),
                ]
                assert cell.people == len(people) >= FEW
                assert cell.value == {
                    "before": shares[0],
                    "after": shares[1],
                    "change": shares[1] - shares[0],
                }
                compared += 1

    assert compared >= 12


def test_the_share_that_passed_is_what_asking_everybody_says(made):
    compared = 0
    found = reached()
    for level in made.levels:
        own = defaultdict(list)
        for row in Result.objects.filter(assessment__in=level.asked):
            own[row.person_id].append(row.is_passed)

        def value(people, *, own=own):
            return {"passed": half_up(Fraction(10000 * sum(all(own[one]) for one in people), len(people)))}

        compared += check_everywhere(
            "assessed", level.number, found["assessed", level.number], value, SPLITS[:3]
        )

    assert compared > 40


def test_who_is_erased_or_works_for_the_portal_is_in_no_figure(made):
    gone = [person.pk for person in made.people if User.objects.get(pk=person.pk).is_erased]
    staff = [person.pk for person in made.people if person.is_staff]

    assert len(gone) == len(staff) == 4
    assert (
        Cell.objects.get(figure="joined", level=0, split="total", country="").people == len(made.people) - 8
    )
