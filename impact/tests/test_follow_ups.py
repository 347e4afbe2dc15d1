"""People who completed a level are asked again, once, when the time has come."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from evaluations import actions as evaluations
from evaluations import occasions
from evaluations.models import AnswerSheet, Measure, Participation, QuestionKind
from evaluations.tests.factories import QuestionFactory, SurveyFactory
from impact import following_up
from impact.actions import follow_ups
from impact.models import Asked, FollowUp
from levels.models import LevelEnrolment
from levels.tests.factories import EnrolmentFactory, LevelEnrolmentFactory, LevelFactory
from mailing import kinds
from mailing.models import Message
from mailing.rendering import render

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 3, 15, 8, 20, tzinfo=UTC)
URL = "/me/follow-up/1/"


def make_follow_up(**fields):
    survey = SurveyFactory(asks_core=False)
    QuestionFactory(survey=survey, kind=QuestionKind.SINGLE, measures=Measure.ACTION, agreeing=[0])
    evaluations.open_survey(survey=survey, by=None)
    return FollowUp.objects.create(level=LevelFactory(number=1), survey=survey, **fields)


@pytest.fixture
def follow_up(db):
    return make_follow_up()


def completed(at, **user):
    row = LevelEnrolmentFactory(enrolment=EnrolmentFactory(user=UserFactory(**user)), level__number=1)
    LevelEnrolment.objects.filter(pk=row.pk).update(completed_at=at)
    return row.enrolment.user


def days_before(days):
    return NOW - timedelta(days=days)


def asked():
    return set(Asked.objects.values_list("person", flat=True))


def mails():
    return Message.objects.filter(kind="impact/follow_up").order_by("pk")


def form(follow_up):
    return {f"q{question.pk}": 0 for question in follow_up.survey.asked}


# ---- Who is asked, and when --------------------------------------------------------------------------------------


def test_people_are_asked_four_months_after_they_completed_the_level(follow_up):
    on_the_day = completed(datetime(2026, 11, 15, 8, 0, tzinfo=UTC))
    completed(datetime(2026, 11, 16, 8, 0, tzinfo=UTC))

    follow_ups.ask_and_remind(NOW)

    assert asked() == {on_the_day.pk}
    assert mails().get().key == f"follow-up:{follow_up.pk}:{on_the_day.pk}"


def test_each_person_is_asked_once_however_often_beat_runs(follow_up):
    completed(days_before(130))

    for day in range(5):
        follow_ups.ask_and_remind(NOW + timedelta(days=day))

    assert mails().count() == Asked.objects.count() == 1


def test_an_outage_is_made_up_for_but_nobody_is_asked_more_than_two_months_late(follow_up):
    late = completed(datetime(2026, 9, 16, tzinfo=UTC))
    completed(datetime(2026, 9, 14, tzinfo=UTC))

    follow_ups.ask_and_remind(NOW)

    assert asked() == {late.pk}


def test_the_months_are_those_that_staff_have_set(follow_up):
    FollowUp.objects.update(months=6)
    completed(days_before(130))
    then = completed(days_before(190))

    follow_ups.ask_and_remind(NOW)

    assert asked() == {then.pk}


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ((2027, 7, 31), 1, (2027, 6, 30)),
        ((2028, 2, 29), 12, (2027, 2, 28)),
        ((2027, 3, 15), 4, (2026, 11, 15)),
        ((2027, 1, 10), 24, (2025, 1, 10)),
    ],
)
def test_months_are_those_of_the_calendar(day, months, expected):
    assert following_up.months_before(datetime(*day, tzinfo=UTC), months) == datetime(*expected, tzinfo=UTC)


def test_who_works_for_the_portal_has_left_or_lost_the_completion_is_not_asked(follow_up):
    completed(days_before(130), is_staff=True)
    completed(days_before(130), is_active=False)
    lost = completed(days_before(130))
    LevelEnrolment.objects.filter(enrolment__user=lost).update(
        taken_back_at=NOW, taken_back_because="Counted by mistake."
    )
    unfinished = LevelEnrolmentFactory(level__number=1)
    assert unfinished.completed_at is None

    follow_ups.ask_and_remind(NOW)

    assert asked() == set()


def test_nobody_is_asked_while_it_is_turned_off_or_its_survey_is_not_open(follow_up):
    completed(days_before(130))
    FollowUp.objects.update(is_on=False)
    follow_ups.ask_and_remind(NOW)
    FollowUp.objects.update(is_on=True)
    evaluations.close_survey(survey=follow_up.survey)
    follow_ups.ask_and_remind(NOW)
    assert asked() == set()

    evaluations.open_survey(survey=follow_up.survey, by=None)
    follow_ups.ask_and_remind(NOW)
    assert len(asked()) == 1


def test_more_people_than_one_handful_are_all_asked(follow_up, monkeypatch):
    monkeypatch.setattr(follow_ups, "AT_ONCE", 2)
    everybody = {completed(days_before(130)).pk for _number in range(5)}

    follow_ups.ask_and_remind(NOW)

    assert asked() == everybody
    assert mails().count() == 5


# ---- The mail ----------------------------------------------------------------------------------------------------


def test_the_mail_is_in_the_persons_language_and_says_how_long_it_takes(follow_up):
    completed(days_before(130), language="pl", name="Łukasz Żółć")
    follow_ups.ask_and_remind(NOW)
    assert mails().get().language == "pl"

    Message.objects.update(language="en")
    mail = render(mails().get())

    assert mail.subject == "What has become of your plans after Level 1?"
    assert "it is 4 months since you completed Level 1" in mail.body
    assert "It is 1 question, 1 minute." in mail.body
    assert URL in mail.body
    assert "anonymous" in mail.alternatives[0][0]


@pytest.mark.parametrize("language", ["en", "pl", "pt", "ro", "sv"])
@pytest.mark.parametrize("reminder", [True, False])
def test_it_can_be_written_in_every_language(language, reminder, follow_up):
    completed(days_before(130))
    follow_ups.ask_and_remind(NOW)
    message = mails().get()
    message.language, message.context["reminder"] = language, reminder

    assert "1" in render(message).subject


def test_one_reminder_after_ten_days_for_those_who_have_not_answered(follow_up):
    silent, heard = completed(days_before(130)), completed(days_before(130))
    follow_ups.ask_and_remind(NOW)
    Participation.objects.create(survey=follow_up.survey, person=heard)

    follow_ups.ask_and_remind(NOW + timedelta(days=9))
    assert mails().count() == 2
    for days in (10, 11, 30):
        follow_ups.ask_and_remind(NOW + timedelta(days=days, minutes=1))

    assert mails().count() == 3
    assert mails().last().user == silent
    assert render(mails().last()).subject.startswith("A reminder:")


def test_nobody_is_reminded_after_forty_days(follow_up):
    completed(days_before(130))
    follow_ups.ask_and_remind(NOW)

    follow_ups.ask_and_remind(NOW + timedelta(days=41))

    assert mails().count() == 1


def test_a_mail_is_dropped_when_it_is_answered_or_closed_meanwhile(follow_up):
    person = completed(days_before(130))
    follow_ups.ask_and_remind(NOW)
    message = mails().get()
    still_true = kinds.get(message.kind).still_true
    assert still_true(message)

    evaluations.close_survey(survey=follow_up.survey)
    assert not still_true(message)
    evaluations.open_survey(survey=follow_up.survey, by=None)
    Participation.objects.create(survey=follow_up.survey, person=person)
    assert not still_true(message)


@pytest.mark.parametrize("people", [1, 3])
def test_the_queries_do_not_grow_with_people(people, follow_up, django_assert_max_num_queries):
    for _person in range(people):
        completed(days_before(130))

    with django_assert_max_num_queries(22):
        follow_ups.ask_and_remind(NOW)


# ---- Answering ---------------------------------------------------------------------------------------------------


def test_who_was_asked_answers_once_and_nothing_leads_to_the_answer(as_, follow_up):
    person = completed(days_before(130))
    follow_ups.ask_and_remind(NOW)
    page = as_(person).get(URL)
    assert "What has become of your plans?" in page.text

    as_(person).post(URL, form(follow_up))
    again = as_(person).post(URL, form(follow_up), follow=True)

    assert AnswerSheet.objects.count() == Participation.objects.count() == 1
    assert "You have answered already" in again.text


@pytest.mark.parametrize("who", ["participant", "stranger", "staff"])
def test_for_who_was_not_asked_there_is_no_such_page(as_, follow_up, request, who):
    client = as_(request.getfixturevalue(who))

    assert client.get(URL).status_code == 404
    assert client.post(URL, form(follow_up)).status_code == 404
    assert not AnswerSheet.objects.exists()


def test_nobody_signed_in_is_sent_to_log_in(client, follow_up):
    assert client.get(URL).status_code == 302


def test_when_the_survey_is_closed_the_page_says_so(as_, follow_up):
    person = completed(days_before(130))
    follow_ups.ask_and_remind(NOW)
    evaluations.close_survey(survey=follow_up.survey)

    assert "This evaluation is closed" in as_(person).get(URL).text
    as_(person).post(URL, form(follow_up))
    assert not AnswerSheet.objects.exists()


def test_the_rate_is_of_those_who_were_asked(follow_up):
    for _person in range(3):
        completed(days_before(130))
    follow_ups.ask_and_remind(NOW)

    assert occasions.of(follow_up.survey).invited() == 3


# ---- What staff see, and what the database refuses ---------------------------------------------------------------


def test_staff_set_the_months_and_see_how_many_were_asked(as_, staff, follow_up):
    completed(days_before(130))
    follow_ups.ask_and_remind(NOW)
    page = as_(staff).get(reverse("admin:impact_followup_changelist"))
    assert "What people say" in page.text

    address = reverse("admin:impact_followup_change", args=[follow_up.pk])
    as_(staff).post(address, {"months": 5, "is_on": "on"})

    follow_up.refresh_from_db()
    assert follow_up.months == 5


def test_a_survey_of_something_else_is_refused(as_, staff):
    level = LevelFactory(number=1, evaluation=SurveyFactory())
    address = reverse("admin:impact_followup_add")
    data = {"level": level.pk, "survey": level.evaluation.pk, "months": 4, "is_on": "on"}

    page = as_(staff).post(address, data)

    assert "belongs to something else" in page.text
    assert not FollowUp.objects.exists()


@pytest.mark.parametrize("months", [0, 25])
def test_the_months_are_sensible(follow_up, months):
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUp.objects.update(months=months)


def test_a_person_is_asked_once_of_each_level(follow_up, participant):
    Asked.objects.create(follow_up=follow_up, person=participant)

    with pytest.raises(IntegrityError), transaction.atomic():
        Asked.objects.create(follow_up=follow_up, person=participant)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_ask_nobody_twice():
    make_follow_up()
    for _person in range(6):
        completed(timezone.now() - timedelta(days=140))

    def ask(_number):
        try:
            return follow_ups.ask_and_remind()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, range(4))) == [None] * 4

    assert Asked.objects.count() == mails().count() == 6
