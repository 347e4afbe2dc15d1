import pytest
from django.core.files.storage import storages
from django.utils import timezone

from certificates.models import SigningKey


@pytest.fixture(autouse=True)
def _files_of_this_test_only(settings, tmp_path):
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": storage}
    storages["default"]


@pytest.fixture
def keys_gone(db):
    """As before `manage.py make_keys`: none signs."""
    SigningKey.objects.update(retired_at=timezone.now())


@pytest.fixture
def keys_lost(db, settings):
    """Another SECRET_KEY than that which sealed the keys."""
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another one", []
