"""What people do in the case repository counts towards a level, where staff say so."""

import pytest

from cases import contributing
from cases.models import Part
from cases.tests import factories
from levels import soundness
from levels.actions import completion
from levels.models import Evidence
from levels.standing import lines
from levels.tests.factories import LevelEnrolmentFactory, LevelFactory, asking

pytestmark = pytest.mark.django_db


@pytest.fixture
def level():
    return LevelFactory()


@pytest.fixture
def row(level, participant):
    return LevelEnrolmentFactory(enrolment__user=participant, level=level)


def read(person, case, part=Part.READ):
    return contributing.note(case=case, person=person, part=part)


def test_cases_worked_through_complete_a_level(level, row, participant):
    asking(level, {"kind": "cases", "times": 2, "title": "Two cases"})
    first, second = factories.published().case, factories.published().case
    read(participant, first)
    row.refresh_from_db()
    assert row.completed_at is None
    (line,) = lines(row)
    assert line.words == "1 of 2 cases worked through."
    assert line.url == "/cases/"
    read(participant, second)
    row.refresh_from_db()
    assert row.completed_at


def test_the_same_case_counts_once(level, row, participant):
    asking(level, {"kind": "cases", "times": 2})
    case = factories.published().case
    read(participant, case)
    read(participant, case)
    row.refresh_from_db()
    assert row.completed_at is None
    assert Evidence.objects.filter(person=participant, kind="case").count() == 1


def test_only_the_part_that_is_asked_counts(level, row, participant):
    asking(level, {"kind": "cases", "case_part": "authored"})
    case = factories.published(participant).case
    read(participant, factories.published().case)
    row.refresh_from_db()
    assert row.completed_at is None
    read(participant, case, Part.AUTHORED)
    row.refresh_from_db()
    assert row.completed_at


def test_what_was_retracted_does_not_count(level, row, participant):
    asking(level, {"kind": "cases", "case_part": "authored", "times": 2})
    case = factories.published(participant).case
    read(participant, case, Part.AUTHORED)
    contributing.take_back(case=case, part=Part.AUTHORED)
    completion.decide(person=participant)
    row.refresh_from_db()
    (line,) = lines(row)
    assert line.words == "0 of 2 cases published."
    read(participant, case, Part.AUTHORED)
    row.refresh_from_db()
    assert lines(row)[0].words == "1 of 2 cases published."


def test_staff_are_warned_when_there_are_fewer_cases_than_are_asked(level):
    version = asking(level, {"kind": "cases", "times": 3}, published=False)
    factories.published()
    (warning,) = soundness.check(version).warnings
    assert "asks for more cases (3) than are published so far (1)" in warning
