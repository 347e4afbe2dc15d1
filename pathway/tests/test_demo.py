import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from accounts.models import User
from certificates.models import Award, Certificate
from levels.models import LocalMaterial
from pathway.content import loader
from registrations import actions
from registrations.models import Event, Registration, State
from registrations.tests.certifying import issued_for

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demo_of_all(django_db_setup, django_db_blocker):
    """Loaded once for this module, as that takes half a minute: each test rolls back to it, and the module to nothing."""
    with django_db_blocker.unblock(), override_settings(DEMO=True), transaction.atomic():
        loader.load()
        call_command("load_demo")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(demo_of_all, db, settings):
    settings.DEMO = True


def of(address):
    return User.objects.get(email=f"{address}@example.org")


def test_twice_is_harmless(demo):
    people, registrations = User.objects.count(), Registration.objects.count()

    call_command("load_demo")

    assert (User.objects.count(), Registration.objects.count()) == (people, registrations)


def test_requests_wait_in_poland(demo):
    requests = Registration.objects.requested().filter(event__slug="masterclass-lives-2027", home="PL")

    assert requests.visible_to(of("coordinator.pl")).count() == 3
    assert requests.visible_to(of("coordinator.ro")).count() == 0


def test_the_past_level_1_event_earns_certificates(demo):
    event = Event.objects.get(slug="level-1-live")

    assert issued_for(event) == 9
    assert Certificate.objects.filter(holder=of("participant.pl")).count() == 1


def test_people_have_names_to_check_a_replacement_made_and_one_offered(demo):
    waiting = Award.objects.pending().filter(due_at__gt=timezone.now())
    assert waiting.filter(holder=of("participant.pl")).exists()
    assert Certificate.objects.get(holder=of("participant.pt"), edition=2).holder_name == "Inês Conceição"
    assert Award.objects.offering().filter(holder=of("participant.ro")).exists()


def test_the_line_in_krakow_moves_when_somebody_cancels(demo):
    event = Event.objects.get(slug="simulation-krakow-demo")
    own = event.registrations.get(user=of("participant.pl"))
    first = event.registrations.waiting().in_line().first()

    actions.cancel(registration=own, by=own.user)

    first.refresh_from_db()
    assert first.state == State.CONFIRMED


def test_a_crowd_is_verified_and_spread_over_the_world(demo):
    call_command("crowd", "40")
    call_command("crowd", "10")

    crowd = User.objects.filter(email__startswith="crowd-")
    assert crowd.count() == 50
    assert crowd.get(email="crowd-00050@example.org").check_password("pathway-demo")
    assert crowd.filter(emailaddress__verified=True, enrolments__levels__level__number=1).count() == 50
    assert crowd.filter(profile__country="PL").count() == 5


def test_each_pilot_hub_has_material_that_says_it_is_a_sample(demo, client):
    published = LocalMaterial.objects.published()

    assert {material.hub.code for material in published.select_related("hub")} == {
        "pl",
        "pt",
        "ro",
        "se",
        "gb",
    }
    assert not LocalMaterial.objects.filter(is_sample=False).exists()
    assert set(LocalMaterial.objects.values_list("state", flat=True)) == {"draft", "published", "withdrawn"}
    assert "karta pierwszej godziny" in client.get("/hubs/pl/").content.decode()
