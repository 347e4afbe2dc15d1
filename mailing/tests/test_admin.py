from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from mailing.models import Message, MessageState
from mailing.tests.factories import MessageFactory

pytestmark = pytest.mark.django_db
LIST = "admin:mailing_message_changelist"


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = False


def decide(client, action, *messages):
    pks = [message.pk for message in messages]
    return client.post(reverse(LIST), {"action": action, "_selected_action": pks}, follow=True)


def sent(**fields):
    return MessageFactory(state=MessageState.SENT, sent_at=timezone.now(), **fields)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_queries_whatever_its_length(as_, staff, count, django_assert_max_num_queries):
    MessageFactory.create_batch(count)
    client = as_(staff)

    with django_assert_max_num_queries(12):
        response = client.get(reverse(LIST))

    assert len(response.context["cl"].result_list) == count


def test_the_list_counts_what_needs_somebody(as_, staff):
    MessageFactory(state=MessageState.UNKNOWN)
    MessageFactory.create_batch(2, state=MessageState.FAILED)
    MessageFactory(due_at=timezone.now() - timedelta(minutes=6))

    response = as_(staff).get(reverse(LIST))

    assert response.context["counts"] == {"unknown": 1, "failed": 2, "overdue": 1}


def test_names_are_found_without_their_accents(as_, staff):
    message = MessageFactory(user__name="Łukasz Żółć")
    MessageFactory()

    response = as_(staff).get(reverse(LIST), {"q": "lukasz zolc"})

    assert list(response.context["cl"].result_list) == [message]


def test_the_mail_is_shown_in_a_frame_where_nothing_can_run(as_, staff):
    message = MessageFactory(user__name="<script>alert(1)</script>")
    client = as_(staff)

    page = client.get(reverse("admin:mailing_message_change", args=[message.pk])).content.decode()
    frame = client.get(reverse("admin:mailing_message_html", args=[message.pk]))

    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page
    policy = frame["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert frame["X-Frame-Options"] == "SAMEORIGIN"
    assert b"<script>" not in frame.content
    message.refresh_from_db()
    assert message.html == ""


def test_a_code_that_is_still_to_be_sent_is_not_shown_to_staff(as_, staff, settings):
    settings.DEMO = False
    message = MessageFactory(kind="account/login_code", secret=True, context={"code": "SECRET-CODE"})

    response = as_(staff).get(reverse("admin:mailing_message_change", args=[message.pk]))

    assert "SECRET-CODE" not in response.content.decode()


def test_strangers_and_coordinators_see_no_mail(as_, stranger, coordinator):
    message = MessageFactory()
    html = reverse("admin:mailing_message_html", args=[message.pk])

    for person in (stranger, coordinator):
        assert as_(person).get(html).status_code in (302, 403, 404)


def test_staff_send_a_mail_again_and_the_trail_says_who(as_, staff):
    unknown = MessageFactory(state=MessageState.UNKNOWN, attempts=3)
    arrived = sent()

    decide(as_(staff), "send_again", unknown, arrived)

    unknown.refresh_from_db()
    arrived.refresh_from_db()
    assert (unknown.state, unknown.attempts, unknown.edition) == (MessageState.QUEUED, 0, 0)
    assert (arrived.state, arrived.edition) == (MessageState.QUEUED, 1)
    assert AuditEntry.objects.filter(action="mail.sent_again", actor_id=staff.pk).count() == 2


def test_what_is_under_way_or_forgotten_is_not_sent_again(as_, staff):
    under_way = MessageFactory(state=MessageState.SENDING)
    forgotten = sent(secret=True)

    page = decide(as_(staff), "send_again", under_way, forgotten).content.decode()

    assert "on its way already" in page
    assert "has been forgotten" in page
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.SENDING, MessageState.SENT}


def test_only_a_mail_of_unknown_fate_is_marked_as_sent(as_, staff):
    unknown = MessageFactory(state=MessageState.UNKNOWN, claimed_at=timezone.now())
    failed = MessageFactory(state=MessageState.FAILED)

    decide(as_(staff), "mark_as_sent", unknown, failed)

    unknown.refresh_from_db()
    failed.refresh_from_db()
    assert (unknown.state, unknown.sent_at) == (MessageState.SENT, unknown.claimed_at)
    assert failed.state == MessageState.FAILED
