import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.tests.factories import UserFactory
from fellowships.models import Interest
from fellowships.tests.factories import CallFactory, InterestFactory, open_call

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    return CallFactory(slug="2026-2027")


def tell_me(client, call):
    return client.post(reverse("fellowships:tell_me", args=[call.slug]))


def test_one_click_notes_the_wish(as_, participant, call):
    response = tell_me(as_(participant), call)

    assert response.url == reverse("fellowships:index")
    assert [(interest.user, interest.told_at) for interest in Interest.objects.all()] == [(participant, None)]


def test_a_second_click_changes_nothing(as_, participant, call):
    tell_me(as_(participant), call)
    tell_me(as_(participant), call)

    assert Interest.objects.count() == 1


def test_who_has_asked_sees_it_and_can_take_it_back(as_, participant, call):
    tell_me(as_(participant), call)

    page = as_(participant).get(reverse("fellowships:index")).content.decode()
    assert participant.email in page
    assert "Do not tell me" in page

    as_(participant).post(reverse("fellowships:no_longer", args=[call.slug]))
    assert not Interest.objects.exists()
    assert "Do not tell me" not in as_(participant).get(reverse("fellowships:index")).content.decode()


def test_taking_back_leaves_the_wishes_of_others_alone(as_, participant, stranger, call):
    InterestFactory(call=call, user=stranger)

    as_(participant).post(reverse("fellowships:no_longer", args=[call.slug]))

    assert [interest.user for interest in Interest.objects.all()] == [stranger]


def test_an_unverified_address_is_asked_to_be_confirmed_first(as_, call):
    response = tell_me(as_(UserFactory(verified=False)), call)

    assert response.url == reverse("account_email")
    assert not Interest.objects.exists()


def test_an_open_call_takes_no_more_wishes(as_, participant):
    call = open_call()

    tell_me(as_(participant), call)

    assert not Interest.objects.exists()


def test_get_is_refused(as_, participant, call):
    for name in ("tell_me", "no_longer"):
        assert as_(participant).get(reverse(f"fellowships:{name}", args=[call.slug])).status_code == 405


def test_nobody_who_is_not_signed_in_can_ask(client, call):
    response = tell_me(client, call)

    assert response.url.startswith(reverse("account_login"))
    assert not Interest.objects.exists()


def test_an_unknown_call_is_not_found(as_, participant):
    assert as_(participant).post(reverse("fellowships:tell_me", args=["none"])).status_code == 404


def test_the_page_for_everyone_has_a_link_instead_of_a_form(client, call):
    page = client.get(reverse("fellowships:index")).content.decode()

    assert "Details will be made available shortly." in page
    assert f"{reverse('account_login')}?next=/fellowships/" in page
    assert "csrfmiddlewaretoken" not in page


def test_without_a_call_the_page_says_that_details_follow(client):
    assert (
        "Details will be made available shortly." in client.get(reverse("fellowships:index")).content.decode()
    )


@pytest.mark.parametrize("number_of_calls", [1, 3])
def test_the_page_asks_the_same_queries_whatever_the_number_of_calls(
    client, django_assert_num_queries, number_of_calls
):
    CallFactory.create_batch(number_of_calls)

    with django_assert_num_queries(1):
        client.get(reverse("fellowships:index"))


def test_the_database_refuses_a_second_wish_of_one_person():
    interest = InterestFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Interest.objects.create(call=interest.call, user=interest.user)
