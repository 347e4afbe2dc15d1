import pytest
from celery import current_app
from django.core.files.storage import default_storage
from kombu import pools


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    """Each test has an empty storage of its own."""
    options = settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path, "base_url": None}}
    settings.STORAGES = settings.STORAGES | {"default": options}
    return default_storage


@pytest.fixture
def tasks_at_once():
    """Celery runs each task where it is called, as a worker would soon after."""
    current_app.conf.task_always_eager = True
    yield
    current_app.conf.task_always_eager = False


@pytest.fixture
def broker_away():
    """Nobody listens where the broker should be."""
    here = current_app.conf.broker_url
    _send_to("redis://127.0.0.1:1/0")
    yield
    _send_to(here)


def _send_to(broker):
    """Celery keeps its pools by address, and a closed pool for good: what the process sent with before is let go."""
    current_app.conf.broker_url = broker
    pools.reset()
    current_app._pool = current_app.amqp._producer_pool = None


@pytest.fixture(autouse=True)
def no_limits(settings):
    """All tests come from one address; what tests a limit asks for it."""
    settings.ACCOUNT_RATE_LIMITS = False
