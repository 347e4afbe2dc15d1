"""The page on which a desk puts its people in order."""

import datetime
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from hubs.tests.factories import HubFactory, MembershipFactory
from registrations import actions
from registrations.forms.ranking import OrderForm, placed, step
from registrations.models import Event, Filling, Registration, State
from registrations.tests.factories import EventFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def event(poland, romania):
    return EventFactory(
        slug="masterclass",
        filling=Filling.RANKED,
        capacity=4,
        quotas={"PL": 2, "RO": 2},
        requests_until=timezone.now() + 2 * DAY,
        starts_at=timezone.now() + 200 * DAY,
        offer_hours=7 * 24,
        asks_for_motivation=True,
    )


@pytest.fixture
def people(event, staff):
    return [ask(event, name, staff) for name in ("Anna", "Barbara", "Celina")]


def ask(event, name, staff, country="PL", user=None):
    user = user or UserFactory(name=name, country=country)
    registration, _new = actions.register(event=event, user=user, motivation=f"{name} would teach it on.")
    return actions.approve(registration=registration, by=staff)


def desk(code="pl"):
    return reverse("registrations:quota_event", args=[code, "masterclass"])


def put(client, shown, *, hub="pl", **data):
    data = {"hub": hub, "shown": ",".join(str(row.pk) for row in shown)} | data
    return client.post(reverse("registrations:put_in_order", args=["masterclass"]), data)


def order(event, home="PL"):
    rows = Registration.objects.filter(event=event, home=home, desk_rank__isnull=False)
    return [str(row.user) for row in rows.select_related("user").order_by("desk_rank")]


def text(response):
    return " ".join(response.content.decode().split())


def told(client):
    return text(client.get(desk()))


# ---- What is typed and pressed


@pytest.mark.parametrize(
    ("how", "moved", "comes"),
    [
        ("up", 2, [2, 1, 3]),
        ("up", 1, [1, 2, 3]),
        ("down", 2, [1, 3, 2]),
        ("down", 3, [1, 2, 3]),
        ("top", 3, [3, 1, 2]),
        ("up", 9, [1, 2, 3]),
    ],
)
def test_a_step_moves_one_person_and_nobody_else(how, moved, comes):
    assert step([1, 2, 3], moved, how) == comes


@pytest.mark.parametrize(
    ("places", "comes"),
    [
        ({}, [1, 2, 3, 4]),
        ({4: 1}, [4, 1, 2, 3]),
        ({1: 4}, [2, 3, 4, 1]),
        ({4: 1, 1: 4}, [4, 2, 3, 1]),
        ({1: 99}, [2, 3, 4, 1]),
        ({2: 1, 3: 1}, [3, 2, 1, 4]),
    ],
)
def test_typed_places_are_kept_and_the_others_stand_around_them(places, comes):
    assert sorted(placed([1, 2, 3, 4], places)) == [1, 2, 3, 4]
    if places != {2: 1, 3: 1}:
        assert placed([1, 2, 3, 4], places) == comes


@pytest.mark.parametrize("typed", ["0", "-1", "first", "1.5", "²"])
def test_a_place_that_is_no_place_is_refused(typed):
    form = OrderForm({"shown": "1,2", "place-1": typed})

    assert not form.is_valid()
    assert form.non_field_errors() == ["Places are whole numbers from 1 to 2. Nothing was changed."]


@pytest.mark.parametrize(
    "data", [{}, {"shown": "1;2"}, {"shown": "1", "move": "left:1"}, {"shown": "1", "move": "up:"}]
)
def test_a_form_that_is_not_ours_is_refused(data):
    assert not OrderForm(data).is_valid()


# ---- The page


def test_the_approved_stand_side_by_side_with_what_helps_to_order_them(as_, coordinator, people):
    page = told(as_(coordinator))

    assert "The order of your people" in page
    assert "Poland has 2 seats of its own: the first 2 in this order get them." in page
    assert "The seats of Poland go up to here" in page
    assert "Anna would teach it on." in page
    assert "Nobody has put them in order yet" in page
    assert "You can change the order until the office has given the seats" in page


def test_the_approved_do_not_stand_in_the_line_as_well(as_, coordinator, people):
    assert "Nobody is waiting in line." in told(as_(coordinator))


def test_without_anybody_approved_the_page_says_what_will_stand_here(as_, coordinator, event):
    assert "Nobody is approved for the ranking yet." in told(as_(coordinator))


