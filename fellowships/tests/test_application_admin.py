import pytest
from django.urls import reverse

from fellowships.models import Conflict, ConflictKind, ConflictSource
from fellowships.tests.applying import complete_draft
from fellowships.tests.factories import ApplicationFactory

pytestmark = pytest.mark.django_db
LIST = reverse("admin:fellowships_application_changelist")


def page_of(application):
    return reverse("admin:fellowships_application_change", args=[application.pk])


def test_staff_find_an_application_and_read_it_but_do_not_change_it(as_, staff, participant):
    application = complete_draft(participant)
    client = as_(staff)

    found = client.get(LIST, {"q": "Lukasz Zolc"}).content.decode()
    assert application.code in found
    assert application.motivation not in found

    page = client.get(page_of(application)).content.decode()
    assert "Dr Jan Kowalski" in page
    assert 'name="_save"' not in page
    assert client.post(page_of(application), {}).status_code == 403


def test_staff_do_not_find_what_they_have_a_stake_in(as_, staff):
    own, near = ApplicationFactory(person=staff), ApplicationFactory()
    Conflict.objects.create(
        application=near, person=staff, source=ConflictSource.REVIEWER, kind=ConflictKind.DECLARED
    )
    client = as_(staff)

    page = client.get(LIST).content.decode()

    assert own.code not in page
    assert near.code not in page
    assert client.get(page_of(near)).status_code == 302


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_queries_for_three_as_for_one(
    as_, staff, number, django_assert_max_num_queries
):
    ApplicationFactory.create_batch(number)
    client = as_(staff)

    with django_assert_max_num_queries(12):
        client.get(LIST)


def test_only_staff_enter(as_, participant, coordinator):
    for somebody in (participant, coordinator):
        assert as_(somebody).get(LIST).status_code in (302, 403, 404)
