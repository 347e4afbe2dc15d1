import datetime
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from evaluations import actions
from evaluations.models import Answer, AnswerSheet, Participation
from evaluations.tests.factories import given, opened

pytestmark = pytest.mark.django_db


def at_once(deeds):
    def run(deed):
        try:
            return deed()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_answers_are_kept_apart_from_who_gave_them(participant, poland):
    survey = opened()

    actions.answer(
        survey=survey, person=participant, given=given(survey, number=3, choices=(0, 2), text="Ça va")
    )

    assert Participation.objects.get().answered_on == timezone.localdate()
    sheet = AnswerSheet.objects.get()
    assert sheet.country == "PL"
    said = dict(Answer.objects.filter(sheet=sheet).values_list("question__kind", "choices"))
    assert said == {"scale": [], "single": [0], "multiple": [0, 2], "text": []}
    assert set(Answer.objects.exclude(text="").values_list("text", flat=True)) == {"Ça va"}
    assert set(Answer.objects.exclude(number=None).values_list("number", flat=True)) == {3}


def test_a_second_time_is_told_and_nothing_is_doubled(participant):
    survey = opened()
    actions.answer(survey=survey, person=participant, given=given(survey))

    with pytest.raises(actions.AlreadyAnswered):
        actions.answer(survey=survey, person=participant, given=given(survey))

    assert AnswerSheet.objects.count() == 1


def test_no_country_is_kept_that_has_no_hub(stranger):
    survey = opened()

    actions.answer(survey=survey, person=stranger, given=given(survey))

    assert AnswerSheet.objects.get().country == ""


def test_a_closed_survey_takes_no_answer_and_notes_nobody(participant):
    survey = opened()
    actions.close_survey(survey=survey)

    with pytest.raises(ValidationError, match="closed"):
        actions.answer(survey=survey, person=participant, given=given(survey))

    assert not Participation.objects.exists()


def test_a_draft_takes_no_answer(participant):
    draft = actions.copy_survey(survey=opened(), by=None)

    with pytest.raises(ValidationError):
        actions.answer(survey=draft, person=participant, given={})


@pytest.mark.parametrize(("closes_in", "is_open"), [(0, True), (1, True), (-2, False)])
def test_the_last_day_lasts_until_it_has_ended_everywhere(closes_in, is_open, participant):
    survey = opened()
    survey.closes_on = timezone.now().date() + datetime.timedelta(days=closes_in)
    survey.save()

    assert survey.is_open is is_open
    assert survey.__class__.objects.open().exists() is is_open
    assert survey.__class__.objects.due_to_close().exists() is not is_open


def test_the_last_day_of_a_survey_is_still_there_in_the_far_west():
    survey = opened(closes_on=datetime.date(2036, 5, 1))
    surveys = survey.__class__.objects

    assert surveys.open(datetime.datetime(2036, 5, 2, 11, 59, tzinfo=datetime.UTC)).exists()
    assert surveys.due_to_close(datetime.datetime(2036, 5, 2, 12, tzinfo=datetime.UTC)).exists()


def test_what_has_to_be_answered_is_not_left_out(participant):
    survey = opened()
    said = given(survey)
    said.pop(survey.asked[0].pk)

    with pytest.raises(ValidationError, match="changed since"):
        actions.answer(survey=survey, person=participant, given=said)

    assert not Participation.objects.exists()


@pytest.mark.parametrize(
    ("kind", "value"), [("single", [7]), ("single", [0, 1]), ("multiple", []), ("scale", None), ("text", "")]
)
def test_an_answer_that_does_not_fit_its_question_is_refused(kind, value, participant):
    survey = opened()
    question = next(question for question in survey.asked if question.kind == kind)

    with pytest.raises(ValidationError, match="changed since"):
        actions.answer(survey=survey, person=participant, given=given(survey) | {question.pk: value})

    assert not AnswerSheet.objects.exists()


def test_a_question_of_another_survey_is_refused(participant):
    survey, other = opened(), opened()

    with pytest.raises(ValidationError, match="changed since"):
        actions.answer(survey=survey, person=participant, given=given(survey) | given(other))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_an_impatient_person_in_ten_tabs_answers_once():
    survey, person = opened(), UserFactory()

    answers = at_once([lambda: actions.answer(survey=survey, person=person, given=given(survey))] * 10)

    assert sum(isinstance(answer, actions.AlreadyAnswered) for answer in answers) == 9
    assert [Participation.objects.count(), AnswerSheet.objects.count()] == [1, 1]
    assert Answer.objects.count() == 4


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("deed", ["close", "edit"])
def test_answers_wait_for_who_is_just_closing_or_editing_and_are_told(deed):
    survey, person = opened(), UserFactory()
    said = given(survey, choices=(2,))

    def say():
        try:
            actions.answer(survey=survey, person=person, given=said)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            if deed == "close":
                actions.close_survey(survey=survey)
            else:
                survey.questions.filter(kind="single").update(options=["Only this", "Or that"])
            saying = pool.submit(say)
            wait([saying], timeout=0.5)
        with pytest.raises(ValidationError):
            saying.result()

    assert not AnswerSheet.objects.exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_answers_at_the_moment_of_closing_are_all_in_or_told():
    survey = opened()
    people = [UserFactory() for _number in range(12)]
    say = [
        lambda person=person: actions.answer(survey=survey, person=person, given=given(survey))
        for person in people
    ]

    results = at_once([*say[:6], lambda: actions.close_survey(survey=survey), *say[6:]])

    refused = sum(isinstance(result, ValidationError) for result in results)
    assert AnswerSheet.objects.count() == Participation.objects.count() == 12 - refused


def test_nothing_is_logged_that_tells_when_somebody_answered(participant):
    survey = opened()
    before = AuditEntry.objects.count()

    actions.answer(survey=survey, person=participant, given=given(survey))

    assert AuditEntry.objects.count() == before
