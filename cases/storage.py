"""Where pictures of cases lie: private, under names that tell nothing and cannot be guessed."""

from pathlib import PurePath
from uuid import uuid4


def picture_path(picture, filename):
    return f"cases/{uuid4().hex}{PurePath(filename).suffix.lower()}"
