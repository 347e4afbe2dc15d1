"""The attendance sheet, and the release of certificates."""

import datetime
import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from certificates.models import Certificate
from hubs.tests.factories import MembershipFactory
from registrations import actions
from registrations.models import Attendance, Event, State
from registrations.tests.certifying import issued_for
from registrations.tests.factories import ClosingFactory, EventFactory, RegistrationFactory, SessionFactory

pytestmark = pytest.mark.django_db
URL = "/events/kick-off/attendance/"


@pytest.fixture
def event(poland):
    start = timezone.now() - datetime.timedelta(days=3)
    return EventFactory(slug="kick-off", starts_at=start, hub=poland, signatory_post="Director")


@pytest.fixture
def session(event):
    """180 minutes, over."""
    return SessionFactory(event=event)


@pytest.fixture
def approved(event):
    """Closed by the hub, and its certificates approved by the office."""
    return ClosingFactory(event=event, approved_by=UserFactory(), approved_at=timezone.now())


@pytest.fixture
def people(event, session):
    """Registered with a place, in the order of their names."""
    return [
        RegistrationFactory(event=event, user=UserFactory(name=name))
        for name in ("Anna Lis", "Łukasz Żółć", "Zoë Brown")
    ]


def form(*rows, do="save"):
    """What a browser sends: `(registration, was, ticked, minutes)` for each row."""
    data = {"do": do}
    for registration, was, ticked, minutes in rows:
        data |= {f"was-{registration.pk}": was, f"minutes-{registration.pk}": minutes}
        if ticked:
            data[f"present-{registration.pk}"] = "on"
    return data


def recorded():
    return dict(Attendance.objects.values_list("registration__user__name", "minutes"))


def record(registration, session, minutes):
    return Attendance.objects.create(session=session, registration=registration, minutes=minutes)


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


@pytest.mark.parametrize(
    ("was", "ticked", "typed", "minutes"),
    [
        ("", True, "", 180),  # a tick alone is the whole session
        ("", False, "90", 90),  # minutes alone are so many minutes
        ("", True, "90", 90),
        ("", False, "", None),
        ("", False, "0", 0),
        ("90", True, "90", 90),
        ("90", True, "45", 45),
        ("90", True, "", 180),  # the minutes were wiped out, the tick stands
        ("90", False, "90", None),  # the tick was taken away: so is the record
        ("90", False, "", None),
        ("90", False, "45", 45),
        ("0", False, "0", 0),
        ("0", True, "0", 180),
        ("0", False, "", None),
    ],
)
def test_a_tick_and_minutes_say_what_is_recorded(
    as_, coordinator, session, people, was, ticked, typed, minutes
):
    if was:
        record(people[0], session, int(was))

    as_(coordinator).post(URL, form((people[0], was, ticked, typed)))

    assert recorded() == ({} if minutes is None else {"Anna Lis": minutes})


def test_saving_tells_how_much_changed_and_stays_on_the_list(as_, coordinator, session, people):
    rows = [(people[0], "", True, ""), (people[1], "", False, "60"), (people[2], "", False, "")]

    response = as_(coordinator).post(f"{URL}?session={session.pk}&q=", form(*rows), follow=True)

    assert response.redirect_chain == [(f"{URL}?session={session.pk}&q=", 302)]
    assert messages_of(response) == ["2 records saved."]
    assert "Day 1: 2 of 3 recorded so far." in response.content.decode()


def test_two_people_at_once_do_not_undo_each_other(as_, coordinator, session, people):
    record(people[0], session, 100)  # by somebody else, after this page was shown

    as_(coordinator).post(URL, form((people[0], "", False, ""), (people[1], "", True, "")))

    assert recorded() == {"Anna Lis": 100, "Łukasz Żółć": 180}


