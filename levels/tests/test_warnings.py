import datetime

import pytest

from levels import warnings
from levels.tests.factories import LevelFactory, PathwayFactory

pytestmark = pytest.mark.django_db

JANUARY, MAY = datetime.date(2026, 1, 10), datetime.date(2026, 5, 6)


@pytest.fixture
def pathway():
    return PathwayFactory()


def test_dates_in_order_need_no_warning(pathway):
    LevelFactory(pathway=pathway, number=1, opens_on=JANUARY)
    level = LevelFactory(pathway=pathway, number=2, opens_on=MAY)

    assert warnings.of_level(level) == []
    assert warnings.of_pathway(pathway) == []


def test_a_level_that_opens_before_the_one_it_follows_is_pointed_out(pathway):
    LevelFactory(pathway=pathway, number=1, opens_on=MAY)
    level = LevelFactory(pathway=pathway, number=2, opens_on=JANUARY)

    [text] = warnings.of_level(level)
    assert "Level 1" in text


def test_a_level_open_from_the_start_after_one_that_is_not_is_pointed_out(pathway):
    LevelFactory(pathway=pathway, number=1, opens_on=MAY)

    assert len(warnings.of_level(LevelFactory(pathway=pathway, number=2))) == 1


def test_days_outside_the_pathway_are_pointed_out_on_both(pathway):
    level = LevelFactory(pathway=pathway, opens_on=datetime.date(2025, 1, 1))

    assert len(warnings.of_level(level)) == len(warnings.of_pathway(pathway)) == 1


def test_last_updated_in_the_future_is_pointed_out(pathway):
    level = LevelFactory(pathway=pathway, content_updated_on=datetime.date(2999, 1, 1))

    assert warnings.of_level(level) == ["“Last updated” lies in the future."]
