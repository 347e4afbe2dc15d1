"""People whose country's hub has something beside a level or a module find it there, calmly; others find nothing."""

import pytest

from hubs.models import Hub
from hubs.tests.factories import HubFactory
from levels import local_material
from levels.tests.factories import (
    LevelEnrolmentFactory,
    LevelFactory,
    LocalMaterialFactory,
    ModuleFactory,
    ResourceFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def module():
    return ResourceFactory(module__level=LevelFactory()).module


@pytest.fixture
def learner(participant, module):
    LevelEnrolmentFactory(enrolment__user=participant, level=module.level)
    return participant


def text(response):
    return " ".join(response.content.decode().split())


def beside(module, hub, **other):
    return LocalMaterialFactory(hub=hub, level=module.level, module=module, **other)


def test_a_person_of_the_country_finds_it_on_the_module_and_the_level(as_, learner, module, poland):
    material = beside(module, poland, title="Karta godziny")

    for path in (module.get_absolute_url(), "/learn/1/"):
        page = text(as_(learner).get(path))
        assert "From your hub" in page
        assert f'href="{material.get_absolute_url()}" hreflang="pl" lang="pl">Karta godziny</a>' in page


def test_others_find_nothing(as_, stranger, module, poland):
    beside(module, poland)
    LevelEnrolmentFactory(enrolment__user=stranger, level=module.level)

    for path in (module.get_absolute_url(), "/learn/1/"):
        assert "From your hub" not in text(as_(stranger).get(path))


def test_staff_without_a_profile_find_nothing(as_, staff, module, poland):
    beside(module, poland)

    assert as_(staff).get(module.get_absolute_url()).status_code == 200
    assert local_material.for_learner(staff, module.level) is None


def test_drafts_other_modules_other_hubs_and_closed_hubs_stay_away(learner, module, poland):
    other = ModuleFactory(level=module.level)
    beside(module, poland, draft=True)
    beside(module, poland, withdrawn=True)
    beside(module, HubFactory(country="SE"))
    beside(other, poland, title="Of another module")
    LocalMaterialFactory(hub=poland, title="Of the whole pathway")
    assert local_material.for_learner(learner, module.level, module) is None

    whole = LocalMaterialFactory(hub=poland, level=module.level, title="Of the whole level")
    assert local_material.for_learner(learner, module.level, module).materials == [whole]

    Hub.objects.update(is_open=False)
    assert local_material.for_learner(learner, module.level) is None


@pytest.mark.parametrize("rows", [1, 3, 9])
def test_it_costs_one_query_and_the_rest_stands_on_the_page_of_the_hub(
    learner, module, poland, rows, django_assert_num_queries
):
    for _number in range(rows):
        beside(module, poland)

    with django_assert_num_queries(1):
        found = local_material.for_learner(learner, module.level, module)
        addresses = [material.get_absolute_url() for material in found.materials]

    assert len(addresses) == min(rows, local_material.SHOWN_IN_CLASSROOM)
    assert found.is_more is (rows > local_material.SHOWN_IN_CLASSROOM)
