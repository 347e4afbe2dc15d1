import pytest
from django.core.files.storage import storages


@pytest.fixture(autouse=True)
def _files_of_this_test_only(settings, tmp_path):
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": storage}
    storages["default"]
