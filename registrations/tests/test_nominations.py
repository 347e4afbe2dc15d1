"""A hub suggests somebody: an invitation, never a registration."""

import datetime

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts import exports
from accounts.models import AuditEntry, DataExport
from accounts.tests.factories import UserFactory
from hubs.models import Membership
from mailing import kinds
from mailing.models import Message
from mailing.rendering import render
from registrations import actions, nominations, tasks
from registrations.models import Event, Filling, Nomination, Registration
from registrations.tests.factories import EventFactory, NominationFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
FORM = {"name": "Zdzisława Wójcik", "email": "Zdzislawa@Example.net", "sentence": "She leads a sepsis team."}
DAY = datetime.timedelta(days=1)


@pytest.fixture
def event(coordinator):
    return EventFactory(slug="masterclass", capacity=4, quotas={"PL": 4}, filling=Filling.REVIEWED)


def nominate(event, hub, by, email="zdzislawa@example.net", **kwargs):
    return actions.nominate(event=event, hub=hub, name="Zdzisława Wójcik", email=email, by=by, **kwargs)


def page(code="pl"):
    return reverse("registrations:hub_nominate", args=[code, "masterclass"])


def desk():
    return reverse("registrations:quota_event", args=["pl", "masterclass"])


def text(response):
    return " ".join(response.content.decode().split())


def is_dropped(message):
    return not kinds.get(message.kind).still_true(message)


def test_the_person_is_invited_and_nothing_is_registered(as_, event, poland, coordinator):
    response = as_(coordinator).post(page(), FORM, follow=True)

    nomination = Nomination.objects.get()
    assert (nomination.email, nomination.hub, nomination.by) == ("zdzislawa@example.net", poland, coordinator)
    assert not Registration.objects.exists()
    mail = Message.objects.get()
    assert (mail.kind, mail.to, mail.user) == ("registrations/nominated", "zdzislawa@example.net", None)
    assert not is_dropped(mail)
    assert "an invitation is on its way" in text(response)
    assert "zdzislawa@example.net" in text(as_(coordinator).get(desk()))


def test_the_invitation_says_who_suggests_and_that_nothing_is_decided(event, poland, coordinator):
    nominate(event, poland, coordinator, sentence="She leads <b>a team</b>.")
    mail = Message.objects.get()

    render(mail)

    assert mail.subject == f"Koordynatorka Żółć suggests that you come: {event.title}"
    assert "Dear Zdzisława Wójcik, Koordynatorka Żółć of Hub Poland suggests" in mail.text
    assert "Nothing is decided yet" in mail.text
    assert "She leads <b>a team</b>." in mail.text
    assert "She leads &lt;b&gt;a team&lt;/b&gt;." in mail.html
    assert event.get_absolute_url() in mail.html


def test_the_mail_is_in_the_language_of_the_account_if_there_is_one(event, poland, coordinator):
    account = UserFactory(email="known@example.net", language="sv")

    nominate(event, poland, coordinator, email="Known@example.net")
    nominate(event, poland, coordinator, email="new@example.net")

    said = dict(Message.objects.values_list("to", "language"))
    assert said == {"known@example.net": "sv", "new@example.net": coordinator.language}
    assert Message.objects.get(to="known@example.net").user == account


def test_the_answer_is_the_same_with_and_without_an_account_and_whoever_has_asked_gets_no_mail(
    as_, event, coordinator
):
    asked, known = (
        UserFactory(email="asked@example.net", country="PL"),
        UserFactory(email="known@example.net"),
    )
    actions.register(event=event, user=asked)
    Message.objects.all().delete()
    client = as_(coordinator)

    answers = {
        " ".join(map(str, client.post(page(), FORM | {"email": email}, follow=True).context["messages"]))
        for email in (asked.email, known.email, "nobody@example.net")
    }

    assert len(answers) == 1
    assert Nomination.objects.open().count() == 3
    assert {mail.to for mail in Message.objects.all() if is_dropped(mail)} == {asked.email}


