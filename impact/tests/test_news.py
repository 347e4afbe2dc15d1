"""What is read from the audit trail, for whom, and how often."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts import actions as accounts
from accounts import audit
from accounts.models import AuditEntry, ConsentKind
from accounts.sealing import cipher
from accounts.tests.factories import UserFactory
from certificates.models import Kind
from certificates.tests.factories import CertificateFactory
from hubs.models import Membership
from impact import news
from impact.models import Delivery, NewsRead, Occasion, Webhook
from impact.models.webhooks import PURPOSE
from impact.tests.factories import WebhookFactory
from levels.tests.factories import LevelEnrolmentFactory
from registrations import actions
from registrations.models import State
from registrations.tests.factories import EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


def told(webhook=None):
    rows = Delivery.objects.order_by("made_at")
    return [row.payload for row in (rows.filter(webhook=webhook) if webhook else rows)]


def completed(person, level=2):
    row = LevelEnrolmentFactory(enrolment__user=person, level__number=level)
    audit.record("level.completed", row, person=person, level=level, version=1, score=9000)


def test_a_registration_is_told_with_a_code_for_the_person(participant):
    webhook = WebhookFactory()
    event = EventFactory(slug="kick-off")

    actions.register(user=participant, event=event)
    news.gather()

    [payload] = told()
    delivery = Delivery.objects.get()
    assert payload == {
        "id": str(delivery.pk),
        "type": "registration.confirmed",
        "at": f"{AuditEntry.objects.get(action=Occasion.CONFIRMED).at:%Y-%m-%dT%H:%M:%SZ}",
        "person": webhook.pseudonym(participant.pk),
        "country": "PL",
        "event": "kick-off",
        "level": None,
        "certificate": None,
    }
    assert participant.name not in str(payload)
    assert participant.email not in str(payload)


def test_to_be_confirmed_and_to_cancel_within_a_second_are_two_messages(participant):
    WebhookFactory()
    registration, _is_new = actions.register(user=participant, event=EventFactory())
    actions.cancel(registration=registration, by=participant)

    news.gather()

    assert [payload["type"] for payload in told()] == ["registration.confirmed", "registration.cancelled"]
    assert len({payload["person"] for payload in told()}) == 1


def test_what_was_told_is_not_told_again(participant):
    WebhookFactory()
    actions.register(user=participant, event=EventFactory())

    assert [news.gather(), news.gather()] == [1, 0]
    assert Delivery.objects.count() == 1


def test_nothing_is_lost_where_an_entry_was_not_to_be_seen_yet(participant):
    """Its number is lower than that of an entry that was told before: its transaction ended later."""
    WebhookFactory()
    early = RegistrationFactory(user=participant)
    late = RegistrationFactory()
    audit.record("registration.confirmed", early, person=early.user)
    hidden = AuditEntry.objects.get()
    audit.record("registration.confirmed", late, person=late.user)
    Delivery.objects.all().delete()
    first = AuditEntry.objects.exclude(pk=hidden.pk).get()

    # As it was for the first reading: only the later one is there.
    read = news._written_down(list(Webhook.objects.in_force()), [first], timezone.now())
    NewsRead.objects.create(pk=1)

    assert read == 1
    assert news.gather() == 1
    assert {row.key for row in Delivery.objects.all()} == {f"entry:{hidden.pk}", f"entry:{first.pk}"}


def test_the_trail_is_read_on_from_where_all_is_settled(participant):
    WebhookFactory()
    actions.register(user=participant, event=EventFactory())
    newest = AuditEntry.objects.latest("pk").pk

    news.gather()
    assert NewsRead.objects.get().entry == 0
    news.gather(now=timezone.now() + news.SETTLED + timedelta(minutes=1))
    assert NewsRead.objects.get().entry == newest


def test_a_message_that_was_forgotten_is_not_made_anew(participant):
    WebhookFactory()
    actions.register(user=participant, event=EventFactory())
    later = timezone.now() + news.SETTLED + timedelta(minutes=1)
    news.gather(now=later)
    Delivery.objects.all().delete()

    assert news.gather(now=later) == 0


def test_two_readers_at_once_tell_everything_once(participant, transactional_db):
    WebhookFactory()
    for _ in range(3):
        actions.register(user=UserFactory(country="PL"), event=EventFactory())
    start, made = threading.Barrier(2), []

    def read():
        try:
            start.wait()
            made.append(news.gather())
        finally:
            connection.close()

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(made) == [0, 3]
    assert Delivery.objects.count() == 3


def test_the_database_takes_no_second_message_of_one_occasion():
    webhook = WebhookFactory()
    facts = {"webhook": webhook, "key": "entry:1", "occasion": Occasion.CONFIRMED, "payload": {}}
    Delivery.objects.create(**facts)

    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(**facts)


def test_what_happened_before_it_was_made_is_not_told(participant):
    actions.register(user=participant, event=EventFactory())
    WebhookFactory()

    assert news.gather() == 0


def test_only_what_was_asked_for_is_told(participant):
    WebhookFactory(occasions=[Occasion.COMPLETED])
    actions.register(user=participant, event=EventFactory())
    completed(participant)

    news.gather()

    assert [(payload["type"], payload["level"]) for payload in told()] == [("level.completed", 2)]


def test_a_certificate_is_told_by_kind_and_never_by_number(participant):
    WebhookFactory()
    certificate = CertificateFactory(holder=participant, kind=Kind.LEVEL)
    audit.record("certificate.issued", certificate, person=participant, number=certificate.number)

    news.gather()

    [payload] = told()
    assert payload["certificate"] == "level"
    assert certificate.number not in str(payload)


def test_a_hub_is_told_of_its_country_and_of_the_events_it_runs(poland, romania, coordinator):
    webhook = WebhookFactory(hub=poland, created_by=coordinator)
    own, theirs, central = EventFactory(hub=poland), EventFactory(hub=romania), EventFactory()
    pole, romanian = UserFactory(country="PL"), UserFactory(country="RO")
    for event in (own, theirs, central):
        for person in (pole, romanian):
            actions.register(user=person, event=event)

    news.gather()

    pairs = {(payload["event"], payload["country"]) for payload in told(webhook)}
    assert pairs == {(own.slug, "PL"), (own.slug, "RO"), (central.slug, "PL")}


def test_a_hub_is_told_what_somebody_learned_only_where_that_is_shared(poland, coordinator):
    WebhookFactory(hub=poland, created_by=coordinator)
    open_one, quiet, elsewhere = (
        UserFactory(country="PL"),
        UserFactory(country="PL"),
        UserFactory(country="RO"),
    )
    for person in (open_one, elsewhere):
        accounts.give_consent(person, ConsentKind.HUB)
    for person in (open_one, quiet, elsewhere):
        completed(person)

    news.gather()

    assert [payload["person"] for payload in told()] == [Webhook.objects.get().pseudonym(open_one.pk)]


def test_when_the_term_of_its_maker_ends_a_hub_is_told_nothing_more(poland, coordinator):
    WebhookFactory(hub=poland, created_by=coordinator)
    Membership.objects.filter(user=coordinator).delete()
    actions.register(user=UserFactory(country="PL"), event=EventFactory())

    assert news.gather() == 0


def test_one_person_has_another_code_at_each_webhook(participant):
    one, other = WebhookFactory(), WebhookFactory()
    other.sealed_secret = one.sealed_secret
    assert one.pseudonym(7) == other.pseudonym(7)
    other.sealed_secret = cipher(PURPOSE).encrypt(b"whsec_another")

    assert one.pseudonym(7) != other.pseudonym(7)
    assert one.pseudonym(7) != one.pseudonym(8)


@pytest.mark.parametrize("rows", [1, 3])
def test_reading_costs_as_many_queries_for_three_as_for_one(rows, django_assert_num_queries):
    WebhookFactory(occasions=[Occasion.CONFIRMED])
    for _ in range(rows):
        row = RegistrationFactory(state=State.CONFIRMED)
        audit.record("registration.confirmed", row, person=row.user)
    NewsRead.objects.create(pk=1)

    with django_assert_num_queries(13):
        assert news.gather() == rows
