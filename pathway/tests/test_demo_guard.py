import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from accounts.models import User
from accounts.tests.factories import UserFactory
from pathway.demo.guard import refuse_demo_people


@pytest.fixture
def start(process_environment):
    """Load the portal in a process of its own, as a web server does."""

    def load(**changes):
        command = [sys.executable, "-c", "import pathway.wsgi"]
        environment = process_environment | changes
        return subprocess.run(
            command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
        )

    return load


@pytest.mark.django_db(transaction=True)
def test_the_portal_does_not_start_in_earnest_with_demo_people(start):
    UserFactory(email="participant.pl@example.org")

    process = start(DEBUG="false", DEMO="false")

    assert process.returncode != 0
    assert "There are demo people" in process.stderr


@pytest.mark.django_db(transaction=True)
def test_it_starts_with_real_people(start):
    UserFactory(email="someone@example.com")

    assert start(DEBUG="false", DEMO="false").returncode == 0


def test_it_does_not_start_as_a_demo_in_earnest(start):
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


@pytest.mark.django_db
def test_demo_people_are_refused_elsewhere(settings):
    settings.DEMO = False

    with pytest.raises(ImproperlyConfigured):
        call_command("load_demo")
    with pytest.raises(ImproperlyConfigured):
        call_command("crowd", "1")
    assert not User.objects.exists()
