"""The kinds of mail there are. Each app registers its own, in `AppConfig.ready`."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of mail.

    name:        `app/name`; its templates are `<app>/emails/<name>_subject.txt`, `.txt` and `.html`.
    title:       what staff call it (lazy text).
    attachments: message -> list of (file name, content as bytes, MIME type); made when the mail is rendered.
    still_true:  message -> bool; False when it is no longer true or wanted (a reminder to somebody who has
                 cancelled since): the mail is then dropped, not sent.
    """

    name: str
    title: str
    attachments: Callable = lambda message: []
    still_true: Callable = lambda message: True


_kinds: dict[str, Kind] = {}


def register(kind):
    _kinds[kind.name] = kind


def get(name):
    return _kinds[name]


def all_kinds():
    return list(_kinds.values())
