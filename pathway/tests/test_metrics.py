import pytest
from prometheus_client.parser import text_string_to_metric_families

from accounts.tests.factories import UserFactory
from mailing.models import Message, MessageState

pytestmark = pytest.mark.django_db
ASKING = {"Authorization": "Bearer scrape-me"}


@pytest.fixture(autouse=True)
def token(settings):
    settings.METRICS_TOKEN = "scrape-me"


def figures(client):
    answer = client.get("/metrics", headers=ASKING)
    families = text_string_to_metric_families(answer.content.decode())
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


def test_who_knows_the_token_reads_what_piles_up(client):
    for state in (MessageState.QUEUED, MessageState.QUEUED, MessageState.UNKNOWN):
        Message.objects.create(
            key=f"{state}{Message.objects.count()}", kind="x", to="a@example.org", state=state
        )
    found = figures(client)
    assert found["portal_mails", "queued"] == 2
    assert found["portal_mails", "unknown"] == 1
    assert found["portal_mails", "failed"] == 0
    assert ("portal_mails", "sent") not in found
    assert found["portal_mail_late_seconds",] >= 0
    assert found["portal_queue_length",] >= 0
    assert found["portal_attempts_open",] == found["portal_requests_open",] == 0


def test_a_fixed_number_of_queries_whatever_there_is(client, django_assert_num_queries):
    with django_assert_num_queries(5):
        figures(client)


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer "}])
def test_without_the_token_there_is_no_such_page(client, headers):
    assert client.get("/metrics", headers=headers).status_code == 404


def test_without_a_token_of_its_own_the_portal_has_none(client, settings):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    client.force_login(UserFactory(is_staff=True))
    assert client.get("/metrics").status_code == 404


def test_with_redis_away_the_rest_is_told(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    found = figures(client)
    assert ("portal_queue_length",) not in found
    assert ("portal_mail_late_seconds",) in found
