import pytest

from levels.templatetags.markdown import markdown


def test_markdown_becomes_html():
    assert markdown("A **bold** [link](https://example.org)") == (
        '<p>A <strong>bold</strong> <a href="https://example.org" rel="noopener noreferrer">link</a></p>\n'
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        '<p style="color:red">',
        "<img src=x onerror=y>",
    ],
)
def test_what_is_hostile_is_only_text(hostile):
    html = markdown(hostile)

    assert "<script" not in html
    assert "href" not in html
    assert "<img" not in html
    assert "<p style" not in html
