"""Confirming, sending, calling off: each person once, and only while whoever confirmed it may."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions import give_consent, withdraw_consent
from accounts.models import AuditEntry, ConsentKind, User
from accounts.personal_data import holdings
from accounts.tests.factories import UserFactory
from hubs.models import Membership
from levels.tests.factories import LevelFactory
from mailing import kinds, rendering
from mailing.models import Message
from registrations import actions, announcing
from registrations.models import Announcement, AnnouncementState, Registration, Rule, State
from registrations.tasks import send_announcement, send_due_announcements
from registrations.tests.factories import AnnouncementFactory, EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def event():
    start = datetime.datetime(2027, 9, 9, 7, tzinfo=datetime.UTC)
    return EventFactory(title="Masterclass", starts_at=start, time_zone="Europe/Warsaw")


@pytest.fixture
def people(event):
    return [RegistrationFactory(event=event).user for _number in range(3)]


@pytest.fixture
def draft(event, people):
    return AnnouncementFactory(event=event)


def confirm(announcement, by, **kwargs):
    return actions.confirm_announcement(
        announcement=announcement, edition=announcement.edition, by=by, **kwargs
    )


def mails():
    return Message.objects.filter(kind="registrations/announcement")


def test_sent_now_each_person_gets_one_mail_with_their_own_words(draft, staff, people):
    people[0].name, people[0].language = "Łukasz Żółć", "pl"
    people[0].save()
    confirm(draft, staff)

    send_announcement(draft.pk)
    send_announcement(draft.pk)

    assert {mail.user for mail in mails()} == set(people)
    mail = mails().get(user=people[0])
    assert mail.key == f"announcement:{draft.pk}:{people[0].pk}"
    rendering.render(mail)
    assert mail.subject == "News of Masterclass"
    assert "Dear Łukasz Żółć, see you on 9 września 2027" in mail.text
    assert "Łukasz Żółć" in mail.html
    draft.refresh_from_db()
    assert (draft.state, draft.queued, draft.total) == (AnnouncementState.SENT, 3, 3)


def test_it_is_logged_who_sent_what_to_how_many(draft, staff):
    confirm(draft, staff)
    send_announcement(draft.pk)

    lines = AuditEntry.objects.about(draft).order_by("pk").values_list("action", "actor_id")
    assert list(lines) == [
        ("announcement.scheduled", staff.pk),
        ("announcement.begun", None),
        ("announcement.sent", None),
    ]
    assert AuditEntry.objects.get(action="announcement.sent").facts["people"] == 3


def test_it_leaves_at_its_moment_and_reaches_whom_it_then_fits(draft, staff, people, event):
    soon = timezone.now() + HOUR
    confirm(draft, staff, send_at=soon)
    send_due_announcements()
    assert not mails().exists()
    late = RegistrationFactory(event=event).user
    event.registrations.filter(user=people[0]).update(state=State.CANCELLED)

    while announcing.queue_some(draft.pk, soon):
        pass

    assert {mail.user for mail in mails()} == {late, *people[1:]}


def test_it_goes_on_where_a_worker_died(draft, staff, monkeypatch):
    monkeypatch.setattr(announcing, "CHUNK", 2)
    confirm(draft, staff)

    assert announcing.queue_some(draft.pk) is True
    draft.refresh_from_db()
    assert (draft.state, draft.queued, draft.total) == (AnnouncementState.SENDING, 2, 3)
    send_due_announcements()

    draft.refresh_from_db()
    assert (draft.state, draft.queued, mails().count()) == (AnnouncementState.SENT, 3, 3)


def test_a_thousand_people_take_the_queries_of_one_chunk(event, staff, django_assert_max_num_queries):
    """The rows are made in bulk: one by one would take longer than what is tested."""
    users = User.objects.bulk_create(
        User(email=f"many{number}@example.com", name=f"Many {number}") for number in range(1200)
    )
    Registration.objects.bulk_create(
        Registration(event=event, user=user, state=State.CONFIRMED, rule=Rule.UNLIMITED, home="PL")
        for user in users
    )
    draft = AnnouncementFactory(event=event)
    confirm(draft, staff)

    with django_assert_max_num_queries(22):
        send_announcement(draft.pk)

    assert mails().count() == 1200


def test_a_second_click_is_told_who_sent_it_when(draft, staff):
    confirm(draft, staff)

    with pytest.raises(actions.AlreadySettled, match="Staff has confirmed this already"):
        confirm(draft, staff)


def test_a_text_that_was_changed_since_it_was_read_is_not_sent(draft, staff):
    read = draft.edition
    draft.subject = "Another subject"
    actions.write_announcement(announcement=draft, by=staff)

    with pytest.raises(ValidationError) as refused:
        actions.confirm_announcement(announcement=draft, edition=read, by=staff)

    assert refused.value.code == "outdated"
    assert Announcement.objects.get().state == AnnouncementState.DRAFT


def test_of_two_who_change_a_draft_at_once_the_second_is_told(draft, staff):
    first, second = Announcement.objects.get(), Announcement.objects.get()
    first.subject, second.subject = "First", "Second"
    actions.write_announcement(announcement=first, by=staff)

    with pytest.raises(ValidationError, match="changed this meanwhile"):
        actions.write_announcement(announcement=second, by=staff)

    assert Announcement.objects.get().subject == "First"


def test_what_was_sent_is_neither_changed_nor_thrown_away(draft, staff):
    confirm(draft, staff)

    for deed in (actions.write_announcement, actions.discard_announcement):
        with pytest.raises(actions.AlreadySettled):
            deed(announcement=draft, by=staff)


def test_a_draft_thrown_away_by_somebody_else_is_said_to_be_gone(draft, staff):
    actions.discard_announcement(announcement=Announcement.objects.get(), by=staff)

    with pytest.raises(ValidationError, match="thrown this draft away"):
        confirm(draft, staff)


@pytest.mark.parametrize("send_at", [-HOUR, 400 * DAY])
def test_a_moment_that_is_past_or_far_away_is_refused(draft, staff, send_at):
    with pytest.raises(ValidationError, match="Choose a moment to come"):
        confirm(draft, staff, send_at=timezone.now() + send_at)


def test_nobody_to_send_to_is_said_instead_of_sent(staff):
    with pytest.raises(ValidationError, match="Nobody would get this"):
        confirm(AnnouncementFactory(), staff)


def test_called_off_before_it_is_due_nobody_gets_it(draft, staff):
    soon = timezone.now() + HOUR
    confirm(draft, staff, send_at=soon)

    actions.cancel_announcement(announcement=draft, by=staff)

    assert announcing.queue_some(draft.pk, soon) is False
    assert not mails().exists()
    with pytest.raises(actions.AlreadySettled, match="called this off already"):
        actions.cancel_announcement(announcement=draft, by=staff)


def test_what_is_being_sent_cannot_be_called_off(draft, staff):
    confirm(draft, staff)
    send_announcement(draft.pk)

    with pytest.raises(actions.AlreadySettled):
        actions.cancel_announcement(announcement=draft, by=staff)


def test_a_coordinator_whose_term_ended_before_the_moment_sends_nothing_and_the_office_is_told(
    poland, coordinator, event, people
):
    pathway = LevelFactory().pathway
    draft = AnnouncementFactory(event=event, hub=poland, written_by=coordinator)
    soon = timezone.now() + 2 * DAY
    confirm(draft, coordinator, send_at=soon)
    Membership.objects.update(starts_on=datetime.date(2020, 1, 1), ends_on=timezone.localdate() - DAY)

    assert announcing.queue_some(draft.pk, soon) is False

    draft.refresh_from_db()
    assert (draft.state, draft.queued) == (AnnouncementState.HELD_BACK, 0)
    assert not mails().exists()
    told = Message.objects.get(kind="registrations/announcement_held_back")
    assert told.to == (pathway.office_email or pathway.contact_email)
    rendering.render(told)
    assert "has not been sent" in told.text


def test_a_coordinator_of_another_country_confirms_nothing(poland, romanian_coordinator, event):
    draft = AnnouncementFactory(event=event, hub=poland)

    with pytest.raises(ValidationError) as refused:
        confirm(draft, romanian_coordinator)

    assert refused.value.code == "stranger"


def test_who_gave_the_place_back_meanwhile_gets_nothing(draft, staff, people, event):
    confirm(draft, staff)
    send_announcement(draft.pk)
    mail = mails().get(user=people[0])
    wanted = kinds.get(mail.kind).still_true
    assert wanted(mail)

    event.registrations.filter(user=people[0]).update(state=State.CANCELLED)

    assert not wanted(mail)


def test_a_mail_that_needed_consent_carries_the_way_out_and_is_dropped_once_it_was_taken(
    client, staff, settings
):
    reader = UserFactory(country="PL")
    give_consent(reader, ConsentKind.NEWS)
    draft = AnnouncementFactory(
        event=None, countries=["PL"], subject="News", body="Dear {name}, **read** this."
    )
    confirm(draft, staff)
    send_announcement(draft.pk)
    mail = mails().get()
    sent = rendering.render(mail)

    path = mail.context["stop_path"]
    assert sent.extra_headers["List-Unsubscribe"] == f"<{settings.SITE_URL}{path}>"
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert path in mail.text
    assert path in mail.html
    assert "<strong>read</strong>" in mail.html
    assert kinds.get(mail.kind).still_true(mail)
    client.post(path)
    assert not kinds.get(mail.kind).still_true(mail)


def test_a_mail_about_the_own_registration_needs_no_consent_and_offers_no_way_out_of_it(draft, staff, people):
    give_consent(people[0], ConsentKind.NEWS)
    withdraw_consent(people[0], ConsentKind.NEWS)
    confirm(draft, staff)
    send_announcement(draft.pk)
    mail = mails().get(user=people[0])
    sent = rendering.render(mail)

    assert "List-Unsubscribe" not in sent.extra_headers

    assert "because you are registered for Masterclass" in mail.text
    assert "stop" not in mail.text


@pytest.mark.parametrize(
    ("broken", "constraint"),
    [
        ({"state": "lost"}, "choices_known"),
        ({"states": ["lost"]}, "choices_known"),
        ({"professions": ["king"]}, "choices_known"),
        ({"event": None, "states": ["waiting"]}, "states_of_an_event"),
        ({"state": "scheduled"}, "confirmed_by_somebody"),
        ({"finished_at": timezone.now()}, "over_has_time"),
        ({"cancelled_at": timezone.now()}, "cancelled_by_somebody"),
        ({"queued": 2, "total": 1}, "queued_of_total"),
    ],
)
def test_the_database_refuses_impossible_announcements(draft, broken, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Announcement.objects.filter(pk=draft.pk).update(**broken)


def test_the_database_refuses_countries_beside_a_hub(draft, poland):
    with pytest.raises(IntegrityError, match="hub_is_the_country"), transaction.atomic():
        Announcement.objects.filter(pk=draft.pk).update(hub=poland, countries=["RO"])


def test_who_wrote_it_finds_it_in_the_own_data(draft, staff):
    [holding] = [one for one in holdings() if one.model == "registrations.Announcement"]

    assert [row["you_wrote_it"] for row in holding.export(draft.written_by)] == [True]
    assert list(holding.export(staff)) == []
