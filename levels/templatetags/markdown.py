"""Staff write Markdown: `{% load markdown %}{{ text|markdown }}`, and `{{ text|lesson }}` for pages of the classroom."""

import re

import nh3
from django import template
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

register = template.Library()

_parser = MarkdownIt("commonmark", {"html": False})
# Headings start below those of the page, so that the outline of the page stays in order.
_TAGS = {"p", "ul", "ol", "li", "em", "strong", "a", "h3", "h4", "blockquote", "br", "code"}


@register.filter
def markdown(text):
    """HTML of the text: no raw HTML, no scripts, no styles, links without referrer."""
    html = nh3.clean(
        _parser.render(text), tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"https", "mailto"}
    )
    return mark_safe(html)  # noqa: S308  cleaned in the line above


# A picture of the resource itself, by the name staff gave it: ![what it shows](pictures/NAME/). It is written
# relative to the page of the resource, so a text never leads to pictures elsewhere.
PICTURE = re.compile(r"pictures/([-\w]+)/")

_LESSON_TAGS = _TAGS | {"h2", "table", "thead", "tbody", "tr", "th", "td", "img", "hr", "pre", "div"}
_LESSON_ATTRIBUTES = {
    "a": {"href"},
    "th": {"scope"},
    "img": {"src", "alt", "loading"},
    "div": {"class", "tabindex", "role", "aria-label"},
}


@register.filter
def lesson(text):
    """HTML of a page to study: headings, tables and the resource's own pictures as well."""
    html = nh3.clean(
        _lessons.render(text),
        tags=_LESSON_TAGS,
        attributes=_LESSON_ATTRIBUTES,
        attribute_filter=_own_pictures,
        url_schemes={"https", "mailto"},
    )
    return mark_safe(html)  # noqa: S308  cleaned in the line above


def pictures_in(text):
    """(name, alt text) of each picture in a text; the name is empty where it is no picture of the resource."""
    for token in _lessons.parse(text):
        for child in token.children or []:
            if child.type == "image":
                found = PICTURE.fullmatch(child.attrs["src"])
                yield (found[1] if found else ""), child.content.strip()


def _own_pictures(tag, attribute, value):
    if (tag, attribute) == ("img", "src"):
        return value if PICTURE.fullmatch(value) else None
    return value


def _heading(self, tokens, index, options, env):
    """The page has its title already: headings run from the second level to the fourth."""
    token = tokens[index]
    level = min(max(int(token.tag[1]), 2), 4)
    return f"<h{level}>" if token.nesting == 1 else f"</h{level}>\n"


def _image(self, tokens, index, options, env):
    """Nothing where the picture is not the resource's own, or where nobody said what it shows."""
    token = tokens[index]
    token.attrs["alt"], token.attrs["loading"] = token.content, "lazy"
    is_own = PICTURE.fullmatch(token.attrs["src"]) and token.content.strip()
    return self.renderToken(tokens, index, options, env) if is_own else ""


def _table_open(self, tokens, index, options, env):
    """On a phone a wide table moves sideways inside its frame, by keyboard too."""
    return f'<div class="wide" tabindex="0" role="region" aria-label="{_("Table")}"><table>\n'


_lessons = MarkdownIt("commonmark", {"html": False}).enable("table")
_lessons.add_render_rule("heading_open", _heading)
_lessons.add_render_rule("heading_close", _heading)
_lessons.add_render_rule("image", _image)
_lessons.add_render_rule("table_open", _table_open)
_lessons.add_render_rule("table_close", lambda *_args: "</table></div>\n")
_lessons.add_render_rule("th_open", lambda *_args: '<th scope="col">')