def test_the_button_says_what_approving_means(as_, coordinator, event):
    actions.register(event=event, user=UserFactory(country="PL"), motivation="Why not.")

    assert "Approve for the ranking" in told(as_(coordinator))


def test_approving_says_that_it_is_not_a_seat_yet(as_, coordinator, event):
    registration, _new = actions.register(event=event, user=UserFactory(name="Anna", country="PL"))
    client = as_(coordinator)

    client.post(reverse("registrations:approve", args=[registration.pk]))

    assert "Anna takes part in the ranking, and has been told." in told(client)


@pytest.mark.parametrize(
    ("pressed", "comes", "goes_on"),
    [
        ("up", ["Anna", "Celina", "Barbara"], "#up-"),
        ("top", ["Celina", "Anna", "Barbara"], "#down-"),
    ],
)
def test_a_button_moves_a_person_and_comes_back_to_it(
    as_, coordinator, event, people, pressed, comes, goes_on
):
    last = people[2].pk

    response = put(as_(coordinator), people, move=f"{pressed}:{last}")

    assert order(event) == comes
    assert response.url == f"{desk()}{goes_on}{last}"


def test_the_last_step_down_goes_on_at_the_button_that_is_left(as_, coordinator, event, people):
    response = put(as_(coordinator), people, move=f"down:{people[1].pk}")

    assert order(event) == ["Anna", "Celina", "Barbara"]
    assert response.url.endswith(f"#up-{people[1].pk}")


def test_typed_places_are_saved(as_, coordinator, event, people):
    places = {f"place-{row.pk}": number for row, number in zip(people, (3, 2, 1), strict=True)}

    put(as_(coordinator), people, **places)

    assert order(event) == ["Celina", "Barbara", "Anna"]


def test_the_page_says_who_changed_the_order_last(as_, coordinator, romanian_coordinator, event, people):
    client = as_(coordinator)
    put(client, people, move=f"up:{people[2].pk}")
    actions.put_in_order(
        event=event,
        people=Registration.objects.filter(event=event, home="RO"),
        order=[],
        shown=[],
        by=romanian_coordinator,
        desk="ro",
    )

    assert "It was last changed by Koordynatorka Żółć on" in told(client)


def test_who_is_second_is_told_and_sees_the_order_as_it_is(as_, coordinator, staff, event, people):
    of_poland = Registration.objects.filter(event=event, home="PL")
    actions.put_in_order(
        event=event, people=of_poland, order=[row.pk for row in people[::-1]], shown=[], by=staff
    )
    client = as_(coordinator)

    put(client, people, move=f"up:{people[1].pk}")

    assert order(event) == ["Celina", "Barbara", "Anna"]
    assert "Somebody else has changed the order meanwhile." in told(client)


@pytest.mark.parametrize("who", ["participant", "stranger", "romanian_coordinator"])
def test_nobody_else_puts_the_people_of_a_hub_in_order(as_, event, people, request, who):
    assert put(as_(request.getfixturevalue(who)), people, move=f"up:{people[1].pk}").status_code == 404
    assert order(event) == []


def test_a_coordinator_whose_term_is_over_does_not(as_, poland, event, people):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    former = MembershipFactory(hub=poland, ends_on=yesterday).user

    assert put(as_(former), people, move=f"up:{people[1].pk}").status_code == 404


def test_the_office_orders_those_without_a_hub_and_no_coordinator_does(
    as_, coordinator, staff, event, people
):
    indians = [ask(event, name, staff, country="IN") for name in ("Asha", "Bina")]

    assert put(as_(coordinator), indians, hub="", move=f"up:{indians[1].pk}").status_code == 404
    put(as_(staff), indians, hub="", move=f"up:{indians[1].pk}")

    assert order(event, "IN") == ["Bina", "Asha"]


def test_the_people_of_another_hub_are_not_moved_by_their_numbers(as_, coordinator, staff, event, people):
    romanian = ask(event, "Ioana", staff, country="RO")

    put(as_(coordinator), [*people, romanian], move=f"top:{romanian.pk}")

    assert order(event, "RO") == []


def test_an_event_that_is_not_ranked_has_no_order(as_, coordinator, event, people):
    Event.objects.update(filling=Filling.REVIEWED)

    assert put(as_(coordinator), people, move=f"up:{people[1].pk}").status_code == 404


def test_it_takes_a_post(as_, coordinator, event):
    assert (
        as_(coordinator).get(reverse("registrations:put_in_order", args=["masterclass"])).status_code == 405
    )