def test_the_same_row_changed_by_both_is_shown_before_it_is_overwritten(as_, coordinator, session, people):
    record(people[0], session, 100)
    client = as_(coordinator)

    response = client.post(URL, form((people[0], "", False, "60"), (people[1], "", True, "")))

    page = response.content.decode()
    assert "Anna Lis: somebody else has recorded this meanwhile: 100 minutes." in page
    assert f'name="was-{people[0].pk}" value="100"' in page
    assert recorded() == {"Anna Lis": 100}

    client.post(URL, form((people[0], "100", False, "60"), (people[1], "", True, "")))
    assert recorded() == {"Anna Lis": 60, "Łukasz Żółć": 180}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("200", "Łukasz Żółć: 200 minutes are more than the 180 of this session."),
        ("abc", "Łukasz Żółć: “abc” is not a number of minutes."),
        ("-5", "Łukasz Żółć: “-5” is not a number of minutes."),
        ("1.5", "Łukasz Żółć: “1.5” is not a number of minutes."),
        ("٣", "Łukasz Żółć: “٣” is not a number of minutes."),
    ],
)
def test_a_mistake_names_the_person_and_nothing_typed_is_lost(as_, coordinator, people, typed, told):
    rows = [(people[0], "", True, ""), (people[1], "", False, typed), (people[2], "", False, "45")]

    page = as_(coordinator).post(URL, form(*rows)).content.decode()

    assert told in page
    assert recorded() == {}
    assert f'value="{typed}"' in page
    assert 'value="45"' in page
    assert f'id="p{people[0].pk}" checked' in page


def test_everyone_on_the_list_was_present_unless_recorded_otherwise(as_, coordinator, session, people):
    record(people[0], session, 30)

    as_(coordinator).post(
        URL, form((people[0], "30", True, "30"), (people[1], "", False, "50"), do="everyone")
    )

    assert recorded() == {"Anna Lis": 30, "Łukasz Żółć": 50, "Zoë Brown": 180}


def test_everyone_means_everyone_who_was_searched_for(as_, coordinator, session, people):
    as_(coordinator).post(f"{URL}?session={session.pk}&q=zolc", form(do="everyone"))

    assert recorded() == {"Łukasz Żółć": 180}


@pytest.mark.parametrize("query", ["zolc", "ŁUKASZ", "lukasz zolc", "Żółć Łuk"])
def test_names_are_found_with_and_without_their_accents(as_, coordinator, people, query):
    page = as_(coordinator).get(URL, {"q": query}).content.decode()

    assert "Łukasz Żółć" in page
    assert "Anna Lis" not in page


def test_who_is_not_found_is_said(as_, coordinator, people):
    assert "is called “nobody”" in as_(coordinator).get(URL, {"q": "nobody"}).content.decode()


def test_names_stand_in_the_order_of_their_letters(as_, coordinator, people):
    page = as_(coordinator).get(URL).context["page"]

    assert [row.user.name for row in page] == ["Anna Lis", "Łukasz Żółć", "Zoë Brown"]


def test_only_people_with_a_place_are_on_the_list(as_, coordinator, event, people):
    asking = RegistrationFactory(event=event, state=State.REQUESTED)
    elsewhere = RegistrationFactory()

    as_(coordinator).post(URL, form((asking, "", True, ""), (elsewhere, "", True, "")))

    assert recorded() == {}
    assert len(as_(coordinator).get(URL).context["page"]) == 3


def test_before_the_session_begins_there_is_nothing_to_tick(as_, coordinator, event):
    soon = timezone.now() + datetime.timedelta(hours=1)
    later = SessionFactory(
        event=event, title="Later", starts_at=soon, ends_at=soon + datetime.timedelta(hours=1)
    )
    registration = RegistrationFactory(event=event)
    client = as_(coordinator)

    page = client.get(URL, {"session": later.pk}).content.decode()
    answer = client.post(f"{URL}?session={later.pk}", form((registration, "", True, "")))

    assert "from then on you can tick names here" in page
    assert 'type="checkbox"' not in page
    assert "This session has not begun yet." in messages_of(answer)
    assert recorded() == {}


def test_the_last_session_that_has_begun_is_shown_first(as_, coordinator, event, session):
    today = timezone.now() - datetime.timedelta(hours=1)
    SessionFactory(event=event, title="Day 2", starts_at=today, ends_at=today + datetime.timedelta(hours=4))
    tomorrow = today + datetime.timedelta(days=1)
    SessionFactory(
        event=event, title="Day 3", starts_at=tomorrow, ends_at=tomorrow + datetime.timedelta(hours=4)
    )

    assert as_(coordinator).get(URL).context["session"].title == "Day 2"


def test_an_event_without_sessions_says_so(as_, coordinator, event):
    assert "no sessions yet" in as_(coordinator).get(URL).content.decode()


@pytest.mark.parametrize("wanted", ["0", "x", "999999"])
def test_a_session_of_another_event_is_not_found(as_, coordinator, session, wanted):
    assert as_(coordinator).get(URL, {"session": wanted}).status_code == 404


