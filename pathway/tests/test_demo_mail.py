import pytest
from django.urls import reverse

from mailing import kinds
from mailing.tests.factories import MessageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True
    return settings


@pytest.mark.parametrize("count", [1, 3])
def test_the_mailbox_asks_the_same_queries_whatever_its_length(
    as_, staff, count, django_assert_max_num_queries
):
    MessageFactory.create_batch(count)
    client = as_(staff)

    with django_assert_max_num_queries(6):
        response = client.get(reverse("demo:mail"))

    assert len(response.context["page"].object_list) == count


def test_mails_are_found_by_name_address_and_kind(as_, staff):
    ours = MessageFactory(user__name="Łukasz Żółć", kind="account/password_set")
    MessageFactory()
    client = as_(staff)

    for question in ({"q": "zolc"}, {"q": ours.to.upper()}, {"kind": "account/password_set"}):
        assert list(client.get(reverse("demo:mail"), question).context["page"]) == [ours]
    assert "No mail fits that" in client.get(reverse("demo:mail"), {"q": "nobody"}).content.decode()


def test_a_mail_is_shown_before_it_is_sent_with_its_attachment(as_, staff):
    class WithBorrowedWords(kinds.Kind):
        template = "account/emails/login_code"

    kinds.register(
        WithBorrowedWords(
            "mailing/test", "Test", attachments=lambda message: [("a.ics", b"BEGIN", "text/calendar")]
        )
    )
    message = MessageFactory(kind="mailing/test", secret=True, context={"code": "AB12CD"})
    client = as_(staff)

    page = client.get(reverse("demo:mail_detail", args=[message.pk])).content.decode()
    frame = client.get(reverse("demo:mail_html", args=[message.pk]))
    file = client.get(reverse("demo:mail_file", args=[message.pk, 0]))
    none = client.get(reverse("demo:mail_file", args=[message.pk, 1]))
    kinds._kinds.pop("mailing/test")

    assert "AB12CD" in page
    assert b"AB12CD" in frame.content
    assert "default-src 'none'" in frame["Content-Security-Policy"]
    assert (file.content, file["Content-Type"], none.status_code) == (b"BEGIN", "text/calendar", 404)


def pages(message):
    args = [message.pk]
    yield reverse("demo:mail")
    yield reverse("demo:mail_detail", args=args)
    yield reverse("demo:mail_html", args=args)
    yield reverse("demo:mail_file", args=[*args, 0])


def test_nobody_but_staff_sees_the_mailbox(as_, client, participant, coordinator):
    message = MessageFactory()

    for page in pages(message):
        assert client.get(page).status_code == 302
    for person in (participant, coordinator):
        for page in pages(message):
            assert as_(person).get(page).status_code == 404


def test_outside_the_demo_there_is_no_mailbox(as_, staff, demo):
    demo.DEMO = False
    message = MessageFactory()

    for page in pages(message):
        assert as_(staff).get(page).status_code == 404
