import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from accounts.tests.factories import UserFactory
from pathway.demo.guard import refuse_demo_people


def start(**changes):
    """Load the portal in a process of its own, as a web server does."""
    environment = os.environ | {"DATABASE_URL": _test_database()} | changes
    command = [sys.executable, "-c", "import pathway.wsgi"]
    return subprocess.run(
        command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )


def _test_database():
    return os.environ["DATABASE_URL"].rsplit("/", 1)[0] + "/" + connection.settings_dict["NAME"]


@pytest.mark.django_db(transaction=True)
def test_the_portal_does_not_start_in_earnest_with_demo_people():
    UserFactory(email="participant.pl@example.org")

    process = start(DEBUG="false", DEMO="false")

    assert process.returncode != 0
    assert "There are demo people" in process.stderr


@pytest.mark.django_db(transaction=True)
def test_it_starts_with_real_people():
    UserFactory(email="someone@example.com")

    assert start(DEBUG="false", DEMO="false").returncode == 0


def test_it_does_not_start_as_a_demo_in_earnest():
    process = start(DEBUG="false", DEMO="true")

    assert process.returncode != 0
    assert "DEMO=true needs DEBUG=true" in process.stderr


@pytest.mark.django_db(transaction=True)
def test_demo_people_are_welcome_where_debug_is_on(settings):
    UserFactory(email="participant.pl@example.org")
    settings.DEBUG = True

    refuse_demo_people()

    settings.DEBUG = False
    with pytest.raises(ImproperlyConfigured):
        refuse_demo_people()
