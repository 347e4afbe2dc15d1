"""Where files of the classroom and of hubs lie: private, under names that tell nothing and cannot be guessed."""

from pathlib import PurePath
from uuid import uuid4


def resource_path(resource, filename):
    return f"classroom/{uuid4().hex}{PurePath(filename).suffix.lower()}"


def captions_path(captions, filename):
    return f"classroom/{uuid4().hex}.vtt"


def local_path(material, filename):
    return f"local/{uuid4().hex}{PurePath(filename).suffix.lower()}"


def package_path(package, filename):
    return f"packages/{uuid4().hex}.zip"
