"""Questions to discuss: one thinks first, then reads what others think."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from levels.actions import discussions
from levels.models import Contribution, Evidence, Progress
from levels.showing import CONTRIBUTIONS_ON_A_PAGE
from levels.tests.factories import LevelEnrolmentFactory, LevelFactory, ResourceFactory
from levels.tests.test_classroom_pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(participant):
    LevelEnrolmentFactory(enrolment__user=participant, level=LevelFactory())
    return participant


@pytest.fixture
def question(db):
    return ResourceFactory(discussion=True)


def another(question, words="We drain first.", **person):
    author = UserFactory(**person)
    return discussions.contribute(resource=question, person=author, text=words, counts=False)


def address(name, question, *more):
    return reverse(f"levels:{name}", args=[1, question.module.slug, question.slug, *more])


def test_who_has_answered_reads_what_others_say(as_, learner, question):
    another(question, name="Ștefan Țăranu")
    client = as_(learner)
    before = text(client.get(question.get_absolute_url()))
    assert "We drain first." not in before
    assert "1 answer of others waits for you" in before

    after = text(client.post(address("contribute", question), {"text": "Antibiotics."}, follow=True))

    assert "Thank you." in after
    assert "Antibiotics." in after
    assert "We drain first." in after
    assert "Ștefan Țăranu" in after


def test_an_answer_completes_the_resource(as_, learner, question):
    as_(learner).post(address("contribute", question), {"text": "Antibiotics."})

    said = Contribution.objects.get(author=learner)
    assert Evidence.objects.get(person=learner, kind="contributed").data["contribution"] == said.pk
    assert Progress.objects.get(person=learner, resource=question).done_at


def test_an_empty_answer_is_asked_for_again(as_, learner, question):
    response = as_(learner).post(address("contribute", question), {"text": "  "})

    assert response.status_code == 200
    assert "This field is required." in text(response)
    assert not Contribution.objects.exists()


def test_a_double_click_says_it_once(learner, question):
    first = discussions.contribute(resource=question, person=learner, text="Once.")

    assert discussions.contribute(resource=question, person=learner, text="Once.") == first
    assert Evidence.objects.count() == 1


def test_nobody_says_more_than_ten_things_an_hour(as_, learner, question):
    for number in range(10):
        discussions.contribute(resource=question, person=learner, text=f"Thought {number}")

    found = text(as_(learner).post(address("contribute", question), {"text": "And an eleventh"}))
    assert "10 things within an hour" in found
    assert "And an eleventh" in found

    Contribution.objects.update(said_at=timezone.now() - timedelta(minutes=61))
    discussions.contribute(resource=question, person=learner, text="And an eleventh")


def test_nobody_answers_where_nothing_is_asked_or_the_level_is_not_open(
    as_, client, learner, stranger, question
):
    page = ResourceFactory()

    assert as_(learner).post(address("contribute", page), {"text": "Hello"}).status_code == 404
    assert as_(stranger).post(address("contribute", question), {"text": "Hello"}).status_code == 404
    client.logout()
    assert client.post(address("contribute", question), {"text": "Hello"}).status_code == 302
    assert not Contribution.objects.exists()


def test_faculty_is_marked_and_learns_nothing_by_it(as_, staff, learner, question):
    as_(staff).post(address("contribute", question), {"text": "A hint."})
    assert not Evidence.objects.exists()

    found = text(as_(learner).post(address("contribute", question), {"text": "Mine."}, follow=True))

    assert "Faculty" in found
    assert "A hint." in found


def test_staff_hide_with_a_reason_that_the_author_reads(as_, staff, learner, question):
    said = discussions.contribute(resource=question, person=learner, text="Bed 4, Mr K.")
    reader = another(question).author
    LevelEnrolmentFactory(enrolment__user=reader)

    as_(staff).post(address("hide", question, said.pk), {"because": "It names a patient."})

    assert "Bed 4" not in text(as_(reader).get(question.get_absolute_url()))
    assert "Hidden from others: It names a patient." in text(as_(learner).get(question.get_absolute_url()))
    assert "Show it again" in text(as_(staff).get(question.get_absolute_url()))
    assert AuditEntry.objects.get(action="contribution.hidden").person_id == learner.pk
    assert Progress.objects.get(person=learner).done_at

    as_(staff).post(address("show_again", question, said.pk))
    assert "Bed 4" in text(as_(reader).get(question.get_absolute_url()))


def test_the_second_to_hide_is_told(staff, learner, question):
    said = discussions.contribute(resource=question, person=learner, text="Bed 4, Mr K.")
    discussions.hide(contribution=said, by=staff, because="It names a patient.")

    with pytest.raises(ValidationError, match="hidden this already: It names a patient"):
        discussions.hide(contribution=said, by=staff, because="Something else")
    discussions.show_again(contribution=said, by=staff)
    with pytest.raises(ValidationError, match="Everybody sees this already"):
        discussions.show_again(contribution=said, by=staff)


def test_nothing_is_hidden_without_a_reason_or_by_others(as_, staff, learner, coordinator, question):
    said = another(question)

    for person in [learner, coordinator]:
        for name in ["hide", "show_again"]:
            assert as_(person).post(address(name, question, said.pk), {"because": "No"}).status_code == 404
    found = text(as_(staff).post(address("hide", question, said.pk), {"because": ""}, follow=True))
    assert "Say why" in found
    assert not Contribution.objects.exclude(hidden_at=None).exists()


def test_many_answers_come_page_by_page(as_, learner, question):
    for number in range(CONTRIBUTIONS_ON_A_PAGE + 1):
        another(question, f"Answer {number:02}")
    discussions.contribute(resource=question, person=learner, text="Mine.")

    first = text(as_(learner).get(question.get_absolute_url()))
    second = text(as_(learner).get(f"{question.get_absolute_url()}?page=2"))

    assert "Answer 20" in first
    assert "Answer 00" not in first
    assert "Answer 00" in second


@pytest.mark.parametrize("others", [1, 3])
def test_a_discussion_needs_the_same_queries_however_many_take_part(
    as_, learner, question, others, django_assert_max_num_queries
):
    for number in range(others):
        another(question, f"Answer {number}")
    discussions.contribute(resource=question, person=learner, text="Mine.")
    client = as_(learner)

    with django_assert_max_num_queries(10):
        client.get(question.get_absolute_url())
