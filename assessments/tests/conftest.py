"""What tests of this app share."""

import pytest
from django.core import mail
from django.utils import translation

from mailing.delivery import deliver_due


@pytest.fixture(autouse=True)
def _in_english():
    """Words are compared, whatever language the page of a test before was in."""
    with translation.override("en"):
        yield


@pytest.fixture
def deliver():
    """Send what is due; returns the newest mail, or None."""

    def send():
        deliver_due()
        return mail.outbox[-1] if mail.outbox else None

    return send
