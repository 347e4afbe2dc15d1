"""A level as one person finds it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.models import Attempt
from assessments.tests.factories import AssessmentFactory
from levels import classroom
from levels.models import LevelEnrolment, Progress
from levels.tests.factories import LevelEnrolmentFactory, LevelFactory, ModuleFactory, ResourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def level():
    return LevelFactory()


def begin(person, resource, *, done=False, minutes_ago=0, version=1):
    now = timezone.now() - timedelta(minutes=minutes_ago)
    return Progress.objects.create(
        person=person,
        resource=resource,
        opened_at=now,
        last_at=now,
        done_at=now if done else None,
        done_version=version if done else None,
    )


def tomorrow():
    return timezone.localdate() + timedelta(days=1)


def test_the_first_mandatory_resource_is_next(level, participant):
    optional = ResourceFactory(is_mandatory=False, minutes=5)
    first = ResourceFactory(module=optional.module, minutes=10)
    ResourceFactory(minutes=20)

    room = classroom.load(level, participant)

    assert room.next == first
    assert room.left_off is None
    assert room.minutes_left == 30
    assert (len(room.done), len(room.mandatory)) == (0, 2)


def test_what_was_begun_last_goes_before_what_comes_first(level, participant):
    first, second, third = ResourceFactory(), ResourceFactory(), ResourceFactory()
    begin(participant, second, minutes_ago=60)
    begin(participant, third, minutes_ago=5)
    begin(participant, first, done=True)

    assert classroom.load(level, participant).next == third


def test_something_optional_that_was_begun_is_offered_besides(level, participant):
    mandatory, optional = ResourceFactory(), ResourceFactory(is_mandatory=False)
    begin(participant, optional)

    room = classroom.load(level, participant)

    assert (room.next, room.left_off) == (mandatory, optional)


def test_when_all_that_is_mandatory_is_done_the_rest_is_next_and_then_nothing(level, participant):
    mandatory, optional = ResourceFactory(), ResourceFactory(is_mandatory=False)
    begin(participant, mandatory, done=True)
    assert classroom.load(level, participant).next == optional

    begin(participant, optional, done=True)

    room = classroom.load(level, participant)
    assert room.next is None
    assert room.minutes_left == 0
    assert room.chapters[0].is_done


def test_what_others_have_done_counts_for_them_alone(level, participant, stranger):
    resource = ResourceFactory()
    begin(stranger, resource, done=True)

    assert classroom.load(level, participant).next == resource


def test_drafts_are_not_there_but_for_staff(level, participant, staff):
    draft = ResourceFactory(module__publish_on=None)
    hidden = ResourceFactory(publish_on=None)

    room = classroom.load(level, participant)
    assert draft.module not in [chapter.module for chapter in room.chapters]
    assert hidden not in room.resources

    whole = classroom.load(level, staff, sees_all=True)
    assert whole.resources == [draft, hidden]
    assert [resource.lock for resource in whole.resources] == ["", ""]


def test_a_module_to_come_says_when(level, participant):
    resource = ResourceFactory(module__publish_on=tomorrow())

    room = classroom.load(level, participant)

    assert room.chapters[0].lock.startswith("Published on ")
    assert room.resources == [resource]
    assert resource not in room.to_do
    assert room.next is None
    assert not room.chapters[0].is_done


def test_a_resource_to_come_says_when_and_holds_nobody_back(level, participant):
    now = ResourceFactory()
    ResourceFactory(module=now.module, publish_on=tomorrow())
    begin(participant, now, done=True)

    room = classroom.load(level, participant)

    assert room.resources[1].lock.startswith("Published on ")
    assert room.chapters[0].is_done
    assert room.next is None


def test_a_module_waits_for_the_one_before_and_says_how_much_is_missing(level, participant):
    before = ResourceFactory()
    ResourceFactory(module=before.module, is_mandatory=False)
    after = ResourceFactory(module__needs_previous=True)

    room = classroom.load(level, participant)
    assert room.chapters[1].lock == f"Opens when “{before.module}” is done: 1 mandatory resource is missing."
    assert room.resources[-1].lock == room.chapters[1].lock

    begin(participant, before, done=True)
    room = classroom.load(level, participant)
    assert room.chapters[1].lock == ""
    assert room.next == after


def test_a_module_after_one_that_is_not_published_says_so(level, participant):
    ResourceFactory(module__publish_on=tomorrow())
    ResourceFactory(module__needs_previous=True)

    assert classroom.load(level, participant).chapters[1].lock.endswith("which is not published yet.")


def test_a_draft_between_two_modules_holds_nobody_back(level, participant, staff):
    first = ResourceFactory()
    ModuleFactory(publish_on=None)
    last = ResourceFactory(module__needs_previous=True)
    begin(participant, first, done=True)

    assert classroom.load(level, participant).next == last


def test_what_changed_since_it_was_done_still_counts_and_says_so(level, participant):
    resource = ResourceFactory(version=2)
    begin(participant, resource, done=True, version=1)

    room = classroom.load(level, participant)

    assert room.resources[0].is_changed
    assert room.chapters[0].is_done


def test_neighbours_are_those_that_can_be_opened(level, participant):
    first = ResourceFactory()
    ResourceFactory(module=first.module, publish_on=tomorrow())
    last = ResourceFactory()

    room = classroom.load(level, participant)

    assert room.neighbours(room.resources[0]) == (None, last)
    assert room.neighbours(room.resources[2]) == (first, None)


def test_another_level_is_another_room(level, participant):
    ResourceFactory(module__level=LevelFactory(number=2))

    assert classroom.load(level, participant).resources == []


def test_an_assessment_that_was_tried_waits_for_its_turn(level, participant):
    page = ResourceFactory()
    exam = ResourceFactory(kind="assessment", assessment=AssessmentFactory(questions=0))
    begin(participant, exam)

    assert classroom.load(level, participant).next == page


def test_an_attempt_under_way_goes_before_everything(level, participant):
    begun = ResourceFactory()
    begin(participant, begun)
    exam = ResourceFactory(kind="assessment", assessment=AssessmentFactory(questions=0))
    Attempt.objects.create(assessment=exam.assessment, person=participant, number=1, pass_mark=7500)

    assert classroom.load(level, participant).next == exam

    begin(participant, exam, minutes_ago=60)
    LevelEnrolmentFactory(enrolment__user=participant, level=level)
    assert classroom.load(level, participant).next == exam
    assert LevelEnrolment.objects.with_left_off().get().left_off["title"] == exam.title

    Attempt.objects.all().delete()
    assert LevelEnrolment.objects.with_left_off().get().left_off["title"] == begun.title
