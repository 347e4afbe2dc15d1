"""Coordinators are warned before unused seats are released, once for each of the days that are set."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from hubs.models import Membership
from hubs.tests.factories import MembershipFactory
from levels.models import Pathway
from mailing import kinds
from mailing.models import Message
from mailing.rendering import render
from registrations import actions, releases, tasks
from registrations.emails.releases import MOST_NAMED, forget_mails_about, queue_due
from registrations.models import Event, Filling, State
from registrations.tests.factories import EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def office():
    today = timezone.localdate()
    return Pathway.objects.create(
        slug="sepsis",
        title="Sepsis",
        starts_on=today,
        ends_on=today + 300 * DAY,
        contact_email="contact@example.org",
        content_updated_on=today,
    )


@pytest.fixture
def event(coordinator, romanian_coordinator, office):
    """Poland uses one of two seats, Romania none of two; released in 13 days and an hour."""
    event = EventFactory(
        slug="masterclass",
        title="Masterclass",
        capacity=4,
        quotas={"PL": 2, "RO": 2},
        filling=Filling.REVIEWED,
        release_at=timezone.now() + 13 * DAY + datetime.timedelta(hours=1),
    )
    RegistrationFactory(event=event, seat=event.seats.first())
    return event


def ask(event, name, country="PL", state=State.REQUESTED):
    return RegistrationFactory(
        event=event, user=UserFactory(name=name, country=country), home=country, state=state, rule="received"
    )


def told():
    return sorted(Message.objects.values_list("to", flat=True))


def to(person):
    return Message.objects.get(kind="registrations/release_warning", user=person)


def is_dropped(message):
    return not kinds.get(message.kind).still_true(message)


def test_each_coordinator_of_a_hub_with_unused_seats_and_the_office_get_one_mail(
    event, coordinator, romanian_coordinator, poland
):
    deputy = MembershipFactory(hub=poland, user__name="Deputy").user

    for _beat in range(3):
        tasks.warn_of_release()

    assert told() == sorted(
        [coordinator.email, deputy.email, romanian_coordinator.email, "contact@example.org"]
    )


def test_it_says_how_many_until_when_and_who_of_the_own_country_waits(
    event, coordinator, romanian_coordinator
):
    ask(event, "Łukasz Żółć")
    ask(event, "Ewa Bąk", state=State.WAITING)
    ask(event, "Ioana Ștefănescu", "RO")
    ask(event, "அருண் குமார்", "IN")
    queue_due()
    mail = to(coordinator)

    render(mail)

    assert mail.subject == "1 unused seat: Masterclass"
    for said in (mail.text, mail.html):
        assert "1 seat of Poland at this event is unused" in said
        assert "Łukasz Żółć" in said
        assert "Ewa Bąk" in said
        assert "/hubs/pl/manage/masterclass/" in said
        assert "Ioana" not in said
        assert "அருண்" not in said
        assert "More of them" not in said
    assert to(romanian_coordinator).context["undecided"] == ["Ioana Ștefănescu"]


def test_without_anybody_who_waits_it_says_what_can_be_done(event, romanian_coordinator):
    queue_due()
    mail = to(romanian_coordinator)

    render(mail)

    assert "You may nominate somebody, or offer a seat to another country." in mail.text


def test_the_office_reads_the_whole_event(event):
    queue_due()
    mail = Message.objects.get(kind="registrations/release_warning_office")

    render(mail)

    assert mail.subject == "3 unused seats: Masterclass"
    assert "Poland 1, Romania 2" in mail.text


def test_a_hub_that_uses_all_its_seats_is_not_warned(event, coordinator, romanian_coordinator):
    RegistrationFactory(event=event, seat=event.seats.filter(home="PL").last())

    queue_due()

    assert told() == sorted([romanian_coordinator.email, "contact@example.org"])


def test_three_days_before_it_is_said_again(event, coordinator):
    queue_due()

    queue_due(timezone.now() + 10 * DAY)
    queue_due(timezone.now() + 11 * DAY)
    queue_due(timezone.now() + 12 * DAY)

    assert Message.objects.filter(user=coordinator).count() == 2


def test_a_beat_that_was_away_sends_only_the_latest(event, coordinator):
    queue_due(timezone.now() + 12 * DAY)

    assert to(coordinator).key.split(":")[3] == "3"


def test_before_the_first_day_nobody_is_warned(event):
    queue_due(timezone.now() - 2 * DAY)

    assert told() == []


def test_the_days_are_a_setting_of_the_event(event, coordinator):
    Event.objects.filter(pk=event.pk).update(release_warning_days=[])
    queue_due()
    assert told() == []

    Event.objects.filter(pk=event.pk).update(release_warning_days=[30])
    queue_due()
    assert to(coordinator)


def test_a_moved_date_warns_anew_and_drops_the_earlier_warning(event, coordinator):
    queue_due()
    first = to(coordinator)
    Event.objects.filter(pk=event.pk).update(release_at=event.release_at - DAY)

    queue_due()

    assert Message.objects.filter(user=coordinator).count() == 2
    assert is_dropped(first)
    assert not is_dropped(Message.objects.filter(user=coordinator).first())


@pytest.mark.parametrize(
    "change",
    [
        {"released_at": timezone.now()},
        {"cancelled_at": timezone.now(), "cancellation_reason": "Strike"},
        {"is_published": False},
        {"release_at": None},
    ],
)
def test_what_is_not_ahead_any_more_is_not_warned_of(event, change):
    queue_due()
    Event.objects.filter(pk=event.pk).update(**change)

    assert all(is_dropped(message) for message in Message.objects.all())
    Message.objects.all().delete()
    queue_due()
    assert told() == []


def test_the_warning_is_dropped_when_the_seats_were_used(event, coordinator, romanian_coordinator):
    queue_due()
    RegistrationFactory(event=event, seat=event.seats.filter(home="PL").last())

    assert is_dropped(to(coordinator))
    assert not is_dropped(to(romanian_coordinator))


def test_no_warning_reaches_somebody_whose_term_has_ended(event, coordinator):
    queue_due()
    Membership.objects.filter(user=coordinator).update(ends_on=timezone.localdate() - DAY)

    assert is_dropped(to(coordinator))


def test_whoever_comes_into_office_meanwhile_is_told_too(event, poland):
    queue_due()
    newcomer = MembershipFactory(hub=poland).user

    queue_due()

    assert to(newcomer)


def test_at_an_event_of_a_hub_only_that_hub_reads_names(event, poland, coordinator, romanian_coordinator):
    Event.objects.filter(pk=event.pk).update(hub=poland)
    ask(event, "Ioana Ștefănescu", "RO")

    queue_due()

    assert to(coordinator).context["undecided"] == ["Ioana Ștefănescu"]
    assert to(romanian_coordinator).context["undecided"] == []


def test_a_long_list_of_names_ends_somewhere(event, coordinator):
    for number in range(MOST_NAMED + 2):
        ask(event, f"Person {number}")
    queue_due()

    mail = to(coordinator)
    render(mail)

    assert mail.text.count("- Person") == MOST_NAMED
    assert "More of them stand on your page." in mail.text


def test_who_is_erased_is_named_no_more(event, coordinator):
    person = ask(event, "Łukasz Żółć").user
    queue_due()

    forget_mails_about(person)

    message = to(coordinator)
    assert (message.context, message.state) == ({}, "dropped")
    queue_due()
    assert Message.objects.filter(user=coordinator).count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow_with_people(event, rows, django_assert_num_queries):
    for number in range(rows):
        ask(event, f"Person {number}")

    with django_assert_num_queries(8):
        queue_due()


def test_the_release_is_on_record_and_shown_with_what_was_released(client, as_, event, coordinator):
    assert releases.release_seats(event, event.release_at + DAY)

    event.refresh_from_db()
    assert event.released_seats == {"PL": 1, "RO": 2}
    assert AuditEntry.objects.get(action="event.seats_released").facts["free"] == {"PL": 1, "RO": 2}
    page = client.get(event.get_absolute_url()).content.decode()
    assert "Unused seats released on" in page
    assert "Poland 1, Romania 2" in page
    desk = " ".join(as_(coordinator).get("/hubs/pl/manage/masterclass/").content.decode().split())
    assert "1 seat of Poland was unused then." in desk


def test_seats_that_were_released_are_released_once(event):
    later = event.release_at + DAY
    assert releases.release_seats(event, later)
    assert not releases.release_seats(event, later)
    assert AuditEntry.objects.filter(action="event.seats_released").count() == 1


def test_a_seat_moved_to_another_country_is_not_warned_of_any_more(event, coordinator, romanian_coordinator):
    transfer = actions.propose_transfer(event=event, giver="PL", taker="RO", seats=1, by=coordinator)
    actions.confirm_transfer(transfer=transfer, side="taker", by=romanian_coordinator)

    queue_due()

    assert told().count(coordinator.email) == 1  # the mail that it was agreed
    assert to(romanian_coordinator).context["unused"] == 3
