"""The sample classroom: whole, measured, published, and put in once."""

from collections import Counter

import pytest
from django.core.management import call_command

from levels import publishing
from levels.models import Level, Module, Package, Resource, ResourceKind
from levels.templatetags.markdown import lesson
from pathway.content import loader as programme
from pathway.content.classroom import loader

pytestmark = pytest.mark.django_db


@pytest.fixture
def classroom(settings, tmp_path):
    options = settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path, "base_url": None}}
    settings.STORAGES = settings.STORAGES | {"default": options}
    programme.load()
    call_command("load_sample_classroom")


def test_each_level_has_modules_of_every_kind_with_nothing_missing(classroom):
    for number in (1, 2):
        resources = Resource.objects.filter(module__level__number=number)
        kinds = Counter(resources.values_list("kind", flat=True))
        assert Module.objects.filter(level__number=number).count() >= 7
        assert set(kinds) == set(ResourceKind.values)
        assert kinds["page"] == kinds["video"] == 7
    for resource in Resource.objects.all():
        assert publishing.missing(resource) == []
        assert resource.publish_on
        assert resource.is_sample
        if resource.kind in ("video", "pdf"):
            assert resource.length


def test_films_have_words_and_pages_have_headings(classroom):
    for film in Resource.objects.filter(kind="video"):
        words = film.captions.get().cues()
        assert len(words) > 5
        assert words[-1].end <= (film.length + 1) * 1000
    for page in Resource.objects.filter(kind="page"):
        assert "<h2>Key points</h2>" in lesson(page.body)


def test_the_tests_before_and_after_are_those_of_the_level(classroom):
    level = Level.objects.get(number=2)

    assert (level.pretest.slug, level.posttest.slug) == ("level-2-pretest", "level-2-posttest")
    assert Package.objects.count() == 2


def test_a_second_run_makes_nothing_and_brings_nothing_back(classroom):
    Resource.objects.filter(slug="what-sepsis-is-page").update(title="Sepsis, in our words")
    Resource.objects.filter(slug="what-sepsis-is-film").delete()
    Level.objects.filter(number=1).update(pretest=None)

    assert not loader.load()

    assert Resource.objects.filter(title="Sepsis, in our words").exists()
    assert not Resource.objects.filter(slug="what-sepsis-is-film").exists()
    assert Level.objects.get(number=1).pretest is None


def test_what_is_not_made_yet_comes_with_a_later_run(tmp_path, settings):
    options = settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path / "files", "base_url": None}}
    settings.STORAGES = settings.STORAGES | {"default": options}
    programme.load()
    call_command("load_sample_classroom")
    source = loader.FOLDER / "level1" / "what-sepsis-is"
    folder = tmp_path / "level3" / "extra"
    folder.mkdir(parents=True)
    (folder.parent / "modules.toml").write_text(
        '[[module]]\nslug = "extra"\ntitle = "Extra"\n[[module.resource]]\nslug = "film"\nkind = "video"\n'
        'title = "Film"\nminutes = 2\nmandatory = true\nsource = "extra/film.toml"\n'
    )

    loader.load(tmp_path)
    assert not Resource.objects.filter(module__slug="extra").exists()

    for name in ("film.mp4", "film.vtt"):
        (folder / name).write_bytes((source / name).read_bytes())
    loader.load(tmp_path)
    assert Resource.objects.get(module__slug="extra").length > 60