def test_who_asks_with_the_address_is_shown_as_nominated(as_, event, poland, coordinator):
    nominate(event, poland, coordinator, sentence="She leads a sepsis team.")
    person = UserFactory(name="Z. Wójcik", email="other@example.net", country="PL")
    EmailAddress.objects.create(user=person, email="Zdzislawa@example.net", verified=True)

    registration, _created = actions.register(event=event, user=person)

    assert Nomination.objects.get().registration == registration
    shown = text(as_(coordinator).get(desk()))
    assert "Nominated by Hub Poland." in shown
    assert "“She leads a sepsis team.”" in shown
    assert "zdzislawa@example.net" not in shown
    assert is_dropped(Message.objects.get(kind="registrations/nominated"))


def test_an_address_that_is_not_verified_links_nothing(event, poland, coordinator):
    nominate(event, poland, coordinator)
    person = UserFactory(country="PL")
    EmailAddress.objects.create(user=person, email="zdzislawa@example.net", verified=False)

    actions.register(event=event, user=person)

    assert Nomination.objects.get().registration is None


def test_a_person_with_two_nominated_addresses_asks_once(event, poland, coordinator):
    person = UserFactory(email="one@example.net", country="PL")
    EmailAddress.objects.create(user=person, email="two@example.net", verified=True)
    for email in ("one@example.net", "two@example.net"):
        nominate(event, poland, coordinator, email=email)

    first, _created = actions.register(event=event, user=person)
    actions.cancel(registration=first, by=person)
    second, _created = actions.register(event=event, user=person)

    assert [row.registration for row in Nomination.objects.all()] == [second, None]


@pytest.mark.parametrize("filling", [Filling.REVIEWED, Filling.FIRST_COME])
def test_asking_costs_one_query_more_at_the_most(filling, django_assert_num_queries):
    event = EventFactory(capacity=4, quotas={"PL": 4}, filling=filling)
    person = UserFactory(country="PL")

    # As in test_register.py; a request that is reviewed is not seated, so it spares the four of seating and homes.
    with django_assert_num_queries(9 if filling == Filling.REVIEWED else 13):
        actions.register(event=event, user=person)


@pytest.mark.parametrize(
    "change",
    [
        {"registration_closes_at": timezone.now() - DAY},
        {"registration_opens_at": timezone.now() + DAY},
        {"cancelled_at": timezone.now(), "cancellation_reason": "Strike"},
        {"filling": Filling.FIRST_COME},
        {"filling": Filling.RANKED, "requests_until": timezone.now() - DAY},
    ],
)
def test_only_while_requests_are_open(event, poland, coordinator, change):
    Event.objects.filter(pk=event.pk).update(**change)

    with pytest.raises(ValidationError) as refusal:
        nominate(event, poland, coordinator)

    assert refusal.value.code == "closed"


def test_one_address_is_nominated_once_for_an_event(as_, event, poland, coordinator):
    nominate(event, poland, coordinator)

    response = as_(coordinator).post(page(), FORM)

    assert "This address has been nominated for this event already." in text(response)
    assert Message.objects.count() == 1


def test_a_hub_has_so_many_open_nominations_at_a_time(event, poland, romania, coordinator):
    Event.objects.filter(pk=event.pk).update(most_nominations=1)
    NominationFactory(event=event, hub=romania)
    first = nominate(event, poland, coordinator)

    with pytest.raises(ValidationError) as refusal:
        nominate(event, poland, coordinator, email="second@example.net")
    assert refusal.value.code == "too_many"

    actions.withdraw_nomination(nomination=first, by=coordinator)
    nominate(event, poland, coordinator, email="second@example.net")


def test_many_in_a_short_time_are_held_up(as_, event, coordinator, settings):
    settings.ACCOUNT_RATE_LIMITS = {"nominate": "1/h/user"}
    client = as_(coordinator)
    client.post(page(), FORM)

    response = client.post(page(), FORM | {"email": "second@example.net"})

    assert "That was many in a short time." in text(response)
    assert Nomination.objects.count() == 1


def test_withdrawing_forgets_name_and_address_and_the_invitation(as_, event, poland, coordinator):
    nomination = nominate(event, poland, coordinator)
    url = reverse("registrations:withdraw_nomination", args=[nomination.pk])

    assert as_(coordinator).get(url).status_code == 405
    response = as_(coordinator).post(url, {"hub": "pl"}, follow=True)

    assert "name and address are forgotten" in text(response)
    assert not Nomination.objects.exists()
    assert not Message.objects.exists()
    assert AuditEntry.objects.filter(action="nomination.withdrawn", actor_id=coordinator.pk).exists()


