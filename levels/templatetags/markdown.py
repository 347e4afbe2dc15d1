"""Staff write Markdown: `{% load markdown %}{{ text|markdown }}`."""

import nh3
from django import template
from django.utils.safestring import mark_safe
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
