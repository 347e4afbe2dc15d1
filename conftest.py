"""The cast, by name, and the database as tests need it."""

import os

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.utils import translation
from hypothesis import HealthCheck, settings

from accounts.tests.factories import UserFactory
from certificates.tests.signing import provide_keys
from hubs.tests.factories import HubFactory, MembershipFactory

# No test judges by the clock: a busy machine is slow, and that is no fault of ours.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


@receiver(connection_created)
def _allow_flush(connection, **kwargs):
    """Tests that really commit are cleaned up by TRUNCATE, which the audit trail refuses everywhere else."""
    with connection.cursor() as cursor:
        cursor.execute("SET pathway.flush = 'yes'")


@receiver(post_migrate)
def _keys_to_sign_with(app_config, **kwargs):
    """Also after a test that really commits: emptying the database ends with this signal."""
    if app_config.name == "certificates":
        provide_keys()


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """Rate limits, nudges and the language of the test before are forgotten, and so are tasks that nobody took."""
    cache.clear()
    translation.deactivate()


@pytest.fixture
def process_environment():
    """For a process of its own, started by a test: the test's database instead of the portal's."""
    name = connection.settings_dict["NAME"]
    return os.environ | {"DATABASE_URL": f"{os.environ['DATABASE_URL'].rsplit('/', 1)[0]}/{name}"}


@pytest.fixture
def poland(db):
    return HubFactory(country="PL", name="Hub Poland")


@pytest.fixture
def romania(db):
    return HubFactory(country="RO", name="Hub Romania")


@pytest.fixture
def coordinator(poland):
    """Runs the hub of Poland, and no other."""
    return MembershipFactory(hub=poland, user__name="Koordynatorka Żółć", user__country="PL").user


@pytest.fixture
def romanian_coordinator(romania):
    return MembershipFactory(hub=romania, user__name="Coordonator Ștefănescu", user__country="RO").user


@pytest.fixture
def participant(db):
    """A Polish doctor with a verified address."""
    return UserFactory(name="Łukasz Żółć", country="PL")


@pytest.fixture
def stranger(db):
    """Signed in, from India, with no link to any hub."""
    return UserFactory(name="அருண் குமார்", country="IN")


@pytest.fixture
def staff(db):
    return UserFactory(name="Staff", is_staff=True, is_superuser=True)


@pytest.fixture
def as_(client):
    """`as_(participant).get(...)`: the client, signed in."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in