def test_what_was_followed_by_a_request_cannot_be_withdrawn(as_, event, poland, coordinator):
    nomination = NominationFactory(
        event=event, hub=poland, registration=RegistrationFactory(event=event, seat=event.seats.first())
    )

    response = as_(coordinator).post(
        reverse("registrations:withdraw_nomination", args=[nomination.pk]), {"hub": "pl"}, follow=True
    )

    assert "nothing left to withdraw" in text(response)
    assert Nomination.objects.exists()


@pytest.mark.parametrize("who", ["participant", "stranger", "romanian_coordinator"])
def test_for_others_there_is_no_such_page(as_, event, poland, coordinator, who, request):
    nomination = nominate(event, poland, coordinator)
    client = as_(request.getfixturevalue(who))

    assert client.get(page()).status_code == 404
    assert client.post(page(), FORM).status_code == 404
    assert client.get(reverse("registrations:office_nominate", args=["masterclass"])).status_code == 404
    url = reverse("registrations:withdraw_nomination", args=[nomination.pk])
    for code in ("pl", "ro", ""):
        assert client.post(url, {"hub": code}).status_code == 404
    assert Nomination.objects.exists()


def test_when_the_term_is_over_the_page_is_gone(as_, event, coordinator):
    Membership.objects.filter(user=coordinator).update(ends_on=timezone.localdate() - DAY)

    assert as_(coordinator).get(page()).status_code == 404


def test_nobody_signed_in_is_sent_to_log_in(client, event):
    assert client.get(page()).status_code == 302


def test_the_office_nominates_too(as_, event, staff):
    url = reverse("registrations:office_nominate", args=["masterclass"])

    as_(staff).post(url, FORM)

    assert Nomination.objects.get().hub is None
    assert "Zdzisława Wójcik" in text(
        as_(staff).get(reverse("registrations:office_requests", args=["masterclass"]))
    )


def test_at_an_event_of_another_hub_there_is_nothing_to_nominate(as_, event, coordinator, romania):
    Event.objects.filter(pk=event.pk).update(hub=romania)

    assert as_(coordinator).get(page()).status_code == 404


def test_90_days_after_registration_closed_name_and_address_are_forgotten(event, poland, coordinator):
    nominate(event, poland, coordinator)
    asked = NominationFactory(
        event=event, hub=poland, registration=RegistrationFactory(event=event, seat=event.seats.first())
    )
    Event.objects.filter(pk=event.pk).update(registration_closes_at=timezone.now() - 89 * DAY)
    tasks.forget_nominations()
    assert Nomination.objects.exclude(email="").count() == 2

    Event.objects.filter(pk=event.pk).update(registration_closes_at=timezone.now() - 91 * DAY)
    for _twice in range(2):
        tasks.forget_nominations()

    kept = Nomination.objects.get()
    assert (kept.pk, kept.name, kept.email, kept.sentence) == (asked.pk, "", "", "")
    assert not Message.objects.exists()


def test_the_person_reads_in_the_own_data_what_was_written_about_them(event, poland, coordinator):
    nominate(event, poland, coordinator, sentence="She leads a sepsis team.")
    person = UserFactory(email="zdzislawa@example.net")

    about = [row.sentence for row in nominations.about(person)]
    export = DataExport.objects.create(user=coordinator)
    exports.make(export.pk)

    assert about == ["She leads a sepsis team."]
    export.refresh_from_db()
    assert export.size


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow_with_nominations(
    as_, event, poland, coordinator, rows, django_assert_num_queries
):
    for number in range(rows):
        nominate(event, poland, coordinator, email=f"open{number}@example.net")
        person = UserFactory(email=f"asks{number}@example.net", country="PL")
        nominate(event, poland, coordinator, email=person.email)
        actions.register(event=event, user=person)
    client = as_(coordinator)
    client.get(desk())

    with django_assert_num_queries(9):
        assert client.get(desk()).status_code == 200
    with django_assert_num_queries(5):
        assert client.get(page()).status_code == 200
