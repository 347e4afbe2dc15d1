"""Where pictures of questions lie: under a name that tells nothing and cannot be guessed."""

from pathlib import PurePath
from uuid import uuid4


def picture_path(version, filename):
    return f"questions/{uuid4().hex}{PurePath(filename).suffix.lower()}"
