"""PDFs of strangers: what is refused, in which words, and what is left of those that are taken."""

import io

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from pikepdf import Array, Dictionary, Name

from fellowships import cleaning
from fellowships.tests import papers

FORBIDDEN = [
    b"JavaScript",
    b"app.alert",
    b"Launch",
    b"calc.exe",
    b"EmbeddedFile",
    b"payload",
    b"inside",
    b"AcroForm",
    b"RichMedia",
    b"OpenAction",
    b"etc/passwd",
    b"from-the-tree",
    b"Unmistakable",
    b"Hospital PC",
    b"call me",
    b"/AA",
]


def opened(cleaned):
    return pikepdf.open(io.BytesIO(cleaned.data))


def laid_open(cleaned):
    """Every byte of it, without compression: nothing hides from a search."""
    with opened(cleaned) as pdf:
        return papers.saved(
            pdf,
            compress_streams=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
        )


def refusal(content, name="cv.pdf"):
    with pytest.raises(ValidationError) as refused:
        cleaning.clean(papers.upload(content, name))
    return refused.value.code


def test_a_plain_paper_is_taken_as_it_is():
    cleaned = cleaning.clean(papers.paper(pages=3))

    assert (cleaned.pages, cleaned.removed) == (3, [])
    assert cleaned.data.startswith(b"%PDF-")
    assert b"Seven years in intensive care." in laid_open(cleaned)


def test_of_a_hostile_paper_only_what_is_seen_is_left():
    pdf = papers.hostile()
    before = papers.saved(pdf, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)

    cleaned = cleaning.clean(papers.upload(before))

    laid = laid_open(cleaned)
    assert [word for word in FORBIDDEN if word not in before] == []
    assert [word for word in FORBIDDEN if word in laid] == []
    assert b"Seven years in intensive care." in laid


def test_what_was_taken_out_is_said():
    cleaned = cleaning.clean(papers.upload(papers.hostile()))

    assert cleaned.removed == list(cleaning.REMOVED)
    assert "attached files" in [str(words) for words in cleaning.words_for(cleaned.removed)]


def test_what_was_filled_into_a_form_is_still_read():
    pdf = papers.plain()
    papers.filled_in(pdf)

    cleaned = cleaning.clean(papers.upload(pdf))

    assert cleaned.removed == ["forms", "signatures"]
    assert b"Consultant" in laid_open(cleaned)
    with opened(cleaned) as result:
        assert "/AcroForm" not in result.Root


def test_links_to_the_web_and_within_stay():
    pdf = papers.plain()
    papers.annotation(pdf, Name.Link, A=Dictionary(S=Name.URI, URI="https://doi.org/10.1000/182"))
    papers.annotation(pdf, Name.Link, Dest=Array([pdf.pages[0].obj, Name.Fit]))

    cleaned = cleaning.clean(papers.upload(pdf))

    assert cleaned.removed == []
    assert b"doi.org" in laid_open(cleaned)
    with opened(cleaned) as result:
        assert len(result.pages[0].obj.Annots) == 2


def test_a_script_behind_a_harmless_link_goes():
    pdf = papers.plain()
    script = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
    papers.annotation(pdf, Name.Link, A=Dictionary(S=Name.URI, URI="https://example.org", Next=script))

    cleaned = cleaning.clean(papers.upload(pdf))

    assert cleaned.removed == ["javascript"]
    assert b"app.alert" not in laid_open(cleaned)


def test_the_structure_for_screen_readers_stays():
    pdf = papers.plain()
    papers.structured(pdf)

    with opened(cleaning.clean(papers.upload(pdf))) as result:
        assert result.Root.StructTreeRoot.K[0].A.Placement == Name.Block


def test_a_font_may_have_the_name_of_a_command():
    pdf = papers.plain()
    fonts = pdf.pages[0].obj.Resources.Font
    fonts.AA = fonts.F1

    with opened(cleaning.clean(papers.upload(pdf))) as result:
        assert "/AA" in result.pages[0].obj.Resources.Font


def test_the_data_of_a_stream_never_lies_outside():
    pdf = papers.plain()
    pdf.pages[0].obj.Contents.F = "//elsewhere.example/share"

    assert b"elsewhere" not in laid_open(cleaning.clean(papers.upload(pdf)))


def test_what_is_glued_to_a_paper_is_left_behind():
    glued = papers.saved(papers.plain()) + b"\nPK\x03\x04 a whole archive"

    assert b"PK\x03\x04" not in cleaning.clean(papers.upload(glued)).data


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"GIF89a;\n%PDF-1.7\n" + papers.saved(papers.plain()), "cv.pdf", "type"),
        (b"MZ" + papers.saved(papers.plain()), "cv.pdf", "type"),
        (b"PK\x03\x04", "cv.pdf", "type"),
        (b"", "cv.pdf", "type"),
        (papers.saved(papers.plain()), "cv.exe", "type"),
        (papers.saved(papers.plain()), "cv.pdf.html", "type"),
        (b"%PDF-1.7\n<script>alert(1)</script>", "cv.pdf", "damaged"),
        (papers.saved(papers.plain())[:-200], "cv.pdf", "damaged"),
        (papers.saved(papers.plain())[:100], "cv.pdf", "damaged"),
        (papers.encrypted(), "cv.pdf", "encrypted"),
        (papers.encrypted(user="secret"), "cv.pdf", "encrypted"),
        (papers.saved(papers.plain(200)), "cv.pdf", "pages"),
        (papers.saved(papers.plain(11)), "cv.pdf", "pages"),
        (papers.saved(papers.plain(0)), "cv.pdf", "damaged"),
        (b"%PDF-1.7\n" + b"0" * cleaning.MAX_BYTES, "cv.pdf", "size"),
    ],
    ids=[
        "a picture first",
        "a program first",
        "an archive",
        "nothing",
        "another name",
        "a page in disguise",
        "a page with a header",
        "the end is missing",
        "nearly all is missing",
        "against copying",
        "with a password",
        "200 pages",
        "11 pages",
        "no page",
        "too large",
    ],
)
def test_what_is_no_paper_is_refused_in_words(content, name, code):
    assert refusal(content, name) == code


def test_ten_pages_are_taken():
    assert cleaning.clean(papers.paper(pages=10)).pages == 10


def test_a_capital_ending_is_an_ending():
    assert cleaning.clean(papers.upload(papers.plain(), "CV.PDF")).pages == 1


def test_a_paper_of_too_many_parts_is_refused():
    pdf = papers.plain()
    pdf.pages[0].obj.Resources.Extra = Array([Dictionary() for _one in range(cleaning.MAX_OBJECTS)])

    assert refusal(pdf) == "objects"


def test_nothing_is_left_to_clean_the_second_time():
    once = cleaning.clean(papers.upload(papers.hostile()))

    assert cleaning.clean(papers.upload(once.data)).removed == []


def test_a_file_may_unfold_to_something_and_not_to_everything():
    assert cleaning.clean(papers.upload(papers.unfolding(megabytes=1))).pages == 1
    assert refusal(papers.unfolding(megabytes=200)) == "damaged"
