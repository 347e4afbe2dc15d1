import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.personal_data import holdings
from fellowships import actions, tasks, telling
from fellowships.models import Interest
from fellowships.tests.factories import InterestFactory, ready_call
from mailing import rendering
from mailing.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    return ready_call()


def told():
    return sorted(Message.objects.filter(kind="fellowships/call_opened").values_list("to", flat=True))


def test_everyone_who_asked_is_told_once(call, staff):
    interests = InterestFactory.create_batch(3, call=call)
    InterestFactory()  # wants to hear of another call

    actions.open_call(call=call, by=staff)
    tasks.tell_interested()
    tasks.tell_interested()

    assert told() == sorted(interest.user.email for interest in interests)
    assert not Interest.objects.filter(call=call, told_at=None).exists()
    assert Interest.objects.filter(told_at=None).count() == 1


def test_all_are_told_when_there_are_more_than_one_batch(call, staff, monkeypatch):
    monkeypatch.setattr(telling, "BATCH", 2)
    InterestFactory.create_batch(5, call=call)

    actions.open_call(call=call, by=staff)
    tasks.tell_interested()

    assert len(told()) == 5


def test_the_mail_has_an_address_and_its_words_in_text_and_html(call, staff):
    InterestFactory(call=call)
    actions.open_call(call=call, by=staff)
    tasks.tell_interested()

    mail = Message.objects.get()
    rendering.render(mail)

    assert mail.subject == "Now open: Fellowship & Expert Exchange"
    for body in (mail.text, mail.html):
        assert reverse("fellowships:call", args=[call.slug]) in body
    assert "&amp;" not in mail.text


def test_people_whose_account_is_closed_are_left_in_peace(call, staff):
    InterestFactory(call=call, user__is_active=False)

    actions.open_call(call=call, by=staff)
    tasks.tell_interested()

    assert told() == []


def test_nobody_is_told_of_a_call_that_is_not_open(call):
    InterestFactory(call=call)

    tasks.tell_interested()

    assert told() == []


def test_a_call_without_details_does_not_open(staff):
    call = ready_call(details="")

    with pytest.raises(ValidationError, match="Write the details"):
        actions.open_call(call=call, by=staff)

    call.refresh_from_db()
    assert not call.has_opened


def test_a_call_opens_once(call, staff):
    actions.open_call(call=call, by=staff)

    with pytest.raises(ValidationError, match="open already"):
        actions.open_call(call=call, by=staff)

    assert [(entry.action, entry.actor_id) for entry in AuditEntry.objects.about(call)] == [
        ("call.opened", staff.pk)
    ]


def test_staff_open_a_call_from_the_admin(as_, call, staff, settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = False
    chosen = {"action": "open_this_call", "_selected_action": [call.pk]}

    page = as_(staff).post(reverse("admin:fellowships_call_changelist"), chosen, follow=True)

    call.refresh_from_db()
    assert call.has_opened
    assert "Everyone who asked is being told." in page.content.decode()


def test_the_list_leads_to_an_open_call_and_its_page_shows_the_details(client, call, staff):
    actions.open_call(call=call, by=staff)
    address = reverse("fellowships:call", args=[call.slug])

    index = client.get(reverse("fellowships:index")).content.decode()

    assert f'href="{address}"' in index
    assert "Tell me when it opens" not in index
    assert "Twenty places, one week each." in client.get(address).content.decode()


def test_a_wish_can_be_exported_and_is_gone_after_erasure():
    interest = InterestFactory()
    [holding] = [one for one in holdings() if one.model == "fellowships.Interest"]

    assert list(holding.export(interest.user)) == [
        {"call": interest.call.title, "since": interest.created_at.isoformat(), "told_at": None}
    ]

    holding.erase(interest.user)
    assert not Interest.objects.exists()
