"""A centre keeps its page current by itself, says what it offers, and takes places back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from fellowships import actions, keeping_current
from fellowships.models import Centre, Offering, Placement, Preference, Stage, Week
from fellowships.tests.factories import (
    ApplicationFactory,
    CallFactory,
    CallRoleFactory,
    CentreFactory,
    CentreMemberFactory,
    OfferFactory,
    OfferingFactory,
    at_stage,
    open_call,
    placement_of_fellow,
)
from mailing.models import Message

pytestmark = pytest.mark.django_db
LAST_YEAR = timezone.now() - timedelta(days=400)


@pytest.fixture
def centre():
    return CentreFactory(slug="nimes", name="Hôpital Carémeau", looked_after_at=timezone.now())


@pytest.fixture
def tutor(centre):
    return CentreMemberFactory(centre=centre, user__name="Claire Moreau").user


@pytest.fixture
def former(centre):
    yesterday = timezone.localdate() - timedelta(days=1)
    return CentreMemberFactory(centre=centre, starts_on=date(2026, 1, 1), ends_on=yesterday).user


@pytest.fixture
def call():
    """Announced, with placements in spring."""
    return CallFactory(slug="2027", placements_from=date(2027, 3, 1), placements_until=date(2027, 6, 30))


def page(centre, **changes):
    return {
        "edition": actions.edition_of(centre),
        "summary": "Antibiotic dosing at the bedside.",
        "description": "Rounds every morning.",
        "topics": "Dosing, Septic shock, Dosing",
        "tutor": "Prof. Claire Moreau",
        "team": "Dr Jean Petit, pharmacist",
        "languages": ["fr", "en"],
        "contact_email": "icu@example.org",
        "do": "save",
    } | changes


def weeks(*days, **more):
    rows = {"weeks-TOTAL_FORMS": len(days), "weeks-INITIAL_FORMS": 0, "places": 2, "do": "save"}
    for number, (first, last) in enumerate(days):
        rows |= {f"weeks-{number}-starts_on": first, f"weeks-{number}-ends_on": last}
    return rows | more


def edit(client, centre, **changes):
    return client.post(reverse("fellowships:centre_edit", args=[centre.slug]), page(centre, **changes))


def offer(client, centre, call, *days, **more):
    address = reverse("fellowships:centre_places", args=[centre.slug, call.slug])
    return client.post(address, weeks(*days, **more))


def withdraw(client, offering, because="Our unit is being rebuilt."):
    address = reverse("fellowships:withdraw_offering", args=[offering.centre.slug, offering.call.slug])
    return client.post(address, {"because": because})


# ---- The page ---------------------------------------------------------------------------------------------------------


def test_who_speaks_for_a_centre_changes_its_page_and_says_so_that_it_is_current(as_, centre, tutor):
    Centre.objects.update(looked_after_at=LAST_YEAR)

    assert edit(as_(tutor), centre).url == centre.get_absolute_url()

    centre.refresh_from_db()
    assert centre.topics == ["Dosing", "Septic shock"]
    assert centre.languages == ["fr", "en"]
    assert centre.looked_after_at > LAST_YEAR
    entry = AuditEntry.objects.get(action="centre.saved")
    assert entry.actor_id == tutor.pk
    assert "topics" in entry.facts["fields"]


def test_a_preview_shows_what_was_typed_and_keeps_nothing(as_, centre, tutor):
    text = edit(as_(tutor), centre, do="preview", summary="Entirely new words.").content.decode()

    assert text.count("Entirely new words.") == 2  # the preview, and the form below it
    assert "Nothing is saved yet" in text
    centre.refresh_from_db()
    assert centre.summary != "Entirely new words."


def test_of_two_who_change_a_page_at_once_the_second_is_told_and_loses_nothing(as_, centre, tutor):
    before = actions.edition_of(centre)
    edit(as_(tutor), centre, summary="The first.")

    text = edit(as_(tutor), centre, summary="The second.", edition=before).content.decode()

    assert "Somebody else has changed this page meanwhile" in text
    assert "The second." in text
    centre.refresh_from_db()
    assert centre.summary == "The first."
    edition = actions.edition_of(centre)
    assert f'name="edition" value="{edition}"' in text


def test_name_country_and_whether_it_is_public_stay_with_the_office(as_, centre, tutor):
    edit(as_(tutor), centre, name="Another", country="DE", is_public="", slug="other")

    centre.refresh_from_db()
    assert (centre.name, centre.country.code, centre.is_public, centre.slug) == (
        "Hôpital Carémeau",
        "FR",
        True,
        "nimes",
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"summary": ""},
        {"contact_email": "no address"},
        {"topics": ",".join(f"topic {number}" for number in range(13))},
        {"languages": ["tlh"]},
        {"website": "javascript:alert(1)"},
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_text_kept(as_, centre, tutor, wrong):
    text = edit(as_(tutor), centre, description="Kept words.", **wrong).content.decode()

    assert "Nothing was saved yet." in text
    assert "Kept words." in text
    centre.refresh_from_db()
    assert centre.description == ""


def test_strangers_former_people_and_coordinators_find_no_page_to_change(
    as_, client, centre, former, stranger, coordinator
):
    call = OfferingFactory(centre=centre).call
    addresses = [
        reverse("fellowships:centre_edit", args=[centre.slug]),
        reverse("fellowships:centre_places", args=[centre.slug, call.slug]),
    ]
    for address in addresses:
        assert client.get(address).url.startswith(reverse("account_login"))
    for person in (former, stranger, coordinator):
        for address in addresses:
            assert as_(person).get(address).status_code == 404
        assert withdraw(as_(person), Offering.objects.get()).status_code == 404
        address = reverse("fellowships:say_current", args=[centre.slug])
        assert as_(person).post(address).status_code == 404
        assert centre.name not in as_(person).get(reverse("fellowships:my_centres")).content.decode()


def test_one_centre_is_no_way_into_another(as_, tutor):
    other = CentreFactory()

    assert edit(as_(tutor), other).status_code == 404


def test_one_click_says_that_a_page_is_still_current(as_, centre, tutor):
    Centre.objects.update(looked_after_at=LAST_YEAR)
    client = as_(tutor)
    before = actions.edition_of(centre)
    assert "Yes, it is current" in client.get(reverse("fellowships:my_centres")).content.decode()

    client.post(reverse("fellowships:say_current", args=[centre.slug]))

    assert "Yes, it is current" not in client.get(reverse("fellowships:my_centres")).content.decode()
    assert actions.edition_of(centre) == before
    assert client.get(reverse("fellowships:say_current", args=[centre.slug])).status_code == 405


# ---- Asked once a year ------------------------------------------------------------------------------------------------


def test_a_centre_is_asked_once_when_its_last_word_is_too_old(centre, tutor, former):
    keeping_current.ask_centres()
    assert not Message.objects.exists()

    Centre.objects.update(looked_after_at=LAST_YEAR)
    keeping_current.ask_centres()
    keeping_current.ask_centres()
    assert [mail.to for mail in Message.objects.all()] == [tutor.email]

    keeping_current.ask_centres(timezone.now() + timedelta(days=365))
    assert Message.objects.count() == 2


def test_how_often_a_centre_is_asked_is_data(centre, tutor):
    Centre.objects.update(asked_after_days=60, looked_after_at=timezone.now() - timedelta(days=61))

    keeping_current.ask_centres()

    assert Message.objects.count() == 1


# ---- Places in a call -------------------------------------------------------------------------------------------------


def test_a_centre_offers_places_and_weeks_until_the_call_opens(as_, centre, tutor, call):
    offer(as_(tutor), centre, call, ("2027-03-01", "2027-03-05"), ("", ""), ("2027-04-12", "2027-04-16"))
    offer(as_(tutor), centre, call, ("2027-05-03", "2027-05-07"), places=3, notes="One at a time.")

    offering = Offering.objects.get()
    assert (offering.places, offering.notes) == (3, "One at a time.")
    assert [week.starts_on for week in offering.weeks.all()] == [date(2027, 5, 3)]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([("", "")], "at least one week"),
        ([("2027-03-05", "2027-03-01")], "before the first"),
        ([("2027-03-01", "")], "Give both"),
        ([("2027-02-22", "2027-02-26")], "outside the time"),
        ([("2027-03-01", "2027-03-05"), ("2027-03-05", "2027-03-09")], "overlap"),
    ],
)
def test_weeks_that_cannot_be_are_refused(as_, centre, tutor, call, days, words):
    text = offer(as_(tutor), centre, call, *days).content.decode()

    assert words in text
    assert not Offering.objects.exists()


def test_no_place_is_no_offer(as_, centre, tutor, call):
    offer(as_(tutor), centre, call, ("2027-03-01", "2027-03-05"), places=0)

    assert not Offering.objects.exists()


def test_more_rows_keep_what_was_typed(as_, centre, tutor, call):
    text = offer(as_(tutor), centre, call, ("2027-03-01", "2027-03-05"), do="more").content.decode()

    assert 'value="2027-03-01"' in text
    assert "weeks-3-starts_on" in text
    assert not Offering.objects.exists()


def test_once_the_call_is_open_places_are_not_changed_any_more(as_, tutor, centre):
    call = open_call()
    offering = OfferingFactory(call=call, centre=centre, places=2)

    offer(as_(tutor), centre, call, ("2027-03-01", "2027-03-05"), places=9)

    offering.refresh_from_db()
    assert offering.places == 2
    assert not Week.objects.exists()


def test_places_taken_back_before_the_opening_can_be_given_again(as_, centre, tutor, call):
    days = ("2027-03-01", "2027-03-05")
    offer(as_(tutor), centre, call, days)
    withdraw(as_(tutor), Offering.objects.get())
    assert not Offering.objects.available().exists()
    assert not Message.objects.exists()  # nobody has chosen it yet

    offer(as_(tutor), centre, call, days)

    assert Offering.objects.available().exists()


def test_everyone_who_chose_a_centre_is_told_with_the_reason(as_, staff, centre, tutor):
    call = open_call()
    chair = CallRoleFactory(call=call, role="chair").user
    offering = OfferingFactory(call=call, centre=centre)
    chose, wrote = ApplicationFactory.create_batch(2, call=call)
    withdrew = ApplicationFactory(call=call, state="withdrawn", withdrawn_at=timezone.now())
    for application in (chose, withdrew):
        Preference.objects.create(application=application, offering=offering, rank=1)

    withdraw(as_(tutor), offering)
    again = withdraw(as_(tutor), offering).content.decode()

    assert "taken back already" in again
    assert {mail.to for mail in Message.objects.all()} == {chose.person.email, chair.email}
    mail = Message.objects.get(to=chose.person.email)
    assert mail.context["because"] == "Our unit is being rebuilt."
    assert mail.context["may_change"]
    assert wrote.person.email not in {mail.to for mail in Message.objects.all()}


def test_after_closing_people_are_told_that_their_other_choices_count(as_, centre, tutor):
    call = open_call()
    offering = OfferingFactory(call=call, centre=centre)
    Preference.objects.create(application=ApplicationFactory(call=call), offering=offering, rank=1)
    at_stage(call, Stage.REVIEWING)

    withdraw(as_(tutor), offering)

    assert not Message.objects.get(kind="fellowships/places_withdrawn").context["may_change"]


def test_who_holds_a_place_keeps_the_fellowship_and_chooses_again(as_):
    stay = placement_of_fellow()
    offering = stay.offer.offering
    tutor = CentreMemberFactory(centre=offering.centre).user
    waiting = OfferFactory(application__call=stay.call, offering=offering)

    withdraw(as_(tutor), offering)

    stay.refresh_from_db()
    assert (stay.state, stay.cancelled_by) == ("cancelled", "host")
    for offer in (stay.offer, waiting):
        before = offer.state
        offer.refresh_from_db()
        assert (offer.offering, offer.state) == (None, before)
    assert not Message.objects.filter(kind="fellowships/places_withdrawn").exists()


def test_a_stay_that_has_begun_goes_on(as_):
    stay = placement_of_fellow()
    today = timezone.localdate()
    Placement.objects.filter(pk=stay.pk).update(days=DateRange(today, today + timedelta(days=5)))
    tutor = CentreMemberFactory(centre=stay.centre).user

    withdraw(as_(tutor), stay.offer.offering)

    assert Placement.objects.live().filter(pk=stay.pk).exists()


def test_after_the_end_of_a_call_places_stay(as_, centre, tutor):
    offering = OfferingFactory(call=open_call(), centre=centre)
    at_stage(offering.call, Stage.COMPLETED)

    response = withdraw(as_(tutor), offering)

    assert response.status_code == 200
    offering.refresh_from_db()
    assert offering.withdrawn_at is None


def test_places_are_not_taken_back_without_a_word(as_, centre, tutor):
    offering = OfferingFactory(call=open_call(), centre=centre)

    assert "at least one sentence" in withdraw(as_(tutor), offering, because="  ").content.decode()
    assert Offering.objects.filter(pk=offering.pk, withdrawn_at=None).exists()


def test_the_database_refuses_places_taken_back_without_a_reason(centre):
    offering = OfferingFactory(centre=centre)

    with pytest.raises(IntegrityError), transaction.atomic():
        Offering.objects.filter(pk=offering.pk).update(withdrawn_at=timezone.now())


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_many_who_take_places_back_at_once_one_does(transactional_db):
    offering = OfferingFactory(call=open_call())
    people = [CentreMemberFactory(centre=offering.centre).user for _each in range(4)]
    before = Message.objects.count()
    application = ApplicationFactory(call=offering.call)
    Preference.objects.create(application=application, offering=offering, rank=1)

    def take_back(person):
        try:
            return actions.withdraw_offering(offering=offering, by=person, because="The unit moves.")
        except ValidationError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as pool:
        answers = list(pool.map(take_back, people))

    assert sum(isinstance(answer, ValidationError) for answer in answers) == len(people) - 1
    assert Message.objects.count() == before + 1


# ---- My centres -------------------------------------------------------------------------------------------------------


def test_who_speaks_for_none_reads_how_that_is_entered(as_, participant):
    text = as_(participant).get(reverse("fellowships:my_centres")).content.decode()

    assert "You do not speak for a centre at present." in text


@pytest.mark.parametrize("number", [1, 3])
def test_my_centres_ask_the_same_queries_whatever_their_number(
    as_, tutor, centre, django_assert_max_num_queries, number
):
    for _each in range(number):
        other = CentreMemberFactory(user=tutor).centre
        offering = OfferingFactory(centre=other)
        Week.objects.create(offering=offering, starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 5))

    client = as_(tutor)

    with django_assert_max_num_queries(12):
        text = client.get(reverse("fellowships:my_centres")).content.decode()
    assert text.count("Change the page") == number + 1