@pytest.mark.parametrize("who", ["participant", "stranger", "romanian_coordinator"])
def test_strangers_get_404_and_nothing_changes(as_, people, request, who):
    client = as_(request.getfixturevalue(who))

    assert client.get(URL).status_code == 404
    assert client.post(URL, form((people[0], "", True, ""))).status_code == 404
    assert client.post(f"{URL[:-11]}certificates/").status_code == 404
    assert recorded() == {}


def test_a_coordinator_records_at_events_of_the_own_hub_only(as_, coordinator, staff, event):
    Event.objects.filter(pk=event.pk).update(hub=None)

    assert as_(coordinator).get(URL).status_code == 404
    assert as_(staff).get(URL).status_code == 200


def test_when_the_term_is_over_the_sheet_is_gone(as_, poland, event):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)

    assert as_(MembershipFactory(hub=poland, ends_on=yesterday).user).get(URL).status_code == 404


def test_a_long_list_comes_a_page_at_a_time(as_, coordinator, event, session):
    RegistrationFactory.create_batch(101, event=event)

    first, second = (as_(coordinator).get(URL, {"page": page}) for page in (1, 2))

    assert (len(first.context["page"]), len(second.context["page"])) == (100, 1)
    assert "1 to 100 of 101" in " ".join(first.content.decode().split())


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow_with_people(
    as_, coordinator, event, session, rows, django_assert_num_queries
):
    for registration in RegistrationFactory.create_batch(rows, event=event):
        record(registration, session, 60)
    client = as_(coordinator)
    client.get(URL)

    with django_assert_num_queries(11):
        assert client.get(URL).status_code == 200


def test_releasing_says_how_many_get_one_and_who_signs(as_, coordinator, approved, session, people):
    record(people[0], session, 180)
    record(people[1], session, 0)

    page = as_(coordinator).get(URL).content.decode()

    assert "1 person will get a certificate" in page
    assert "signed by Claire Roger (Director)" in page


def test_after_the_release_the_page_says_so_with_the_number_issued(
    as_, coordinator, approved, event, session, people
):
    record(people[0], session, 180)
    record(people[1], session, 90)
    client = as_(coordinator)

    release = reverse("registrations:release_certificates", args=["kick-off"])
    response = client.post(release, {"days": "0"}, follow=True)
    assert messages_of(response) == ["2 people get a certificate. They are being made now."]

    event.refresh_from_db()
    issued_for(event)
    page = " ".join(client.get(URL).content.decode().split())
    assert Certificate.objects.count() == 2
    assert "2 certificates are issued so far, of 2 earned." in page
    assert "Release 2" not in page


def test_what_stands_in_the_way_of_certificates_is_said(as_, coordinator, approved, event, session, people):
    client = as_(coordinator)
    release = reverse("registrations:release_certificates", args=["kick-off"])

    assert "Nobody’s attendance has been recorded yet" in client.get(URL).content.decode()
    assert "Nobody's attendance has been recorded yet." in messages_of(client.post(release, follow=True))

    Event.objects.filter(pk=event.pk).update(signatory_name="")
    record(people[0], session, 180)
    assert "ask the office" in client.get(URL).content.decode()

    Event.objects.filter(pk=event.pk).update(ends_at=timezone.now() + datetime.timedelta(hours=1))
    assert "Certificates follow when the event is over" in client.get(URL).content.decode()


def test_at_a_hub_they_wait_for_two_people(as_, coordinator, event, session, people):
    record(people[0], session, 180)

    page = as_(coordinator).get(URL).content.decode()

    assert "the hub closes the event and the office approves the certificates" in page
    assert "Release 1" not in page
    assert reverse("registrations:manage_event", args=["kick-off"]) in page


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_people_who_tick_the_same_name_at_once_make_one_record(session, people):
    staff = UserFactory(is_staff=True)
    barrier, answers = threading.Barrier(8), []

    def tick():
        client = Client()
        client.force_login(staff)
        barrier.wait()
        answers.append(client.post(URL, form((people[0], "", True, ""))).status_code)
        connection.close()

    threads = [threading.Thread(target=tick) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(answers) <= {200, 302}  # 200: told that somebody else was faster
    assert len(answers) == 8
    assert recorded() == {"Anna Lis": 180}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_action_itself_lets_two_people_take_turns(session, people, staff):
    barrier, changed = threading.Barrier(8), []

    def tick():
        barrier.wait()
        minutes = {row.pk: 180 for row in people}
        changed.append(actions.record_attendance(session=session, minutes=minutes, by=staff))
        connection.close()

    threads = [threading.Thread(target=tick) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(changed) == [0] * 7 + [3]
