"""The page of a stay for each side, the lists that lead to it, and who finds none of them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts.tests.factories import UserFactory
from fellowships.models import Conflict, Placement, PlacementState
from fellowships.tests.factories import (
    ApplicationFactory,
    CallRoleFactory,
    CentreMemberFactory,
    ChecklistTemplateFactory,
    open_call,
    placement_of_expert,
    placement_of_fellow,
)
from fellowships.tests.test_placements import arranged, confirmed, host_of, monday

pytestmark = pytest.mark.django_db


def text(response):
    return " ".join(response.content.decode().split())


def address(name, placement, *more):
    return reverse(f"fellowships:{name}", args=[placement.token, *more])


def form(placement, first, last, supervisor="Dr Moreau"):
    days = {"stay-first_day": first.isoformat(), "stay-last_day": last.isoformat()}
    told = {"stay-supervisor": supervisor, "stay-practical": "Main gate."}
    return {**days, **told, "stay-seen": placement.edition}


@pytest.fixture
def stay():
    ChecklistTemplateFactory(title="Book travel", side="fellow")
    ChecklistTemplateFactory(title="Have a badge ready", side="host")
    return placement_of_fellow()


def test_a_stay_from_the_page_of_the_host_to_that_of_the_visitor(as_, stay):
    host = as_(host_of(stay))
    assert "Name the first and the last day" in text(host.get(stay.get_absolute_url()))

    page = host.post(
        address("arrange_stay", stay), form(stay, monday(), monday() + timedelta(days=4)), follow=True
    )
    assert "confirms the days next" in text(page)

    visitor = as_(stay.person)
    page = visitor.get(stay.get_absolute_url())
    assert "Do these days suit you?" in text(page)
    stay.refresh_from_db()
    page = visitor.post(address("confirm_placement", stay), {"seen": stay.edition}, follow=True)
    assert "The days are fixed. Book your travel" in text(page)


def test_what_cannot_be_is_said_in_the_form_and_what_was_typed_stays(as_, stay):
    page = as_(host_of(stay)).post(address("arrange_stay", stay), form(stay, monday(), monday(19), "Dr Kept"))

    assert "The last day is before the first." in text(page)
    assert "Dr Kept" in text(page)


def test_the_form_without_days_says_what_is_missing(as_, stay):
    page = as_(host_of(stay)).post(address("arrange_stay", stay), {})

    assert page.status_code == 200
    assert "This field is required." in text(page)


def test_a_visitor_who_looked_at_older_days_is_told(as_, stay):
    stay = arranged(stay)
    seen = stay.edition
    arranged(stay, first=monday(22))

    page = as_(stay.person).post(address("confirm_placement", stay), {"seen": seen}, follow=True)

    assert "Somebody changed this stay a moment ago" in text(page)


def test_days_that_do_not_suit(as_, stay):
    stay = arranged(stay)

    page = as_(stay.person).post(address("say_wishes", stay), {"wishes": "Not in that week."}, follow=True)

    assert "Your host has been told." in text(page)
    assert "Not in that week." in text(as_(host_of(stay)).get(stay.get_absolute_url()))


def test_each_side_has_buttons_for_its_own_lines(as_, stay):
    own, others = stay.checklist.get(side="fellow"), stay.checklist.get(side="host")
    visitor = as_(stay.person)

    page = text(visitor.get(stay.get_absolute_url()))
    assert address("tick", stay, own.pk) in page
    assert address("tick", stay, others.pk) not in page
    page = visitor.post(address("tick", stay, own.pk), {"done": "yes"}, follow=True)
    assert "ticked off on" in text(page)
    page = visitor.post(address("tick", stay, others.pk), {"done": "yes"}, follow=True)
    assert "Somebody else decides about this." in text(page)


def test_a_line_of_another_stay_is_not_ticked_from_here(as_, stay):
    other = placement_of_fellow()

    response = as_(stay.person).post(address("tick", stay, other.checklist.first().pk), {"done": "yes"})

    assert response.status_code == 404


def test_a_line_that_should_be_done_is_late(as_, stay):
    stay.checklist.filter(side="fellow").update(days_before=60)
    stay.checklist.filter(side="host").update(days_before=3)
    stay = arranged(stay, first=timezone.localdate() + timedelta(days=120))
    Placement.objects.filter(pk=stay.pk).update(
        days=(timezone.localdate() + timedelta(days=10), timezone.localdate() + timedelta(days=15))
    )

    assert text(as_(stay.person).get(stay.get_absolute_url())).count("<strong>late</strong>") == 1


def test_the_office_has_no_say_for_the_visitor(as_, staff, stay):
    stay = arranged(stay)

    page = as_(staff).post(address("confirm_placement", stay), {"seen": stay.edition}, follow=True)

    assert "Somebody else decides about this." in text(page)
    assert Placement.objects.get(pk=stay.pk).state == PlacementState.HOST_CONFIRMED


@pytest.mark.parametrize(
    "name",
    [
        "placement",
        "arrange_stay",
        "confirm_placement",
        "say_wishes",
        "cancel_placement",
        "placement_calendar",
        "contact_sheet",
    ],
)
def test_strangers_other_centres_and_coordinators_find_nothing(as_, coordinator, name):
    stay = confirmed(placement_of_fellow())
    former = CentreMemberFactory(
        centre=stay.centre,
        starts_on=timezone.localdate() - timedelta(days=9),
        ends_on=timezone.localdate() - timedelta(days=1),
    ).user
    method = "post" if name in ("arrange_stay", "confirm_placement", "say_wishes") else "get"

    for person in (UserFactory(), CentreMemberFactory().user, former, coordinator):
        assert getattr(as_(person), method)(address(name, stay)).status_code == 404


def test_who_is_not_signed_in_is_asked_to(client, stay):
    assert "/accounts/login/" in client.get(stay.get_absolute_url()).url


def test_deeds_are_done_by_post_only(as_, stay):
    visitor = as_(stay.person)

    for name in ("arrange_stay", "confirm_placement", "say_wishes"):
        assert visitor.get(address(name, stay)).status_code == 405


def test_a_chair_with_a_stake_finds_neither_stay_nor_line_in_the_list(as_, stay):
    chair = CallRoleFactory(call=stay.call, role="chair").user
    board = reverse("fellowships:placements", args=[stay.call.slug])
    assert str(stay.person) in text(as_(chair).get(board))
    Conflict.objects.create(application=stay.offer.application, person=chair, source="declared", kind="other")

    assert str(stay.person) not in text(as_(chair).get(board))
    assert as_(chair).get(stay.get_absolute_url()).status_code == 404


def test_cancelling_says_first_what_follows(as_, stay):
    visitor = as_(stay.person)

    page = visitor.get(address("cancel_placement", stay))
    assert "your fellowship ends" in text(page)
    page = visitor.post(address("cancel_placement", stay), {"because": ""})
    assert "This field is required." in text(page)
    page = visitor.post(address("cancel_placement", stay), {"because": "I am ill."}, follow=True)
    assert "Cancelled. The others have been told." in text(page)
    assert "I am ill." in text(page)
    page = visitor.get(address("cancel_placement", stay), follow=True)
    assert "cannot be cancelled any more" in text(page)


def test_a_host_who_cancels_cannot_speak_for_the_visitor(as_, stay):
    as_(host_of(stay)).post(
        address("cancel_placement", stay), {"because": "The ward is closed.", "side": "fellow"}
    )

    stay.refresh_from_db()
    assert (stay.state, stay.cancelled_by) == (PlacementState.CANCELLED, "host")


def test_the_office_says_on_whose_behalf_it_cancels(as_, staff, stay):
    office = as_(staff)
    assert "next in reserve" in text(office.get(address("cancel_placement", stay)))

    office.post(address("cancel_placement", stay), {"because": "A visa was refused.", "side": "fellow"})

    stay.refresh_from_db()
    assert stay.cancelled_by == "fellow"


def test_the_calendar_has_whole_days_and_nobodys_name(as_, stay):
    stay = confirmed(stay)

    response = as_(stay.person).get(address("placement_calendar", stay))

    entry = Calendar.from_ical(response.content).walk("VEVENT")[0]
    assert entry["DTSTART"].dt == monday()
    assert entry["DTEND"].dt == monday() + timedelta(days=5)
    assert str(stay.centre) in entry["SUMMARY"]
    assert stay.person.name not in response.content.decode()


def test_there_is_no_calendar_before_there_are_days(as_, stay):
    page = as_(stay.person).get(address("placement_calendar", stay), follow=True)

    assert "No days are named yet." in text(page)


def test_own_stays_and_those_of_the_centre_are_listed_and_no_others(as_, stay):
    other = placement_of_expert()

    assert str(stay.centre) in text(as_(stay.person).get(reverse("fellowships:stays")))
    page = text(as_(host_of(stay)).get(reverse("fellowships:stays")))
    assert str(stay.person) in page
    assert str(other.person) not in page
    assert "No stays yet" in text(as_(UserFactory()).get(reverse("fellowships:stays")))


def test_the_office_finds_the_visits_of_experts(as_, staff):
    visit = placement_of_expert()

    assert str(visit.person) in text(as_(staff).get(reverse("fellowships:stays")))


def test_the_board_sees_what_hangs(as_, staff, stay):
    Placement.objects.filter(pk=stay.pk).update(state_since=timezone.now() - timedelta(days=20))
    board = reverse("fellowships:placements", args=[stay.call.slug])

    page = text(as_(staff).get(board, {"only": "hanging"}))

    assert "Waits for the host since" in page
    assert "None of this kind" in text(as_(staff).get(board, {"only": "done"}))


def test_the_board_of_a_call_is_for_its_board(as_, stay):
    board = reverse("fellowships:placements", args=[stay.call.slug])

    for person in (stay.person, host_of(stay), CallRoleFactory(call=stay.call, role="reviewer").user):
        assert as_(person).get(board).status_code == 404


def test_queries_do_not_grow_with_stays(as_, staff):
    call = open_call(places=(4,), fellowships=4)
    first = placement_of_fellow(application=ApplicationFactory(call=call))
    people = [(host_of(first), "stays", ()), (staff, "placements", (call.slug,))]
    people.append((first.person, "placement", (first.token,)))
    pages = [(person, reverse(f"fellowships:{name}", args=args)) for person, name, args in people]
    with_one = [_queries(as_(person), path) for person, path in pages]

    for number in range(2):
        first.checklist.create(title=f"Paper {number}", side="fellow")
        placement_of_fellow(application=ApplicationFactory(call=call))

    assert [_queries(as_(person), path) for person, path in pages] == with_one
    assert max(with_one) <= 14


def _queries(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)
