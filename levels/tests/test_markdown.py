import pytest

from levels.templatetags.markdown import lesson, markdown, pictures_in


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


def test_a_lesson_has_headings_from_the_second_level_and_tables_that_move_in_their_frame():
    html = lesson("# One\n\n## Two\n\n##### Five\n\n| Drug | Dose |\n|---|--:|\n| A | 2 g |\n")

    assert "<h2>One</h2>" in html
    assert "<h2>Two</h2>" in html
    assert "<h4>Five</h4>" in html
    assert '<div class="wide" tabindex="0" role="region" aria-label="Table"><table>' in html
    assert '<th scope="col">Drug</th>' in html
    assert "style" not in html


def test_a_lesson_shows_its_own_pictures_only_and_only_with_what_they_show():
    html = lesson(
        "![Lactate over time](pictures/curve/) ![](pictures/mute/) ![Spy](https://example.org/x.png) "
        "![Up](pictures/../../x/) ![Data](data:image/png;base64,AAAA)"
    )

    assert html.count("<img") == 1
    assert '<img src="pictures/curve/" alt="Lactate over time" loading="lazy">' in html


def test_a_lesson_takes_no_html_and_no_scripts():
    html = lesson('<img src="pictures/x/" onerror="alert(1)">\n\n[go](javascript:alert(1)) <b>bold</b>')

    assert "<img" not in html
    assert "<b>" not in html
    assert 'href="javascript' not in html


def test_the_pictures_of_a_lesson_are_known_by_name():
    found = list(pictures_in("![A curve](pictures/curve/)\n\n![](pictures/mute/) ![x](https://example.org/)"))

    assert found == [("curve", "A curve"), ("mute", ""), ("", "x")]
