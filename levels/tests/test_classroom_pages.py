"""The pages of the classroom, person by person."""

import pytest
from django.urls import reverse

from levels.models import Level
from levels.tests.factories import (
    CaptionsFactory,
    LevelEnrolmentFactory,
    LevelFactory,
    ModuleFactory,
    ResourceFactory,
)
from levels.tests.test_classroom import begin, tomorrow

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(participant):
    """Łukasz, with Level 1 open."""
    LevelEnrolmentFactory(enrolment__user=participant, level=LevelFactory())
    return participant


def page(client, name, *args):
    return client.get(reverse(f"levels:{name}", args=args))


def text(response):
    return " ".join(response.content.decode().split())


def places(resource):
    """Every address below a level."""
    path = resource.get_absolute_url()
    return [reverse("levels:classroom", args=[1]), resource.module.get_absolute_url(), path, f"{path}file/"]


def test_a_learner_finds_the_own_levels_with_what_is_next(as_, learner):
    resource = ResourceFactory(title="The first hour", minutes=12)
    LevelFactory(number=2, title="Consolidating", when="9–10 September 2026")

    found = text(page(as_(learner), "learn"))

    assert "Next: <strong>The first hour</strong>" in found
    assert resource.get_absolute_url() in found
    assert "0 of 1 mandatory resource done · about 12 minutes left" in found
    assert "Not open yet: 9–10 September 2026." in found


def test_who_is_not_on_the_pathway_is_offered_to_join(as_, stranger):
    LevelFactory()

    assert "Join the pathway" in text(page(as_(stranger), "learn"))


def test_the_level_says_what_is_next_and_how_much_is_left(as_, learner):
    video = ResourceFactory(video=True, title="The first hour", length=200, minutes=75)
    progress = begin(learner, video)
    progress.position = 80
    progress.save()

    found = text(page(as_(learner), "classroom", 1))

    assert "Continue where you left off" in found
    assert "You are at 1:20 of 3:20." in found
    assert "About 1 hour 15 minutes of mandatory study left" in found


def test_a_level_without_modules_says_so(as_, learner):
    assert "No module is published yet" in text(page(as_(learner), "classroom", 1))


def test_the_level_is_not_there_for_whom_it_is_not_open(client, as_, coordinator, stranger, learner):
    resource = ResourceFactory(pdf=True)
    for path in places(resource):
        assert client.get(path).status_code == 302
    for person in [stranger, coordinator]:
        assert [as_(person).get(path).status_code for path in places(resource)] == [404] * 4
    assert [as_(learner).get(path).status_code for path in places(resource)] == [200] * 4


def test_staff_look_at_everything_drafts_too(as_, staff, learner):
    draft = ResourceFactory(pdf=True, publish_on=None, module__publish_on=None)

    assert [as_(staff).get(path).status_code for path in places(draft)] == [200] * 4
    assert "as one of the staff" in text(as_(staff).get(draft.get_absolute_url()))
    assert [as_(learner).get(path).status_code for path in places(draft)] == [200, 404, 404, 404]


def test_a_level_that_is_not_there_is_not_there_for_staff_either(as_, staff):
    assert page(as_(staff), "classroom", 9).status_code == 404


def test_a_locked_module_says_why_and_its_resources_lead_there(as_, learner):
    ResourceFactory()
    locked = ResourceFactory(pdf=True, module__needs_previous=True)

    found = text(as_(learner).get(locked.module.get_absolute_url()))
    assert "Not open yet" in found
    assert "1 mandatory resource is missing" in found
    assert f'href="{locked.get_absolute_url()}"' not in found

    assert as_(learner).get(locked.get_absolute_url()).url == locked.module.get_absolute_url()
    assert as_(learner).get(f"{locked.get_absolute_url()}file/").status_code == 404


def test_a_module_to_come_is_listed_with_its_day(as_, learner):
    ResourceFactory(module__title="Source control", module__publish_on=tomorrow())

    found = text(page(as_(learner), "classroom", 1))

    assert "Source control" in found
    assert "Published on" in found


def test_a_resource_says_what_it_is_and_who_stands_behind_it(as_, learner):
    resource = ResourceFactory(
        tier="apply", author="Dr Ana Pop", reviewer="Prof. Åsa Öberg", is_sample=True, version=3
    )

    found = text(as_(learner).get(resource.get_absolute_url()))

    assert "Early recognition matters." in found
    assert "Name the first steps." in found
    assert "Dr Ana Pop" in found
    assert "Prof. Åsa Öberg" in found
    assert "version 3" in found
    assert "Sample content." in found
    assert "Mandatory" in found


def test_a_resource_that_changed_since_it_was_done_says_so(as_, learner):
    resource = ResourceFactory(version=2)
    begin(learner, resource, done=True, version=1)

    assert "You did version 1; this is version 2" in text(as_(learner).get(resource.get_absolute_url()))


def test_a_film_has_its_captions_and_their_words(as_, learner):
    row = CaptionsFactory()
    path = row.resource.get_absolute_url()

    found = text(as_(learner).get(path))
    words = as_(learner).get(f"{path}captions/en/")

    assert "<video" in found
    assert 'label="English"' in found
    assert "Act in the first hour." in found
    assert words["Content-Type"] == "text/vtt; charset=utf-8"
    assert words.content.startswith(b"WEBVTT")
    assert as_(learner).get(f"{path}captions/pl/").status_code == 404


def test_a_link_opens_safely_in_a_tab_of_its_own(as_, learner):
    resource = ResourceFactory(link=True)

    found = text(as_(learner).get(resource.get_absolute_url()))

    assert 'href="https://www.who.int/" target="_blank" rel="noopener noreferrer"' in found


def test_nothing_is_changed_by_looking(as_, learner):
    resource = ResourceFactory()

    for path in places(resource)[:3]:
        assert as_(learner).post(path).status_code == 405


@pytest.mark.parametrize("modules", [1, 3])
def test_the_classroom_needs_the_same_queries_however_much_is_in_it(
    as_, learner, django_assert_max_num_queries, modules
):
    for module in ModuleFactory.create_batch(modules):
        for resource in ResourceFactory.create_batch(modules, module=module):
            begin(learner, resource)
    client = as_(learner)

    with django_assert_max_num_queries(6):
        page(client, "classroom", 1)
    with django_assert_max_num_queries(8):
        page(client, "learn")
    with django_assert_max_num_queries(10):
        client.get(resource.get_absolute_url())
    assert Level.objects.count() == 1
