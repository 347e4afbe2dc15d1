"""Private files over HTTP, byte by byte."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from levels.tests.factories import LevelEnrolmentFactory, LevelFactory, ResourceFactory

pytestmark = pytest.mark.django_db
FILM = bytes(range(256)) * 1000


@pytest.fixture
def learner(participant):
    LevelEnrolmentFactory(enrolment__user=participant, level=LevelFactory())
    return participant


@pytest.fixture
def film(learner):
    return ResourceFactory(video=True, slug="film", file=ContentFile(FILM, name="film.mp4"))


@pytest.fixture
def get(as_, learner, film):
    """The film as the learner's player asks for it."""
    client, path = as_(learner), f"{film.get_absolute_url()}file/"
    return lambda **headers: client.get(
        path, headers={name.replace("_", "-"): v for name, v in headers.items()}
    )


def body(response):
    return b"".join(response.streaming_content)


def test_the_whole_file_says_that_pieces_may_be_asked_for(get):
    response = get()

    assert (response.status_code, body(response)) == (200, FILM)
    assert response["Content-Type"] == "video/mp4"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Length"] == "256000"
    assert response["Accept-Ranges"] == "bytes"
    assert response["Content-Disposition"] == 'inline; filename="film.mp4"'
    assert "private" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-99", 0, 99),
        ("bytes=100-", 100, 255_999),
        ("bytes=-100", 255_900, 255_999),
        ("bytes=-999999", 0, 255_999),
        ("bytes=255000-999999", 255_000, 255_999),
        ("bytes=65530-65545", 65_530, 65_545),
        ("bytes=0-0", 0, 0),
    ],
)
def test_a_piece_is_exactly_what_was_asked_for(get, asked, first, last):
    response = get(range=asked)

    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {first}-{last}/256000"
    assert response["Content-Length"] == str(last - first + 1)
    assert body(response) == FILM[first : last + 1]


@pytest.mark.parametrize("asked", ["bytes=256000-", "bytes=300000-400000", "bytes=-0"])
def test_a_piece_that_is_not_there_is_refused(get, asked):
    response = get(range=asked)

    assert response.status_code == 416
    assert response["Content-Range"] == "bytes */256000"


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "bytes=9-3", "bytes=-", "lines=1-2", "bytes=a-b", ""])
def test_what_is_no_single_range_gets_the_whole(get, asked):
    response = get(range=asked)

    assert (response.status_code, len(body(response))) == (200, 256_000)


def test_a_piece_of_another_version_is_not_sent(get):
    whole = get()
    same = {"range": "bytes=0-9"}

    assert get(**same, if_range=whole["ETag"]).status_code == 206
    assert get(**same, if_range=whole["Last-Modified"]).status_code == 206
    assert get(**same, if_range='"another"').status_code == 200
    assert get(**same, if_range="Wed, 01 Jan 2020 00:00:00 GMT").status_code == 200


def test_who_has_it_already_is_told_so(get):
    response = get(if_none_match=get()["ETag"])

    assert response.status_code == 304
    assert response["ETag"]
    assert not response.content


def test_a_head_tells_the_size_without_the_bytes(as_, learner, film):
    path = reverse("levels:file", args=[1, film.module.slug, "film"])
    response = as_(learner).head(path, headers={"range": "bytes=0-9"})

    assert response.status_code == 200
    assert response["Content-Length"] == "256000"
    assert body(response) == b""


def test_a_pdf_may_stand_in_a_frame_of_our_own_pages_only(as_, learner):
    path = f"{ResourceFactory(pdf=True).get_absolute_url()}file/"
    response = as_(learner).get(path)

    assert response["Content-Type"] == "application/pdf"
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]


def test_a_resource_without_a_file_has_none(as_, learner):
    assert as_(learner).get(f"{ResourceFactory().get_absolute_url()}file/").status_code == 404


def test_nobody_gets_a_file_past_the_permission_check(client, as_, stranger, film):
    path = f"{film.get_absolute_url()}file/"

    assert client.get(path).status_code == 302
    assert as_(stranger).get(path, headers={"range": "bytes=0-9"}).status_code == 404


def test_a_file_in_a_bucket_is_handed_out_by_an_address_good_for_a_while(as_, learner, film, settings):
    settings.S3_BUCKET = "films"
    options = {
        "bucket_name": "films",
        "endpoint_url": "https://s3.example.org",
        "access_key": "key",
        "secret_key": "secret",
        "region_name": "eu-central-1",
        "querystring_auth": True,
    }
    bucket = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"default": bucket}

    response = as_(learner).get(f"{film.get_absolute_url()}file/")

    assert response.status_code == 302
    assert response.url.startswith(f"https://s3.example.org/films/{film.file.name}?")
    assert "X-Amz-Signature" in response.url
    assert "response-content-type=video%2Fmp4" in response.url
