"""Words in braces: which are known, and that nobody's name becomes anything but a name."""

import pytest
from django.core.exceptions import ValidationError

from registrations import placeholders

VALUES = {"name": "Łukasz <b>*Żółć*</b> [x](https://evil.example) {event}", "event": "Masterclass & more"}


@pytest.mark.parametrize(
    "text", ["Dear {name}", "{ name }, {event}, {date}", "No words. A lonely { brace", "{}"[:1]]
)
def test_known_words_pass(text):
    placeholders.refuse_unknown(text, has_event=True)


@pytest.mark.parametrize("word", ["email", "NAME", "", "name.password", "0", "event!r"])
def test_unknown_words_are_named_and_refused(word):
    with pytest.raises(ValidationError) as refused:
        placeholders.refuse_unknown(f"Dear {{{word}}}", has_event=True)

    assert f"{{{word}}}" in refused.value.messages[0]


def test_the_words_of_an_event_need_one():
    with pytest.raises(ValidationError, match="choose an event"):
        placeholders.refuse_unknown("On {date}", has_event=False)


def test_a_name_that_holds_braces_or_markup_stays_as_it_is():
    assert placeholders.fill("Dear {name}: {event}", VALUES) == f"Dear {VALUES['name']}: Masterclass & more"

    html = placeholders.fill_html("**Dear {name}**: { event }", VALUES)

    assert "<strong>Dear Łukasz &lt;b&gt;*Żółć*&lt;/b&gt; [x](https://evil.example) {event}</strong>" in html
    assert "Masterclass &amp; more" in html
    assert "href" not in html


def test_neither_raw_html_nor_a_word_in_an_address_gets_through():
    html = placeholders.fill_html(
        "<script>x</script> [go](https://example.org/{name}) <b>{name}</b>", {"name": "A"}
    )

    assert "<script" not in html
    assert "<b>" not in html
    assert "example.org/A" not in html
