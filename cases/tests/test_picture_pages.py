"""The page on which an author adds, describes and takes away pictures."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from accounts.tests.factories import UserFactory
from cases.models import Picture
from cases.tests import factories
from cases.tests.factories import AuthorFactory

pytestmark = pytest.mark.django_db


def png(colour="navy"):
    file = io.BytesIO()
    Image.new("RGB", (80, 70), colour).save(file, "PNG")
    return SimpleUploadedFile("kowalska-jadwiga.png", file.getvalue())


def add(client, revision, **changes):
    given = {"file": png(), "shows": "nothing", "after": "findings", "alt": "", "caption": ""} | changes
    address = reverse("cases:add_picture", args=[revision.case.code])
    return client.post(address, {name: value for name, value in given.items() if value is not None})


@pytest.fixture
def revision(client):
    revision = factories.draft()
    client.force_login(revision.case.author)
    return revision


def page(revision):
    return reverse("cases:pictures", args=[revision.case.code])


def test_a_picture_is_added_and_its_file_name_forgotten(client, revision):
    answer = add(client, revision, alt="A blue <b>square</b>")
    assert answer.status_code == 302
    shown = client.get(page(revision)).content.decode()
    picture = Picture.objects.get()
    assert reverse("cases:picture", args=[picture.pk, "png"]) in shown
    assert "A blue &lt;b&gt;square" in shown
    assert "kowalska" not in shown + picture.file.name


@pytest.mark.parametrize("shows", ["something", "", None])
def test_a_picture_with_text_or_a_face_is_not_kept_nor_one_of_which_nothing_is_said(client, revision, shows):
    answer = add(client, revision, shows=shows)
    assert answer.status_code == 200
    assert not Picture.objects.exists()
    if shows == "something":
        assert "paint over it" in answer.content.decode()


def test_a_refused_file_says_why(client, revision):
    dicom = SimpleUploadedFile("scan.png", b"\0" * 128 + b"DICM")
    assert "Export the image" in add(client, revision, file=dicom).content.decode()
    assert not Picture.objects.exists()


def test_a_picture_is_described_and_taken_away(client, revision):
    add(client, revision)
    plate = revision.plates.get()
    address = reverse("cases:describe_picture", args=[revision.case.code, plate.pk])
    name = f"plate{plate.pk}"
    said = {f"{name}-alt": "Clear lungs", f"{name}-caption": "", f"{name}-after": "summary"}
    assert client.post(address, said).status_code == 302
    plate.refresh_from_db()
    assert (plate.alt, plate.after) == ("Clear lungs", "summary")
    too_long = client.post(address, said | {f"{name}-alt": "x" * 401})
    assert "401" in too_long.content.decode()
    client.post(reverse("cases:remove_picture", args=[revision.case.code, plate.pk]))
    assert not Picture.objects.exists()


@pytest.mark.parametrize("kind", ["stranger", "co-author", "editor", "staff"])
def test_nobody_but_who_writes_it_opens_the_page(client, kind):
    revision = factories.draft(pictures=1)
    people = {
        "stranger": UserFactory,
        "co-author": lambda: AuthorFactory(case=revision.case).person,
        "editor": factories.editor,
        "staff": lambda: UserFactory(is_staff=True),
    }
    client.force_login(people[kind]())
    plate = revision.plates.get()
    assert client.get(page(revision)).status_code == 404
    assert add(client, revision).status_code == 404
    for name in ("describe_picture", "remove_picture"):
        assert client.post(reverse(f"cases:{name}", args=[revision.case.code, plate.pk])).status_code == 404
    assert revision.plates.count() == 1


def test_a_picture_of_another_case_is_out_of_reach(client, revision):
    other = factories.draft(pictures=1).plates.get()
    address = reverse("cases:remove_picture", args=[revision.case.code, other.pk])
    assert client.post(address).status_code == 404


def test_what_is_handed_in_has_no_such_page_any_more(client):
    revision = factories.handed_in(pictures=1)
    client.force_login(revision.case.author)
    assert client.get(page(revision)).status_code == 302
    address = reverse("cases:remove_picture", args=[revision.case.code, revision.plates.get().pk])
    assert client.post(address, follow=True).status_code == 200
    assert revision.plates.count() == 1


def test_more_pictures_cost_no_more_queries(client, revision, django_assert_num_queries):
    factories.plate(revision)
    with CaptureQueriesContext(connection) as one:
        client.get(page(revision))
    factories.plate(revision)
    factories.plate(revision)
    with django_assert_num_queries(len(one)):
        client.get(page(revision))
