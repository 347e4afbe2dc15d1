"""Words in braces in what staff write to many people: `{name}`, `{event}`, `{date}`, and no others."""

import re

from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from levels.templatetags.markdown import markdown

ALWAYS = {"name"}
WITH_EVENT = {"event", "date"}
IN_BRACES = re.compile(r"\{([^{}\n]*)\}")


def refuse_unknown(text, *, has_event):
    """Raise ValidationError where braces hold what nobody could fill in."""
    known = ALWAYS | WITH_EVENT if has_event else ALWAYS
    used = dict.fromkeys(word.strip() for word in IN_BRACES.findall(text))
    unknown = [word for word in used if word not in known]
    if not unknown:
        return
    found = ", ".join(f"{{{word}}}" for word in unknown)
    if not has_event and set(unknown) <= WITH_EVENT:
        raise ValidationError(
            _("%(words)s: choose an event, or leave this out.") % {"words": found}, code="placeholder"
        )
    words = ", ".join(f"{{{word}}}" for word in sorted(known))
    raise ValidationError(
        _("%(found)s is not known here. You can use: %(words)s.") % {"found": found, "words": words},
        code="placeholder",
    )


def fill(text, values):
    """The text for one person. One pass: a name that itself holds braces stays as it is."""
    return IN_BRACES.sub(lambda match: str(values.get(match[1].strip(), match[0])), text)


def fill_html(text, values):
    """Markdown first, then the words: nobody's name becomes a link or a heading."""

    def word(match):
        name = match[1].strip()
        return escape(values[name]) if name in values else match[0]

    return mark_safe(IN_BRACES.sub(word, markdown(text)))  # noqa: S308  cleaned there, escaped here
