import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from assessments.actions import attempts
from assessments.actions import contests as actions
from assessments.models import Contest, ContestState
from assessments.tests.factories import published_question
from assessments.tests.taking import fixed, taken
from mailing.models import Message

pytestmark = pytest.mark.django_db
TEXT = "Option B is in the guideline as well, page 12."


@pytest.fixture
def question():
    return published_question()


@pytest.fixture
def attempt(question, participant):
    return taken(fixed(question, published_question()), participant)


def first(attempt):
    return attempt.questions.get(order=1)


def address(attempt, order=1):
    return reverse("assessments:contest", args=[attempt.public_id, order])


def test_a_person_contests_a_question_of_the_own_attempt_once(attempt, participant):
    contest = actions.contest(question=first(attempt), person=participant, text=TEXT)

    assert (contest.state, contest.version) == (ContestState.OPEN, first(attempt).version)
    with pytest.raises(ValidationError, match="already"):
        actions.contest(question=first(attempt), person=participant, text=TEXT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contest.objects.create(
            question=first(attempt), version=contest.version, person=participant, text="Twice"
        )


def test_nobody_contests_what_is_somebody_elses_or_not_handed_in(question, attempt, participant, stranger):
    with pytest.raises(ValidationError):
        actions.contest(question=first(attempt), person=stranger, text=TEXT)
    running = attempts.start(assessment=fixed(published_question()), person=participant)
    with pytest.raises(ValidationError, match="handed in"):
        actions.contest(question=first(running), person=participant, text=TEXT)


def test_too_many_in_a_day_have_to_wait(participant, monkeypatch):
    monkeypatch.setattr(actions, "MOST_A_DAY", 1)
    attempt = taken(fixed(published_question(), published_question()), participant)
    actions.contest(question=first(attempt), person=participant, text=TEXT)

    with pytest.raises(ValidationError, match="tomorrow"):
        actions.contest(question=attempt.questions.get(order=2), person=participant, text=TEXT)


def test_the_page_takes_a_contest_and_then_shows_it(attempt, participant, as_):
    client = as_(participant)

    assert client.post(address(attempt), {"text": "short"}).status_code == 200
    assert client.post(address(attempt), {"text": TEXT}).status_code == 302
    page = client.get(address(attempt)).content.decode()

    assert TEXT in page
    assert "We have your message" in page


def test_the_page_is_only_there_for_the_person_of_the_attempt(attempt, stranger, coordinator, staff, as_):
    for user in (stranger, coordinator, staff):
        assert as_(user).get(address(attempt)).status_code == 404


def test_where_people_see_no_questions_there_is_nothing_to_contest(attempt, participant, as_):
    attempt.assessment.review = "never"
    attempt.assessment.save()

    assert as_(participant).get(address(attempt)).status_code == 404


def both(question):
    people = [UserFactory(), UserFactory()]
    assessment = fixed(question)
    return [
        actions.contest(question=first(taken(assessment, person)), person=person, text=TEXT)
        for person in people
    ]


def test_one_answer_reaches_everyone_who_is_ticked_once(question, staff):
    contests = both(question)

    actions.answer(
        version=question.current,
        contests=[row.pk for row in contests],
        by=staff,
        is_upheld=True,
        reply="You are right, thank you.",
    )

    assert set(Contest.objects.values_list("state", flat=True)) == {"upheld"}
    mails = Message.objects.filter(kind="assessments/contest_answered")
    assert {mail.user for mail in mails} == {row.person for row in contests}
    assert AuditEntry.objects.filter(action="contest.upheld").count() == 2


def test_who_comes_second_is_told_and_changes_nothing(question, staff):
    contests = [row.pk for row in both(question)]
    answer = {"version": question.current, "by": staff, "reply": "We leave it as it is."}
    actions.answer(contests=contests[:1], is_upheld=False, **answer)

    with pytest.raises(actions.AlreadyAnswered, match="dismissed"):
        actions.answer(contests=contests, is_upheld=True, **answer)
    assert sorted(Contest.objects.values_list("state", flat=True)) == ["dismissed", "open"]
    assert Message.objects.filter(kind="assessments/contest_answered").count() == 1


def test_nobody_is_answered_without_a_sentence_or_by_themselves(question, staff):
    own = actions.contest(question=first(taken(fixed(question), staff)), person=staff, text=TEXT)
    other = both(question)[0]

    with pytest.raises(ValidationError, match="sentence"):
        actions.answer(version=question.current, contests=[other.pk], by=staff, is_upheld=True, reply="ok")
    with pytest.raises(ValidationError, match="Choose"):
        actions.answer(version=question.current, contests=[own.pk], by=staff, is_upheld=True, reply=TEXT)


def test_staff_find_the_question_with_all_that_is_said_and_answer_on_one_page(question, staff, as_):
    contests, client = both(question), as_(staff)
    page = reverse("assessments:contested_version", args=[question.current.pk])

    assert question.code in client.get(reverse("assessments:contested")).content.decode()
    assert client.get(page).content.decode().count(TEXT) == 2
    data = {"do": "dismiss", "contests": [row.pk for row in contests], "reply": "It stays: see page 12."}
    assert client.post(page, data).status_code == 302
    assert Contest.objects.open().count() == 0
    assert "It stays: see page 12." in client.get(page).content.decode()


def test_answered_contests_can_not_be_half_answered(attempt, participant):
    contest = actions.contest(question=first(attempt), person=participant, text=TEXT)

    with pytest.raises(IntegrityError), transaction.atomic():
        Contest.objects.filter(pk=contest.pk).update(state="upheld")


@pytest.mark.parametrize("name", ["contested", "marking", "figures_overview"])
def test_only_the_office_has_these_pages(name, participant, coordinator, staff, as_, client):
    path = reverse(f"assessments:{name}")

    assert client.get(path).status_code == 302
    for user, status in ((participant, 404), (coordinator, 404), (staff, 200)):
        assert as_(user).get(path).status_code == status


def test_the_queue_asks_no_more_for_more_rows(staff, as_, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, path = as_(staff), reverse("assessments:contested")
    both(published_question())
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(path)
    both(published_question())
    both(published_question())
    with django_assert_num_queries(len(one)):
        client.get(path)
