"""What an applicant reads about the result, and does about it. Nobody else reads it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from fellowships import actions, outcomes
from fellowships.models import (
    Application,
    ApplicationState,
    Assignment,
    AssignmentState,
    CriterionScore,
    Offer,
    OfferState,
    Preference,
    Review,
)
from fellowships.tests.deciding import approved
from fellowships.tests.factories import ApplicationFactory, OfferingFactory, at_stage, open_call

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    return open_call(minimum=1, title="Fellowships of 2027")


@pytest.fixture
def centres(call):
    return list(call.offerings.order_by("-places", "pk"))


@pytest.fixture
def people(call, centres):
    """Five; each wants the big centre first, then the small one."""
    people = ApplicationFactory.create_batch(5, call=call)
    for application in people:
        for rank, offering in enumerate(centres, start=1):
            Preference.objects.create(application=application, offering=offering, rank=rank)
    return people


@pytest.fixture
def offers(call, centres, people, staff):
    big, small = centres
    placed = [(people[0], big), (people[1], big), (people[2], small)]
    return actions.send_offers(call=approved(call, placed=placed, reserve=people[3:]), by=staff)


def page_of(as_, application, name="offer"):
    return as_(application.person).get(reverse(f"fellowships:{name}", args=[application.call.slug]))


def text_of(as_, application, name="offer"):
    page = page_of(as_, application, name)
    assert page.status_code == 200
    return " ".join(page.content.decode().split())


def again(application):
    return Application.objects.select_related("call", "person").get(pk=application.pk)


def test_who_is_offered_one_reads_place_points_reasons_and_what_to_do(as_, offers, people, centres):
    text = text_of(as_, people[1])

    assert "You were 2nd of 5" in text
    assert f"at {centres[0].centre.name}, France, your first choice. Please answer by" in text
    assert "Yes, I accept" in text
    assert "5 people were ranked" in text
    for points in ("35.60 of 40", "17.80 of 20", "89.00 of 100"):
        assert points in text
    assert "2 places. 1 went to a person before you (1st), and one was free for you." in text
    assert "Not needed." in text
    assert "You answer by" in text
    assert "Reviewers did not see your name or country." in text
    assert "You work in Poland" not in text  # no group on this merit list


def test_the_beads_show_everybody_and_the_reader_once(offers, people):
    picture = outcomes.of(again(people[3])).picture

    assert (picture.count, picture.places, picture.own) == (5, 3, 4)
    assert [bead.look for bead in picture.wide.beads] == ["in", "in", "in", "you", "out"]


def test_who_is_in_reserve_reads_the_place_in_line_and_why(as_, offers, people):
    text = text_of(as_, people[4])

    assert "You are 2nd on the reserve list" in text
    assert "No fellowship was left." in text
    assert "Yes, I accept" not in text
    assert "Why no place yet" in text


def test_a_yes_is_a_press_of_the_button_and_never_the_opening_of_the_page(as_, offers, people):
    page_of(as_, people[0])
    assert Offer.objects.get(pk=offers[0].pk).state == OfferState.SENT

    page = as_(people[0].person).post(reverse("fellowships:offer", args=[people[0].call.slug]), follow=True)

    assert Offer.objects.get(pk=offers[0].pk).state == OfferState.ACCEPTED
    assert "Your fellowship is yours" in page.content.decode()


def test_a_no_is_asked_twice_and_may_have_a_reason(as_, offers, people):
    assert "This cannot be taken back" in text_of(as_, people[0], "decline_offer")
    assert Offer.objects.get(pk=offers[0].pk).state == OfferState.SENT

    address = reverse("fellowships:decline_offer", args=[people[0].call.slug])
    page = as_(people[0].person).post(address, {"because": "I expect a child."}, follow=True)

    offer = Offer.objects.get(pk=offers[0].pk)
    assert (offer.state, offer.because) == (OfferState.DECLINED, "I expect a child.")
    assert "You gave your fellowship back on" in " ".join(page.content.decode().split())


@pytest.mark.parametrize("name", ["offer", "decline_offer"])
def test_who_answers_in_a_second_tab_is_told_what_was_said_in_the_first(as_, offers, people, name):
    first, second = (("decline_offer", "offer"), ("offer", "decline_offer"))[name == "decline_offer"]
    slug = people[0].call.slug
    as_(people[0].person).post(reverse(f"fellowships:{first}", args=[slug]), {"because": ""})

    page = as_(people[0].person).post(
        reverse(f"fellowships:{second}", args=[slug]), {"because": ""}, follow=True
    )

    assert "This offer is closed: it is" in page.content.decode()


def test_who_comes_too_late_is_told(as_, offers, people):
    Offer.objects.update(
        sent_at=timezone.now() - timedelta(days=9), expires_at=timezone.now() - timedelta(minutes=1)
    )

    page = as_(people[0].person).post(reverse("fellowships:offer", args=[people[0].call.slug]), follow=True)

    assert "The offer ended on" in page.content.decode()

    actions.expire_offers()
    assert "We had no answer by" in text_of(as_, people[0])


def test_whose_centre_cancelled_chooses_another(as_, offers, people, centres, call, staff):
    OfferingFactory(call=call, places=1, centre__name="Hospital of the Isles")
    actions.keep_fellowship(offer=offers[0], by=staff, because="The ward is being rebuilt.")
    assert "choose another centre" in text_of(as_, people[0])

    text = text_of(as_, people[0], "choose_centre")
    assert "Hospital of the Isles" in text
    assert centres[1].centre.name not in text  # taken
    address = reverse("fellowships:choose_centre", args=[call.slug])
    assert (
        "Choose one of the centres first"
        in as_(people[0].person).post(address, {"offering": "no"}, follow=True).content.decode()
    )
    gone = as_(people[0].person).post(address, {"offering": centres[1].pk}, follow=True).content.decode()
    assert "has just been taken" in gone

    chosen = call.offerings.get(centre__name="Hospital of the Isles")
    as_(people[0].person).post(address, {"offering": chosen.pk})

    assert Offer.objects.get(pk=offers[0].pk).offering == chosen
    assert page_of(as_, people[0], "choose_centre").status_code == 302


def test_where_no_place_is_free_the_page_says_that_the_fellowship_is_kept(as_, offers, people, staff):
    actions.keep_fellowship(offer=offers[2], by=staff, because="The ward is being rebuilt.")

    assert "No centre has a free place at the moment" in text_of(as_, people[2], "choose_centre")


def test_the_reader_sees_the_words_for_applicants_and_never_those_for_the_board(as_, offers, people, call):
    for points, value in ((8000, 4), (9000, 5)):
        assignment = Assignment.objects.create(
            application=people[0],
            reviewer=UserFactory(name=f"Prof. Hidden {value}"),
            turn=value,
            state=AssignmentState.SUBMITTED,
            due_at=timezone.now(),
        )
        review = Review.objects.create(
            assignment=assignment,
            score=points,
            submitted_at=timezone.now(),
            for_applicant=f"A clear plan, {value}.",
            for_board="Weak referee.",
        )
        for criterion in call.criteria.all():
            CriterionScore.objects.create(review=review, criterion=criterion, value=value)
    void = Assignment.objects.create(
        application=people[0], reviewer=UserFactory(), turn=3, state="recused", due_at=timezone.now()
    )
    Review.objects.create(
        assignment=void,
        score=10,
        submitted_at=timezone.now(),
        for_applicant="Void words.",
        void_because="A stake was found late.",
    )

    text = text_of(as_, people[0])

    assert "A clear plan, 4." in text
    assert "A clear plan, 5." in text
    assert "4.50 of 5" in text
    for hidden in ("Weak referee.", "Prof. Hidden", "Void words."):
        assert hidden not in text


def test_nothing_is_told_before_the_offers_are_out(as_, call, centres, people):
    approved(call, placed=[(people[0], centres[0])], reserve=people[1:])

    assert outcomes.of(again(people[0])) is None
    assert page_of(as_, people[0]).status_code == 404


def test_who_was_not_eligible_reads_which_rule_was_not_met(as_, call):
    application = ApplicationFactory(call=call, is_eligible=False)
    at_stage(call, "reviewing")

    text = text_of(as_, again(application))

    assert "You were not eligible this time" in text
    assert "people were ranked" not in text


def test_who_withdrew_without_an_offer_has_no_outcome(offers, people):
    people[4].state, people[4].withdrawn_at = ApplicationState.WITHDRAWN, timezone.now()
    people[4].save()

    assert outcomes.of(again(people[4])) is None


def test_after_the_end_of_the_list_those_in_reserve_read_so(as_, offers, people, call, staff):
    for offer in offers:
        actions.accept_offer(offer=offer, by=offer.application.person)
    actions.close_reserve_list(call=call, by=staff)

    assert "The reserve list has ended" in text_of(as_, people[3])
    assert "Your fellowship at" in text_of(as_, people[0])


@pytest.mark.parametrize("name", ["offer", "decline_offer", "choose_centre", "offer_calendar"])
def test_nobody_else_finds_the_page(as_, client, offers, call, staff, stranger, coordinator, name):
    address = reverse(f"fellowships:{name}", args=[call.slug])

    for user in (staff, stranger, coordinator):
        assert as_(user).get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302
    assert client.get(address).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["decline_offer", "choose_centre", "offer_calendar"])
def test_who_has_no_offer_has_nothing_to_answer(as_, offers, people, name):
    assert page_of(as_, people[4], name).status_code == 404


def test_the_deadline_can_be_put_into_a_calendar(as_, offers, people):
    page = page_of(as_, people[0], "offer_calendar")

    assert page["Content-Type"] == "text/calendar"
    assert b"BEGIN:VALARM" in page.content


@pytest.mark.parametrize("others", [1, 3])
def test_the_queries_do_not_grow_with_people_or_choices(
    as_, call, centres, staff, others, django_assert_max_num_queries
):
    people = ApplicationFactory.create_batch(others + 1, call=call)
    for rank, offering in enumerate([*centres, *OfferingFactory.create_batch(others, call=call)], start=1):
        Preference.objects.create(application=people[0], offering=offering, rank=rank)
    actions.send_offers(call=approved(call, placed=[(people[0], centres[0])], reserve=people[1:]), by=staff)
    client = as_(people[0].person)

    with django_assert_max_num_queries(27):
        client.get(reverse("fellowships:offer", args=[call.slug]))
