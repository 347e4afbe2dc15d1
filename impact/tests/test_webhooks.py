"""Messages as they arrive at a real server, and what happens where they don't."""

import hashlib
import hmac
import json
import socket
import ssl
import threading
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import personal_data
from accounts.models import AuditEntry
from hubs.tests.factories import MembershipFactory
from impact import sending, tasks
from impact.actions import webhooks as actions
from impact.models import Delivery, DeliveryState, Occasion, Webhook
from impact.tests.factories import SECRET, WebhookFactory
from impact.tests.receiving import Receiver
from mailing.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet():
    cache.clear()


@pytest.fixture
def local(settings):
    settings.ALLOW_LOCAL_WEBHOOKS = True


@pytest.fixture
def receiver(local):
    """`receiver(status=500)`: a server, closed after the test."""
    running = []

    def start(**facts):
        running.append(Receiver(**facts))
        return running[-1]

    yield start
    for one in running:
        one.close()


def deliver(webhook, **facts):
    payload = {"type": "registration.confirmed", "event": "kraków"}
    facts = {
        "key": f"entry:{Delivery.objects.count()}",
        "occasion": Occasion.CONFIRMED,
        "payload": payload,
    } | facts
    return Delivery.objects.create(webhook=webhook, **facts)


def sent(webhook, **facts):
    """One delivery, after it was sent once."""
    delivery = deliver(webhook, **facts)
    actions.send_waiting(webhook.pk)
    delivery.refresh_from_db()
    webhook.refresh_from_db()
    return delivery


def ago(**span):
    return timezone.now() - timedelta(**span)


def test_a_message_arrives_as_it_was_written_down(receiver):
    server = receiver()

    delivery = sent(WebhookFactory(url=server.url))

    [(path, headers, body)] = server.messages
    assert path == "/news?from=pathway"
    assert json.loads(body) == delivery.payload
    assert headers["Content-Type"] == "application/json"
    assert headers["Pathway-Delivery"] == str(delivery.pk)
    assert (delivery.state, delivery.last_status, delivery.tries) == (DeliveryState.SENT, 204, 1)


def test_the_signature_can_be_checked_by_who_knows_the_secret(receiver):
    server = receiver()
    sent(WebhookFactory(url=server.url))
    [(_path, headers, body)] = server.messages

    parts = dict(part.split("=", 1) for part in headers["Pathway-Signature"].split(","))
    expected = hmac.new(SECRET.encode(), parts["t"].encode() + b"." + body, hashlib.sha256).hexdigest()

    assert hmac.compare_digest(expected, parts["v1"])
    assert abs(time.time() - int(parts["t"])) < 60
    assert hmac.new(b"wrong", parts["t"].encode() + b"." + body, hashlib.sha256).hexdigest() != parts["v1"]


@pytest.mark.parametrize("status", [301, 302, 307, 400, 404, 410, 500, 503])
def test_any_other_answer_than_2xx_is_a_failure(receiver, status):
    delivery = sent(WebhookFactory(url=receiver(status=status).url))

    assert (delivery.state, delivery.last_status) == (DeliveryState.WAITING, status)
    assert delivery.last_error == sending.Trouble.REFUSED


def test_nobody_is_led_elsewhere(receiver):
    inside = receiver()
    outside = receiver(status=307, headers=[("Location", inside.url)])

    sent(WebhookFactory(url=outside.url))

    assert len(outside.messages) == 1
    assert inside.messages == []


def test_who_does_not_answer_is_not_waited_for(receiver, monkeypatch):
    monkeypatch.setattr(sending, "TIMEOUT", 0.2)
    begun = time.monotonic()

    delivery = sent(WebhookFactory(url=receiver(delay=3).url))

    assert delivery.last_error == sending.Trouble.SILENT
    assert time.monotonic() - begun < 2.5


