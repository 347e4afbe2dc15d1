"""The letters of GIFT: what is escaped, how a text says its format, and which comments are ours."""

import re

from assessments.formats.markup import looks_like_html, to_text

SPECIAL = "\\~=#{}:>"
# Escaped letters stand for themselves: until everything is taken apart they are replaced by these.
_HIDDEN = {letter: chr(0xFDD0 + place) for place, letter in enumerate(SPECIAL + "\n")}
_SHOWN = {hidden: letter for letter, hidden in _HIDDEN.items()}
_ESCAPE = re.compile(r"\\([\\~=#{}:>n])")
_FORMAT = re.compile(r"^\s*\[(html|moodle|plain|markdown)\]", re.I)
_TAG = re.compile(r"^\s*//\s*@([a-z]+):\s?(.*)$")


def hide(text):
    """Escaped letters out of the way of whoever looks for the marks of GIFT."""
    return _ESCAPE.sub(lambda found: _HIDDEN["\n" if found[1] == "n" else found[1]], text)


def show(text):
    """The letters back, without the marks of escaping."""
    return "".join(_SHOWN.get(letter, letter) for letter in text)


def escape(text):
    return re.sub(r"[\\~=#{}:]|(?<=-)>", r"\\\g<0>", text).replace("\n", "\\n")


def written(text, mark=""):
    """Escaped, with the mark of its format where that is needed to be read as it stands."""
    if not mark and (text.startswith(("[", "%")) or "<" in text or "&" in text):
        mark = "plain"
    return f"[{mark}]{escape(text)}" if mark else escape(text)


def read(text):
    """(words, whether there was a picture) of a piece whose escapes are hidden still."""
    mark = _FORMAT.match(text)
    body = show(text[mark.end() :] if mark else text)
    kind = mark[1].lower() if mark else "moodle"
    if kind == "html" or (kind == "moodle" and looks_like_html(body)):
        words, pictures = to_text(body)
        return words, bool(pictures)
    return body.strip(), False


def tag(name, value):
    """A comment that we read back and others skip."""
    return f"// @{name}: " + value.replace("\\", "\\\\").replace("\n", "\\n")


def read_tag(line):
    """(name, value) of a comment of ours, else None."""
    found = _TAG.match(line)
    if found is None:
        return None
    value = re.sub(r"\\([\\n])", lambda one: "\n" if one[1] == "n" else "\\", found[2])
    return found[1], value
