"""The kinds of mail there are. Each app registers its own, in `AppConfig.ready`."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of mail.

    name:        `app/name`; its templates are `<app>/emails/<name>_subject.txt`, `.txt` and `.html`. Where
                 there is no `.html`, the text is set in the portal's own frame.
    title:       what staff call it (lazy text).
    attachments: message -> list of (file name, content as bytes, MIME type); made when the mail is rendered.
    still_true:  message -> bool; False when it is no longer true or wanted (a reminder to somebody who has
                 cancelled since): the mail is then dropped, not sent.
    """

    name: str
    title: str
    attachments: Callable = lambda message: []
    still_true: Callable = lambda message: True

    @property
    def template(self):
        app, name = self.name.split("/")
        return f"{app}/emails/{name}"


_kinds: dict[str, Kind] = {}


def register(kind):
    _kinds[kind.name] = kind


def get(name):
    return _kinds[name]


def all_kinds():
    return list(_kinds.values())