def test_who_dribbles_an_answer_is_not_waited_for_either(local, monkeypatch):
    monkeypatch.setattr(sending, "LONGEST", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        begun = time.monotonic()
        # It takes the connection and says nothing: the operating system does so before anybody accepts.
        delivery = sent(WebhookFactory(url=url))

    assert delivery.last_error in {sending.Trouble.SILENT, sending.Trouble.GARBLED, sending.Trouble.AWAY}
    assert time.monotonic() - begun < 4


def test_nobody_there_is_a_failure(local):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    assert sent(WebhookFactory(url=f"http://127.0.0.1:{port}/")).last_error == sending.Trouble.AWAY


def test_a_name_that_does_not_exist_is_a_failure(local):
    assert sent(WebhookFactory(url="https://nowhere.invalid/")).last_error == sending.Trouble.UNKNOWN


@pytest.fixture
def self_signed(tmp_path):
    """A certificate for localhost that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path


def over_tls(server, pem):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server.server.socket = context.wrap_socket(server.server.socket, server_side=True)
    return f"https://localhost:{server.server.server_port}/"


def test_a_certificate_that_nobody_vouches_for_is_not_believed(receiver, self_signed):
    server = receiver()

    delivery = sent(WebhookFactory(url=over_tls(server, self_signed)))

    assert delivery.last_error == sending.Trouble.UNTRUSTED
    assert server.messages == []


def test_a_trusted_certificate_has_to_bear_the_name(receiver, self_signed, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(self_signed))
    server = receiver()
    url = over_tls(server, self_signed)

    assert sent(WebhookFactory(url=url)).state == DeliveryState.SENT
    other = sent(WebhookFactory(url=url.replace("localhost", "127.0.0.1")))
    assert other.last_error == sending.Trouble.UNTRUSTED


# ---- Never into a network of our own ----


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.9.9.9",
        "10.0.0.7",
        "172.16.3.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "2001:db8::1",
    ],
)
def test_an_address_of_our_own_is_not_public(address):
    assert not sending.is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_other_addresses_are(address):
    assert sending.is_public(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "0x7f.1", "2130706433", "0177.0.0.1", "[::ffff:127.0.0.1]"]
)
def test_no_spelling_leads_inside(settings, host):
    server = Receiver()
    settings.ALLOW_LOCAL_WEBHOOKS = False

    delivery = sent(WebhookFactory(url=f"http://{host}:{server.server.server_port}/"))

    server.close()
    assert server.messages == []
    assert delivery.last_error in {sending.Trouble.PRIVATE, sending.Trouble.UNKNOWN}


def names(monkeypatch, *addresses):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)


def test_a_name_with_one_private_address_is_refused(monkeypatch):
    names(monkeypatch, "93.184.215.14", "10.0.0.1")

    assert sent(WebhookFactory()).last_error == sending.Trouble.PRIVATE


def test_the_address_that_was_looked_at_is_the_one_connected_to(monkeypatch):
    """Whoever answers a second question about the name otherwise gains nothing: there is none."""
    asked, connected = [], []

    def look_up(host, *args, **kwargs):
        asked.append(host)
        address = "93.184.215.14" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))]

    def connect(place, *args, **kwargs):
        connected.append(place)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connect)

    assert sent(WebhookFactory()).last_error == sending.Trouble.AWAY
    assert asked == ["register.example.org"]
    assert connected == [("93.184.215.14", 443)]


# ---- Trying again ----


def test_a_message_that_failed_is_tried_later_and_later(receiver):
    webhook = WebhookFactory(url=receiver(status=500).url)
    delivery, waits = deliver(webhook), []

    for _ in range(7):
        Delivery.objects.update(next_try_at=timezone.now())
        Webhook.objects.update(paused_until=None)
        actions.send_waiting(webhook.pk)
        delivery.refresh_from_db()
        waits.append(round((delivery.next_try_at - timezone.now()).total_seconds() / 60))

    assert waits == [1, 5, 30, 120, 480, 1440, 1440]
    assert (delivery.state, delivery.tries) == (DeliveryState.WAITING, 7)


def test_after_three_days_it_is_given_up(receiver):
    webhook = WebhookFactory(url=receiver(status=500).url)

    delivery = sent(webhook, made_at=ago(days=3), tried_until=timezone.now())

    assert delivery.state == DeliveryState.FAILED


def test_what_fails_once_arrives_later(receiver):
    server = receiver(status=500)
    webhook = WebhookFactory(url=server.url)
    delivery = sent(webhook)
    assert (webhook.failures, webhook.paused_until > timezone.now()) == (1, True)

    server.status = 200
    Delivery.objects.update(next_try_at=timezone.now())
    Webhook.objects.update(paused_until=timezone.now())
    actions.send_waiting(webhook.pk)
    delivery.refresh_from_db()
    webhook.refresh_from_db()

    assert (delivery.state, delivery.tries) == (DeliveryState.SENT, 2)
    assert (webhook.failures, webhook.paused_until) == (0, None)
    first, second = [json.loads(body) for _path, _headers, body in server.messages]
    assert first == second


def test_one_failure_stops_the_others_for_a_while(receiver):
    server = receiver(status=500)
    webhook = WebhookFactory(url=server.url)
    for number in range(3):
        deliver(webhook, key=f"entry:{number}")

    actions.send_waiting(webhook.pk)
    actions.send_waiting(webhook.pk)

    assert len(server.messages) == 1


def test_all_that_waits_is_sent_in_its_order(receiver):
    server = receiver()
    webhook = WebhookFactory(url=server.url)
    for minutes in (1, 9, 5):
        deliver(webhook, key=f"entry:{minutes}", made_at=ago(minutes=minutes), payload={"id": minutes})

    actions.send_waiting(webhook.pk)

    assert [json.loads(body)["id"] for _path, _headers, body in server.messages] == [9, 5, 1]


def test_a_message_another_worker_has_claimed_is_not_sent_twice(receiver):
    server = receiver()
    webhook = WebhookFactory(url=server.url)
    deliver(webhook)

    claimed = actions._claim(webhook.pk)
    actions.send_waiting(webhook.pk)

    assert claimed is not None
    assert server.messages == []


@pytest.mark.django_db(transaction=True)
def test_workers_who_look_at_the_same_moment_send_it_once(receiver):
    server = receiver()
    webhook = WebhookFactory(url=server.url)
    delivery, workers = deliver(webhook), 6
    start = threading.Barrier(workers)

    def send():
        try:
            start.wait()
            actions.send_waiting(webhook.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    delivery.refresh_from_db()

    assert len(server.messages) == 1
    assert delivery.tries == 1


def test_what_a_worker_lost_is_sent_by_another(receiver):
    server = receiver()
    webhook = WebhookFactory(url=server.url)
    deliver(webhook)
    actions._claim(webhook.pk)

    Delivery.objects.update(next_try_at=ago(seconds=1))
    actions.send_waiting(webhook.pk)

    assert len(server.messages) == 1


def test_after_fifty_failures_it_is_switched_off_and_its_maker_told_once(receiver):
    webhook = WebhookFactory(url=receiver(status=500).url, failures=49)

    sent(webhook)
    Webhook.objects.update(paused_until=None)
    sent(webhook, key="entry:99")

    assert (webhook.is_on, webhook.failures) == (False, 50)
    assert webhook.switched_off_at is not None
    [mail] = Message.objects.filter(kind="impact/webhook_off")
    assert mail.user == webhook.created_by
    assert mail.context["path"] == reverse("impact:webhook", args=[webhook.pk])
    assert AuditEntry.objects.filter(action="webhook.gave_up").count() == 1


def test_a_receiver_that_is_away_for_a_night_is_not_switched_off(receiver):
    """Fifty failures in a row take two days however many messages wait."""
    paused = timedelta()
    webhook = WebhookFactory(url=receiver(status=500).url)
    for number in range(12):
        sent(webhook, key=f"entry:{number}", made_at=ago(hours=1))
        paused += webhook.paused_until - timezone.now()
        Webhook.objects.update(paused_until=None)

    assert webhook.is_on
    assert paused > timedelta(hours=6)


def test_what_is_switched_off_is_sent_nothing(receiver):
    server = receiver()
    off = WebhookFactory(url=server.url, is_on=False)

    assert sent(off).tries == 0
    assert server.messages == []


def test_old_messages_are_forgotten():
    old, new = deliver(WebhookFactory(), made_at=ago(days=31)), deliver(WebhookFactory())

    tasks.forget_deliveries()

    assert list(Delivery.objects.all()) == [new]
    assert old != new


# ---- Making and running them ----


def make(by, hub=None, **facts):
    given = {"name": "Register", "url": "https://example.org/news", "occasions": [Occasion.CONFIRMED]}
    return actions.make(by=by, hub=hub, **given | facts)


def test_the_secret_is_sealed(staff):
    webhook, secret = make(staff)
    webhook.refresh_from_db()

    assert webhook.secret == secret
    assert secret.encode() not in bytes(webhook.sealed_secret)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "https://user:pass@example.org/",
        "https://",
        "javascript:x",
    ],
)
def test_only_https_without_a_password_is_taken(staff, url):
    with pytest.raises(ValidationError):
        make(staff, url=url)


def test_who_is_not_in_charge_makes_none(poland, romania, coordinator, participant):
    for by, hub in ((coordinator, None), (coordinator, romania), (participant, poland)):
        with pytest.raises(PermissionDenied):
            make(by, hub)


def test_there_are_not_more_than_anybody_can_oversee(staff, monkeypatch):
    monkeypatch.setattr(actions, "MOST", 1)
    make(staff)

    with pytest.raises(ValidationError, match="Switch one off"):
        make(staff)


@pytest.mark.parametrize("occasions", [[], [Occasion.TEST], ["person.erased"]])
def test_the_database_takes_none_that_tells_nothing_there_is(occasions):
    with pytest.raises(IntegrityError), transaction.atomic():
        WebhookFactory(occasions=occasions)


def test_switched_on_again_it_is_told_from_then_on(staff):
    webhook = WebhookFactory(failures=7, told_since=ago(days=9))

    assert actions.switch(webhook=webhook, on=False, by=staff)
    assert not actions.switch(webhook=webhook, on=False, by=staff)
    assert actions.switch(webhook=webhook, on=True, by=staff)
    webhook.refresh_from_db()

    assert (webhook.is_on, webhook.failures) == (True, 0)
    assert webhook.told_since > ago(minutes=1)


def test_a_test_is_tried_once_and_is_no_failure(receiver, staff):
    webhook = WebhookFactory(url=receiver(status=500).url)

    delivery = actions.test(webhook=webhook, by=staff)
    actions.send_waiting(webhook.pk)
    delivery.refresh_from_db()
    webhook.refresh_from_db()

    assert (delivery.state, webhook.failures) == (DeliveryState.FAILED, 0)


def test_what_is_switched_off_cannot_be_tried(staff):
    webhook = WebhookFactory(is_on=False)
    delivery = deliver(webhook, state=DeliveryState.FAILED)

    with pytest.raises(ValidationError, match="Switch it on"):
        actions.test(webhook=webhook, by=staff)
    with pytest.raises(ValidationError, match="Switch it on"):
        actions.send_again(delivery=delivery, by=staff)


def test_a_message_is_sent_again_under_the_same_id(receiver, staff):
    server = receiver()
    webhook = WebhookFactory(url=server.url)
    delivery = sent(webhook)

    actions.send_again(delivery=delivery, by=staff)
    with pytest.raises(ValidationError, match="on its way"):
        actions.send_again(delivery=delivery, by=staff)
    actions.send_waiting(webhook.pk)

    ids = [headers["Pathway-Delivery"] for _path, headers, _body in server.messages]
    assert ids == [str(delivery.pk)] * 2


def test_with_its_maker_a_webhook_goes(participant):
    deliver(WebhookFactory(created_by=participant))
    holding = next(row for row in personal_data.holdings() if row.model == "impact.Webhook")

    assert [row["url"] for row in holding.export(participant)] == ["https://register.example.org/news"]
    holding.erase(participant)

    assert not Webhook.objects.exists()
    assert not Delivery.objects.exists()


# ---- Pages ----

STAFF_PAGE = "/impact/api/webhooks/"
HUB_PAGE = "/hubs/pl/manage/api/webhooks/"
FILLED_IN = {"name": "Register", "url": "https://example.org/news", "occasions": ["level.completed"]}


def test_the_secret_is_shown_once_when_the_webhook_is_made(as_, coordinator, poland):
    browser = as_(coordinator)

    page = browser.post(HUB_PAGE, FILLED_IN).content.decode()
    webhook = Webhook.objects.get()

    assert webhook.hub == poland
    assert webhook.secret in page
    assert webhook.secret not in browser.get(HUB_PAGE).content.decode()
    assert webhook.secret not in browser.get(f"{STAFF_PAGE}{webhook.pk}/").content.decode()


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"url": "http://example.org/"}, "Only an address that begins with https://."),
        ({"occasions": []}, "Choose at least one."),
        ({"name": ""}, "This field is required."),
    ],
)
def test_the_form_says_what_is_wrong(as_, staff, facts, said):
    page = as_(staff).post(STAFF_PAGE, FILLED_IN | facts).content.decode()
    assert said in page
    assert not Webhook.objects.exists()


def test_for_everybody_else_there_is_no_such_page(
    as_, poland, coordinator, romanian_coordinator, participant, staff
):
    webhook = WebhookFactory(hub=poland, created_by=staff)
    delivery = deliver(webhook)
    ended = MembershipFactory(
        hub=poland, starts_on=date(2026, 1, 1), ends_on=timezone.localdate() - timedelta(days=1)
    ).user
    pages = [HUB_PAGE, reverse("impact:webhook", args=[webhook.pk])]
    deeds = [
        reverse("impact:webhook_test", args=[webhook.pk]),
        reverse("impact:webhook_switch", args=[webhook.pk]),
        reverse("impact:webhook_again", args=[delivery.pk]),
    ]
    for person in (romanian_coordinator, ended, participant):
        assert {as_(person).get(page).status_code for page in pages} == {404}
        assert {as_(person).post(deed).status_code for deed in deeds} == {404}
    assert as_(coordinator).get(STAFF_PAGE).status_code == 404
    assert {as_(coordinator).get(deed).status_code for deed in deeds} == {405}
    assert {as_(coordinator).get(page).status_code for page in pages} == {200}
    assert {as_(staff).get(page).status_code for page in [*pages, STAFF_PAGE]} == {200}


def said(response):
    return [str(one) for one in get_messages(response.wsgi_request)][-1]


def test_it_is_tried_and_switched_on_its_page(as_, staff):
    webhook = WebhookFactory()
    browser, page = as_(staff), f"{STAFF_PAGE}{webhook.pk}/"

    assert "on its way" in said(browser.post(page + "test/"))
    assert Delivery.objects.get().occasion == Occasion.TEST
    assert "It is off" in said(browser.post(page + "switch/", {"on": "0"}))
    assert "Somebody was faster" in said(browser.post(page + "switch/", {"on": "0"}))
    assert "Switch it on first" in said(browser.post(page + "test/"))
    assert "It is on" in said(browser.post(page + "switch/", {"on": "1"}))


def test_it_is_not_tried_all_day(as_, staff, monkeypatch):
    monkeypatch.setattr("impact.views.webhooks.TESTS_PER_HOUR", 1)
    webhook = WebhookFactory()

    answers = [as_(staff).post(f"{STAFF_PAGE}{webhook.pk}/test/") for _ in range(2)]

    assert "many tests" in said(answers[-1])
    assert Delivery.objects.count() == 1


def test_the_page_says_what_went_wrong(as_, staff):
    webhook = WebhookFactory(failures=2)
    deliver(webhook, tries=2, last_error=sending.Trouble.PRIVATE)

    page = as_(staff).get(f"{STAFF_PAGE}{webhook.pk}/").content.decode()

    assert "the address leads into a private network" in page
    assert "2 failures in a row" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_as_many_queries_for_three_as_for_one(as_, staff, rows, django_assert_max_num_queries):
    for _ in range(rows):
        webhook = WebhookFactory()
    for number in range(rows):
        deliver(webhook, key=f"entry:{number}")
    browser = as_(staff)
    browser.get(STAFF_PAGE)

    with django_assert_max_num_queries(8):
        browser.get(STAFF_PAGE)
    with django_assert_max_num_queries(8):
        browser.get(f"{STAFF_PAGE}{webhook.pk}/")