def test_the_office_finds_the_allocation_from_its_desk_and_coordinators_no_link(
    as_, coordinator, staff, event
):
    link = reverse("registrations:allocation", args=["masterclass"])

    assert link in text(as_(staff).get(reverse("registrations:office_requests", args=["masterclass"])))
    assert link not in told(as_(coordinator))


# ---- The own request


@pytest.fixture
def own(event, coordinator, staff, people):
    """The coordinator asked last."""
    return ask(event, "own", staff, user=coordinator)


def test_the_own_request_stands_there_without_buttons(as_, coordinator, own, people):
    page = told(as_(coordinator))

    assert "This is your own request: you can put others before it" in page
    assert f'value="up:{own.pk}"' not in page
    assert f'name="place-{own.pk}"' not in page
    assert f'value="up:{people[2].pk}"' in page


def test_nobody_moves_the_own_request_up(as_, coordinator, event, own, people):
    client = as_(coordinator)

    put(client, [*people, own], move=f"up:{own.pk}")

    assert order(event) == []
    assert "This would move your own request up." in told(client)


def test_nor_by_moving_others_down_past_it(coordinator, event, own, people):
    ids = [row.pk for row in people]

    with pytest.raises(actions.OwnRequest):
        actions.put_in_order(
            event=event,
            people=Registration.objects.filter(event=event, home="PL"),
            order=[*ids[:2], own.pk, ids[2]],
            shown=[*ids, own.pk],
            by=coordinator,
        )


def test_others_are_moved_around_the_own_request(as_, coordinator, event, own, people):
    put(as_(coordinator), [*people, own], move=f"top:{people[2].pk}")

    assert order(event) == ["Celina", "Anna", "Barbara", "Koordynatorka Żółć"]


def test_staff_may_move_anybody(as_, staff, event, people):
    office = UserFactory(name="Office", country="PL", is_staff=True)
    own = ask(event, "own", staff, user=office)

    put(as_(office), [*people, own], move=f"top:{own.pk}")

    assert order(event)[0] == "Office"


# ---- After the seats are given


def test_after_the_allocation_the_list_shows_what_came_of_it(as_, coordinator, staff, event, people):
    fourth = [ask(event, name, staff) for name in ("Dorota", "Ewa")][1]
    Event.objects.update(requests_until=timezone.now() - DAY)
    actions.sign_off(allocation=actions.propose_allocation(event=event, by=staff), by=staff)
    client = as_(coordinator)

    page = told(client)
    put(client, people, move=f"up:{people[1].pk}")

    assert "The ranking, and what came of it" in page
    assert 'name="move"' not in page
    assert page.count("state-offered") >= 4
    assert "The seats have been given: the order counts no more." in told(client)
    assert Registration.objects.get(pk=fourth.pk).desk_rank is None


# ---- Long lists


def test_a_long_list_is_shown_a_page_at_a_time_and_moved_as_a_whole(as_, coordinator, staff, event):
    many = [ask(event, f"Person {number:02}", staff) for number in range(52)]
    client = as_(coordinator)

    second = client.get(desk(), {"order": 2})
    response = put(client, many, move=f"up:{many[51].pk}")

    assert [row.place for row in second.context["order"].rows] == [51, 52]
    assert response.url == f"{desk()}?order=2#up-{many[51].pk}"
    assert order(event)[49:] == ["Person 49", "Person 51", "Person 50"]


def test_the_queries_do_not_grow_with_the_people(
    as_, coordinator, staff, event, django_assert_max_num_queries
):

    client = as_(coordinator)
    counts = []
    for rows in (1, 2):
        for number in range(rows):
            ask(event, f"Person {rows} {number}", staff)
        with CaptureQueriesContext(connection) as queries:
            client.get(desk())
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_at_an_event_of_the_own_hub_everybody_is_put_in_one_order(as_, coordinator, poland, staff, event):
    Event.objects.update(hub=poland)
    event.refresh_from_db()
    pole, indian = ask(event, "Anna", staff), ask(event, "Asha", staff, country="IN")

    put(as_(coordinator), [pole, indian], move=f"up:{indian.pk}")

    assert Registration.objects.get(pk=indian.pk).desk_rank == 1
    assert Registration.objects.get(pk=indian.pk).state == State.WAITING


def test_a_hub_that_has_no_own_seats_reads_what_its_order_is_for(as_, staff, event):
    hub = HubFactory(country="SE")
    swedish = MembershipFactory(hub=hub).user
    ask(event, "Åsa", staff, country="SE")

    assert "No seat is kept for the countries here" in text(as_(swedish).get(desk("se")))
