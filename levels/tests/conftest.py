import pytest


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    """Files of each test in a folder of its own."""
    storage = settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path, "base_url": None}}
    settings.STORAGES = settings.STORAGES | {"default": storage}
