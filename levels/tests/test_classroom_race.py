"""Two people at once in the classroom, on real PostgreSQL, each in a thread with an own connection."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.utils import timezone

from accounts.tests.factories import UserFactory
from levels.actions import classroom, discussions
from levels.models import Contribution, Evidence, Picture, Resource
from levels.tests.factories import ModuleFactory, ResourceFactory


def at_once(deeds):
    """Run the deeds together; returns what each returned or raised."""

    def run(deed):
        try:
            return deed()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_an_answer_sent_five_times_at_once_is_said_once():
    question, person = ResourceFactory(discussion=True), UserFactory()

    said = at_once([lambda: discussions.contribute(resource=question, person=person, text="Once.")] * 5)

    assert len({row.pk for row in said}) == 1
    assert Contribution.objects.count() == Evidence.objects.count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_who_hide_at_once_the_second_is_told():
    question, author = ResourceFactory(discussion=True), UserFactory()
    staff = [UserFactory(is_staff=True), UserFactory(is_staff=True)]
    said = discussions.contribute(resource=question, person=author, text="Bed 4.")

    told = at_once(
        [lambda by=by: discussions.hide(contribution=said, by=by, because="A patient.") for by in staff]
    )

    assert sum(isinstance(answer, ValidationError) for answer in told) == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_resources_that_are_moved_at_once_keep_an_order():
    rows = ResourceFactory.create_batch(4, module=ModuleFactory())

    at_once([lambda row=row: classroom.move(row=row, up=True, by=None) for row in rows[1:]])

    assert sorted(Resource.objects.values_list("order", flat=True)) == [1, 2, 3, 4]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_once_the_second_is_told():
    draft = ResourceFactory(publish_on=None, review_due_on=timezone.localdate())
    today = timezone.localdate()

    told = at_once([lambda: classroom.publish(row=draft, on=today, by=None)] * 2)

    assert sum(isinstance(answer, ValidationError) for answer in told) == 1


@pytest.mark.django_db
def test_a_resource_has_one_picture_of_a_name():
    page = ResourceFactory()
    Picture.objects.create(resource=page, name="curve", file="a.png")

    with pytest.raises(IntegrityError):
        Picture.objects.create(resource=page, name="curve", file="b.png")
