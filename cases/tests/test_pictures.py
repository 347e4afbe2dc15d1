"""Pictures of a draft: added, described, taken away, and gone with their files."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cases.actions import pictures, writing
from cases.models import Picture, Repository, Revision, RevisionState
from cases.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    options = settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path, "base_url": None}}
    settings.STORAGES = settings.STORAGES | {"default": options}


def upload(colour="navy"):
    file = io.BytesIO()
    Image.new("RGB", (90, 80), colour).save(file, format="PNG")
    return SimpleUploadedFile("Kowalska.png", file.getvalue())


def added(revision, **facts):
    options = {"file": upload(), "after": "findings", "by": revision.case.author, "alt": "A blue field"}
    return pictures.add(revision=revision, **options | facts)


def test_a_picture_is_kept_under_a_name_that_tells_nothing():
    plate = added(factories.draft())
    assert (plate.picture.width, plate.picture.height, plate.picture.mime) == (90, 80, "image/png")
    assert "kowalska" not in plate.picture.file.name.lower()
    assert default_storage.exists(plate.picture.file.name)


def test_the_same_picture_is_taken_once_and_not_more_than_the_rules_allow():
    revision = factories.draft()
    added(revision)
    with pytest.raises(ValidationError, match="already"):
        added(revision)
    Repository.objects.create(pk=1, most_pictures=1)
    with pytest.raises(ValidationError, match="1 pictures"):
        added(revision, file=upload("red"))


def test_a_picture_is_described_and_taken_away(django_capture_on_commit_callbacks):
    plate = added(factories.draft())
    pictures.describe(plate=plate, alt="New", caption="C", after="treatment", by=plate.revision.case.author)
    plate.refresh_from_db()
    assert (plate.alt, plate.caption, plate.after) == ("New", "C", "treatment")
    name = plate.picture.file.name
    with django_capture_on_commit_callbacks(execute=True):
        pictures.remove(plate=plate, by=plate.revision.case.author)
        pictures.remove(plate=plate, by=plate.revision.case.author)
    assert not Picture.objects.exists()
    assert not default_storage.exists(name)


def test_a_picture_of_an_earlier_revision_stays_where_it_was_shown(django_capture_on_commit_callbacks):
    first = factories.handed_in(pictures=1)
    Revision.objects.filter(pk=first.pk).update(state=RevisionState.RETURNED)
    second = writing.next_draft(first, by=first.case.author)
    with django_capture_on_commit_callbacks(execute=True):
        pictures.remove(plate=second.plates.get(), by=first.case.author)
    assert first.plates.count() == 1
    assert default_storage.exists(first.plates.get().picture.file.name)


DEEDS = {
    "add": lambda plate: added(plate.revision),
    "describe": lambda plate: pictures.describe(plate=plate, alt="", caption="", after="findings", by=None),
    "remove": lambda plate: pictures.remove(plate=plate, by=None),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_what_was_handed_in_keeps_its_pictures(deed):
    plate = factories.handed_in(pictures=1).plates.get()
    with pytest.raises(ValidationError, match="not a draft any more"):
        DEEDS[deed](plate)


def test_a_picture_counts_as_a_saving_so_that_another_window_is_told():
    revision = factories.draft()
    added(revision)
    with pytest.raises(writing.ChangedMeanwhile):
        writing.save(revision=revision, by=revision.case.author, saved=0, values={})
