"""Films and hand-outs are what they say they are."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from levels import uploads
from levels.tests.films import WEBM, box, mp4, pdf


@pytest.mark.parametrize("pages", [1, 12])
def test_the_pages_of_a_pdf_are_counted(pages):
    assert uploads.pages_of(ContentFile(pdf(pages))) == pages


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"MZ not at all", "not a PDF"),
        (mp4(), "not a PDF"),
        (b"<html>%PDF-1.7", "not a PDF"),
        (b"%PDF-1.7\n but nothing in it", "damaged"),
        (pdf()[:300], "damaged"),
        (pdf(0), "no pages"),
        (pdf(password="secret"), "password"),
    ],
)
def test_what_is_no_pdf_is_refused_in_words(data, reason):
    with pytest.raises(ValidationError, match=reason):
        uploads.pages_of(ContentFile(data))


@pytest.mark.parametrize("how", [{}, {"wide": True}, {"header_last": False}, {"scale": 30}])
def test_the_length_of_an_mp4_is_read_from_its_header(how):
    assert uploads.seconds_of(ContentFile(mp4(75, **how))) == 75


def test_a_film_that_does_not_tell_its_length_is_taken_without():
    assert uploads.seconds_of(ContentFile(mp4(0))) is None
    assert uploads.seconds_of(ContentFile(WEBM)) is None


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf(), "neither"),
        (b"\x00\x00\x00\x18ftypqt  not an mp4 at all", "neither"),
        (b"", "neither"),
        (box(b"ftyp", b"isom\x00\x00\x02\x00isommp41"), "header is missing"),
        (box(b"ftyp", b"isom\x00\x00\x02\x00isommp41") + bytes(4000), "header is missing"),
        (mp4()[:5040], "header is missing"),
    ],
)
def test_what_is_no_film_is_refused_in_words(data, reason):
    with pytest.raises(ValidationError, match=reason):
        uploads.seconds_of(ContentFile(data))


def test_what_is_too_large_is_refused_before_it_is_read():
    film, handout = ContentFile(mp4()), ContentFile(pdf())
    film.size = handout.size = 600 * uploads.MB

    with pytest.raises(ValidationError, match="600 MB; at most 500 MB"):
        uploads.seconds_of(film)
    with pytest.raises(ValidationError, match="at most 50 MB"):
        uploads.pages_of(handout)


def test_a_file_is_named_after_what_it_is():
    found = [uploads.suffix_of(ContentFile(data)) for data in (pdf(), mp4(), WEBM)]

    assert found == [".pdf", ".mp4", ".webm"]
