from pathlib import Path

import allauth
import pytest
from django.urls import reverse
from django.utils import timezone, translation

from mailing import account_mails, holdings, rendering
from mailing.models import Message
from mailing.tests.factories import MessageFactory

pytestmark = pytest.mark.django_db
FACTS = {
    "email": "lukasz@example.com",
    "code": "AB12CD",
    "password_reset_url": "https://pathway.example.org/reset/x/?a=1&b=2",
    "signup_url": "https://pathway.example.org/signup/",
    "from_email": "old@example.com",
    "to_email": "new@example.com",
    "deleted_email": "old@example.com",
}


@pytest.fixture(autouse=True)
def _by_the_outbox(settings):
    settings.ACCOUNT_ADAPTER = "mailing.adapter.OutboxAccountAdapter"


@pytest.mark.parametrize("kind", account_mails.CODES | account_mails.NOTICES)
def test_every_mail_of_an_account_has_its_words(kind, participant):
    message = MessageFactory(
        kind=kind, user=participant, context=FACTS | {"timestamp": timezone.now().isoformat()}
    )

    mail = rendering.render(message)

    assert 10 < len(message.subject) < 80
    assert "\n" not in mail.subject
    assert "&amp;" not in message.text
    assert '<html lang="en">' in message.html
    if kind in account_mails.CODES:
        assert "AB12CD" in message.text
        assert "AB12CD" in message.html
    if kind == "account/password_reset_key":
        assert FACTS["password_reset_url"] in message.text


def test_a_mail_of_ours_has_a_kind_for_each_of_allauths_templates():
    templates = Path(allauth.__file__).parent / "templates"
    wanted = {
        f"{folder}/{file.name.removesuffix('_subject.txt')}"
        for folder in ("account", "mfa")
        for file in (templates / folder / "email").glob("*_subject.txt")
    }

    ours = account_mails.CODES | account_mails.NOTICES
    assert wanted == {name for name in ours if not name.startswith("accounts/")}


def test_somebody_who_asks_for_a_new_password_gets_it_through_the_outbox(client, participant):
    client.post(reverse("account_reset_password"), {"email": participant.email})

    message = Message.objects.get()
    assert (message.user, message.to, message.secret) == (participant, participant.email, True)
    assert message.kind == "account/password_reset_key"
    assert message.context["password_reset_url"].startswith("http")


def test_an_address_without_an_account_is_written_to_in_the_language_of_the_page(client, db):
    with translation.override("pl"):
        client.post(
            reverse("account_reset_password"),
            {"email": "nobody@example.com"},
            headers={"accept-language": "pl"},
        )

    message = Message.objects.get()
    assert (message.kind, message.user, message.language) == ("account/unknown_account", None, "pl")


def test_the_export_holds_the_mails_without_their_secrets_and_erasure_deletes_them(participant):
    MessageFactory(user=participant, text="Your seat is yours.")
    MessageFactory(user=None, to=participant.email.upper(), secret=True, text="AB12CD")
    other = MessageFactory()

    texts = [row["text"] for row in holdings.export(participant)]
    holdings.erase(participant)

    assert texts == ["Your seat is yours.", ""]
    assert list(Message.objects.all()) == [other]
