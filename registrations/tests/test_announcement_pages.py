"""The pages on which announcements are written, looked at and sent."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions import give_consent
from accounts.models import ConsentKind
from accounts.tests.factories import UserFactory
from hubs.tests.factories import MembershipFactory
from mailing.models import Message, MessageState
from registrations import actions
from registrations.models import Announcement, AnnouncementState
from registrations.tasks import send_announcement
from registrations.tests.factories import AnnouncementFactory, EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
OFFICE, HUB = "/announcements/", "/hubs/pl/manage/announcements/"


@pytest.fixture
def event():
    return EventFactory(title="Masterclass")


@pytest.fixture
def person(event):
    return RegistrationFactory(event=event, user__name="Łukasz Żółć", user__email="lukasz@example.com").user


@pytest.fixture
def draft(event, person):
    return AnnouncementFactory(event=event)


def url(name, draft):
    return reverse(f"registrations:announcement{name}", args=[draft.pk])


def typed(**extra):
    return {"edition": 1, "subject": "News", "body": "Dear {name}", "do": "save"} | extra


def text(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("who", ["participant", "stranger", "coordinator"])
def test_the_offices_pages_are_for_staff_only(as_, draft, request, who):
    client = as_(request.getfixturevalue(who))

    for address in (OFFICE, f"{OFFICE}new/", f"{OFFICE}count/", url("", draft), url("_preview", draft)):
        assert client.get(address).status_code == 404
    for name in ("_confirm", "_cancel", "_discard"):
        assert client.post(url(name, draft), {"do": "now", "edition": 1}).status_code == 404
    assert Announcement.objects.get().state == AnnouncementState.DRAFT


@pytest.mark.parametrize("who", ["participant", "stranger", "romanian_coordinator"])
def test_a_hubs_pages_are_for_its_coordinators_only(as_, poland, romania, event, request, who):
    draft = AnnouncementFactory(event=event, hub=poland)
    client = as_(request.getfixturevalue(who))

    for address in (HUB, f"{HUB}new/", f"{HUB}count/", url("", draft), url("_edit", draft)):
        assert client.get(address).status_code == 404
    assert client.post(f"{HUB}new/", typed()).status_code == 404


def test_when_the_term_is_over_the_pages_are_gone(as_, poland, event):
    draft = AnnouncementFactory(event=event, hub=poland)
    former = MembershipFactory(hub=poland, ends_on=timezone.localdate() - datetime.timedelta(days=1)).user

    assert as_(former).get(HUB).status_code == 404
    assert as_(former).post(url("_confirm", draft), {"do": "now", "edition": 1}).status_code == 404


def test_nobody_signed_in_is_sent_to_log_in(client, poland):
    assert client.get(OFFICE).status_code == 302
    assert client.get(HUB).status_code == 302


def test_staff_write_look_and_send(as_, staff, event, person, django_capture_on_commit_callbacks):
    client = as_(staff)

    page = client.post(f"{OFFICE}new/", typed(event=event.pk, subject="About {event}"), follow=True)

    assert "Send now to 1 person" in text(page)
    assert "To Łukasz Żółć, lukasz@example.com" in text(page)
    assert not Message.objects.exists()
    draft = Announcement.objects.get()
    frame = client.get(url("_preview", draft))
    assert "Dear Łukasz Żółć" in frame.content.decode()
    assert "About Masterclass" in frame.content.decode()
    assert not Message.objects.exists()

    client.post(url("_confirm", draft), {"do": "now", "edition": 1})
    send_announcement(draft.pk)

    assert Message.objects.get().user == person
    assert "sent it to 1 person" in text(client.get(url("", draft)))


def test_two_clicks_on_send_are_one_sending(as_, staff, draft):
    client = as_(staff)
    client.post(url("_confirm", draft), {"do": "now", "edition": 1})

    again = client.post(url("_confirm", draft), {"do": "now", "edition": 1}, follow=True)

    assert "has confirmed this already" in text(again)


def test_the_count_says_how_many_are_left_out_and_why(as_, staff):
    give_consent(UserFactory(country="PL"), ConsentKind.NEWS)
    UserFactory(country="PL")
    client = as_(staff)

    fragment = text(client.get(f"{OFFICE}count/", {"countries": "PL"}))

    assert "<b>1</b> person gets it" in fragment
    assert "Of 2 who fit, 1 is left out:" in fragment
    assert "1 has not agreed to news by e-mail." in fragment
    assert "nobody is chosen yet" in text(client.get(f"{OFFICE}count/"))


def test_counting_without_a_script_saves_nothing_and_loses_nothing(as_, staff, event, person):
    page = as_(staff).post(f"{OFFICE}new/", typed(event=event.pk, do="count", body="Half a sent"))

    assert "<b>1</b> person gets it" in text(page)
    assert "Half a sent" in text(page)
    assert not Announcement.objects.exists()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"body": "Dear {email}"}, "body"),
        ({"subject": "{date}"}, "subject"),
        ({"subject": ""}, "subject"),
        ({"countries": ["XX"]}, "countries"),
        ({"states": ["waiting"]}, "event"),
        ({"countries": []}, "event"),
        ({"event": 999}, "event"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(as_, staff, data, field):
    page = as_(staff).post(f"{OFFICE}new/", typed(countries=["PL"]) | data)

    assert field in page.context["form"].errors
    assert not Announcement.objects.exists()


def test_a_coordinator_writes_to_the_own_people_only(as_, coordinator, romania, event, person):
    RegistrationFactory(event=event, home="RO", user__name="Ioana Ștefănescu")
    client = as_(coordinator)

    page = client.post(f"{HUB}new/", typed(event=event.pk, countries=["RO"]), follow=True)

    assert "Send now to 1 person" in text(page)
    draft = Announcement.objects.get()
    assert (draft.hub.code, draft.countries) == ("pl", [])
    assert "Nobody of that name gets it." in text(client.get(url("", draft), {"q": "Ioana"}))
    assert client.get(url("_preview", draft), {"q": "Ioana"}).status_code == 404


def test_an_event_of_another_hub_cannot_be_chosen(as_, coordinator, romania):
    other = EventFactory(hub=romania)

    page = as_(coordinator).post(f"{HUB}new/", typed(event=other.pk))

    assert "event" in page.context["form"].errors


def test_any_recipient_can_be_looked_at_by_page_or_by_name_without_accents(as_, staff, draft, event):
    RegistrationFactory(event=event, user__name="Åsa Öberg")
    client = as_(staff)

    assert "Dear Åsa Öberg" in client.get(url("_preview", draft), {"n": 2}).content.decode()
    assert "Dear Åsa Öberg" in client.get(url("_preview", draft), {"q": "asa oberg"}).content.decode()


def test_the_preview_is_framed_safely(as_, staff, draft):
    response = as_(staff).get(url("_preview", draft))

    assert "sandbox" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_a_moment_is_read_on_the_clock_of_the_hub(as_, coordinator, poland, event, person):
    poland.time_zone = "Europe/Warsaw"
    poland.save()
    draft = AnnouncementFactory(event=event, hub=poland)
    day = timezone.localdate() + datetime.timedelta(days=40)
    client = as_(coordinator)

    client.post(url("_confirm", draft), {"do": "later", "edition": 1, "send_at": f"{day}T09:00"})

    draft.refresh_from_db()
    assert draft.send_at.astimezone(draft.zone).strftime("%Y-%m-%d %H:%M") == f"{day} 09:00"
    assert "09:00 (Warsaw)" in text(client.get(url("", draft)))
    assert "09:00 (Warsaw)" in text(client.get(HUB))


@pytest.mark.parametrize("send_at", ["", "soon", "2020-01-01T09:00", "2027-03-28T02:30"])
def test_a_moment_that_cannot_be_is_refused_on_the_page(as_, staff, draft, send_at):
    page = as_(staff).post(url("_confirm", draft), {"do": "later", "edition": 1, "send_at": send_at})

    assert page.context["form"].errors
    assert Announcement.objects.get().state == AnnouncementState.DRAFT


def test_a_scheduled_one_is_called_off_by_a_button(as_, staff, draft):
    client = as_(staff)
    actions.confirm_announcement(
        announcement=draft, edition=1, by=staff, send_at=timezone.now() + datetime.timedelta(days=1)
    )
    assert "Call it off" in text(client.get(url("", draft)))
    assert "has confirmed this already" in text(client.get(url("_edit", draft), follow=True))

    client.post(url("_cancel", draft))

    assert "Nobody got it" in text(client.get(url("", draft)))
    assert "called this off already" in text(client.post(url("_cancel", draft), follow=True))


def test_a_draft_is_changed_and_thrown_away(as_, staff, draft, event):
    client = as_(staff)

    client.post(url("_edit", draft), typed(event=event.pk, subject="Better"))
    outdated = client.post(url("_edit", draft), typed(event=event.pk, subject="Too late"))

    assert "changed this meanwhile" in text(outdated)
    assert Announcement.objects.get().subject == "Better"
    client.post(url("_discard", draft))
    assert not Announcement.objects.exists()


def test_how_it_went_is_told_from_the_outbox(as_, staff, draft, event):
    others = [RegistrationFactory(event=event).user for _number in range(3)]
    actions.confirm_announcement(announcement=draft, edition=1, by=staff)
    send_announcement(draft.pk)
    now = timezone.now()
    Message.objects.filter(user=others[0]).update(state=MessageState.SENT, sent_at=now)
    Message.objects.filter(user=others[1]).update(state=MessageState.FAILED)
    Message.objects.filter(user=others[2]).update(state=MessageState.UNKNOWN)

    response = as_(staff).get(url("", draft))

    counts = {state: count for state, _label, count in response.context["outcome"]}
    assert counts == {"queued": 1, "sent": 1, "failed": 1, "unknown": 1}
    assert {mail.user for mail in response.context["amiss"]} == set(others[1:])


def test_while_it_is_being_sent_the_page_shows_how_far_it_is(as_, staff, draft):
    actions.confirm_announcement(announcement=draft, edition=1, by=staff)
    Announcement.objects.update(state=AnnouncementState.SENDING, total=1200, queued=500)

    page = text(as_(staff).get(url("", draft)))

    assert "500 of 1,200 mails are written" in page
    assert 'max="1200" value="500"' in page


def test_one_that_is_due_and_not_taken_yet_is_looked_at_again(as_, staff, draft):
    Announcement.objects.filter(pk=draft.pk).update(
        state=AnnouncementState.SCHEDULED,
        send_at=timezone.now(),
        confirmed_by=staff,
        confirmed_at=timezone.now(),
    )

    page = as_(staff).get(draft.get_absolute_url()).content.decode()

    assert "data-look-again" in page
    assert "Call it off" in page


def test_without_any_the_list_says_what_it_is_for(as_, coordinator):
    assert "Nothing has been announced yet" in text(as_(coordinator).get(HUB))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow_with_rows(
    as_, staff, poland, event, rows, django_assert_num_queries
):
    for _number in range(rows):
        AnnouncementFactory(event=event, hub=poland)
        RegistrationFactory(event=event, home="PL")
    client, draft = as_(staff), Announcement.objects.first()
    client.get(OFFICE)

    with django_assert_num_queries(4):
        client.get(OFFICE)
    with django_assert_num_queries(6):
        client.get(url("", draft))


def test_the_admin_shows_them_and_changes_nothing(as_, staff, draft, settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = False
    client = as_(staff)

    assert client.get(reverse("admin:registrations_announcement_changelist")).status_code == 200
    assert client.get(reverse("admin:registrations_announcement_add")).status_code == 403
