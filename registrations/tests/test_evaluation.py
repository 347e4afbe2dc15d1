"""The evaluation of an event: who answers, and the certificate that waits for it."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from certificates.models import Certificate
from evaluations import actions as evaluations
from evaluations.models import AnswerSheet, Participation
from evaluations.tests.factories import SurveyFactory, given, opened
from hubs.models import Membership
from levels.tests.factories import EnrolmentFactory, LevelEnrolmentFactory, LevelFactory, asking
from registrations import actions, certification, evaluating, tasks
from registrations.forms.events import EventForm
from registrations.models import Attendance, Event, State
from registrations.tests.certifying import issued_for
from registrations.tests.factories import EventFactory, RegistrationFactory, SessionFactory

pytestmark = pytest.mark.django_db


def past(**fields):
    yesterday = timezone.now() - datetime.timedelta(days=1)
    fields = {
        "slug": "day",
        "starts_at": yesterday,
        "evaluation": opened(),
        "evaluation_required": True,
    } | fields
    return EventFactory(**fields)


@pytest.fixture
def event(poland):
    return past(hub=poland)


@pytest.fixture
def of_the_office(event):
    """Certificates of a hub's event wait for its closing, too; this event is ESICM's own."""
    Event.objects.update(hub=None)


@pytest.fixture
def session(event):
    return SessionFactory(event=event)


def attend(session, user, minutes=60):
    registration = RegistrationFactory(event=session.event, user=user)
    Attendance.objects.create(session=session, registration=registration, minutes=minutes)
    return registration


@pytest.fixture
def registration(session, participant):
    return attend(session, participant)


def form(event, **said):
    return {f"q{pk}": value for pk, value in given(event.evaluation, **said).items()}


URL = "/events/day/evaluation/"


# ---- Who answers -----------------------------------------------------------------------------------------------


def test_a_participant_answers_and_is_thanked(as_, participant, registration):
    html = as_(participant).get(URL).text
    assert "5 questions, 2 minutes." in html
    assert "Your answers are anonymous" in html

    answer = as_(participant).post(URL, form(registration.event, text="Well done"), follow=True)

    assert "Your answers are in" in answer.text
    assert "Well done" not in answer.text
    assert Participation.objects.filter(person=participant).count() == AnswerSheet.objects.count() == 1


def test_whoever_held_a_place_may_answer_without_an_attendance(as_, participant, event):
    RegistrationFactory(event=event, user=participant)

    assert as_(participant).get(URL).status_code == 200


@pytest.mark.parametrize("who", ["stranger", "staff", "coordinator"])
def test_for_others_there_is_no_such_page(who, as_, registration, request):
    client = as_(request.getfixturevalue(who))

    assert client.get(URL).status_code == client.post(URL, {}).status_code == 404


def test_a_visitor_is_asked_to_log_in(client, registration):
    assert client.get(URL).status_code == 302


@pytest.mark.parametrize(
    "fields",
    [
        {"evaluation": None, "evaluation_required": False},
        {"ends_at": timezone.now() + datetime.timedelta(days=2)},
        {"cancelled_at": timezone.now(), "cancellation_reason": "Flood"},
    ],
)
def test_nobody_is_asked_before_the_end_nor_where_there_is_nothing_to_ask(
    fields, as_, participant, registration
):
    Event.objects.update(**fields)

    assert as_(participant).get(URL).status_code == 404
    assert URL not in as_(participant).get("/events/day/").text
    assert URL not in as_(participant).get("/me/").text


@pytest.mark.parametrize("state", [State.WAITING, State.REQUESTED, State.CANCELLED])
def test_without_a_place_there_is_no_such_page(state, as_, participant, event):
    RegistrationFactory(event=event, user=participant, state=state)

    assert as_(participant).get(URL).status_code == 404


def test_a_draft_is_not_shown(as_, participant, registration):
    Event.objects.update(evaluation=SurveyFactory())

    assert as_(participant).get(URL).status_code == 404
    assert URL not in as_(participant).get("/events/day/").text


def test_errors_keep_what_was_typed(as_, participant, registration):
    data = form(registration.event, number=2, text="Long thoughts")
    missing = next(iter(data))
    data.pop(missing)

    html = as_(participant).post(URL, data).text

    assert "Nothing was sent yet." in html
    assert f'href="#{missing}"' in html
    assert "Please choose an answer." in html
    assert "Long thoughts" in html
    assert 'value="2" checked' in html
    assert not Participation.objects.exists()


def test_a_second_tab_is_told(as_, participant, registration):
    as_(participant).post(URL, form(registration.event))

    again = as_(participant).post(URL, form(registration.event), follow=True)

    assert "You have answered already" in again.text
    assert AnswerSheet.objects.count() == 1


def test_a_survey_that_closed_meanwhile_says_so(as_, participant, registration):
    evaluations.close_survey(survey=registration.event.evaluation)

    answer = as_(participant).post(URL, form(registration.event))

    assert "This evaluation is closed" in answer.text
    assert not Participation.objects.exists()


# ---- The certificate waits -------------------------------------------------------------------------------------


def test_only_who_has_answered_gets_a_certificate(session, event):
    answered, silent = attend(session, UserFactory()), attend(session, UserFactory())
    actions.answer_evaluation(registration=answered, given=given(event.evaluation))

    assert issued_for(event) == 1
    assert Certificate.objects.get().holder == answered.user
    assert list(event.registrations.held_back()) == [silent]


def test_where_it_is_not_required_everybody_gets_one(session, event):
    Event.objects.update(evaluation_required=False)
    event.refresh_from_db()
    attend(session, UserFactory())

    assert issued_for(event) == 1
    assert not event.registrations.held_back().exists()


def test_to_have_answered_without_having_been_there_earns_nothing(event, participant):
    registration = RegistrationFactory(event=event, user=participant)
    actions.answer_evaluation(registration=registration, given=given(event.evaluation))

    assert issued_for(event) == 0


def test_an_answer_to_another_survey_does_not_count(session, event, participant):
    attend(session, participant)
    other = opened()
    evaluations.answer(survey=other, person=participant, given=given(other))

    assert issued_for(event) == 0


@pytest.mark.parametrize("people", [1, 3])
def test_who_has_earned_one_is_asked_in_as_many_queries(people, session, event, django_assert_num_queries):
    for _person in range(people):
        attend(session, UserFactory())

    with django_assert_num_queries(5):
        assert certification.award_for(event) == 0


def test_the_certificate_follows_at_once(
    registration, participant, staff, of_the_office, django_capture_on_commit_callbacks
):
    event = registration.event
    assert actions.release_certificates(event=event, by=staff) == 0
    with django_capture_on_commit_callbacks() as callbacks:
        actions.answer_evaluation(registration=registration, given=given(event.evaluation))

    assert len(callbacks) == 1
    tasks.issue_event_certificates(event.pk)
    assert Certificate.objects.get().holder == participant


def test_before_the_release_nothing_is_issued(registration, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        actions.answer_evaluation(registration=registration, given=given(registration.event.evaluation))

    assert callbacks == []
    tasks.issue_missing_certificates()
    assert not Certificate.objects.exists()


def test_the_beat_makes_up_for_a_task_that_got_lost(registration, staff, of_the_office):
    actions.release_certificates(event=registration.event, by=staff)
    actions.answer_evaluation(registration=registration, given=given(registration.event.evaluation))

    tasks.issue_missing_certificates()

    assert Certificate.objects.count() == 1


def test_a_survey_that_is_opened_again_releases_late(registration, staff):
    """Half a year later, when corrections of attendance earn nothing any more."""
    event = registration.event
    long_ago = timezone.now() - datetime.timedelta(days=180)
    Event.objects.update(certificates_released_at=long_ago)
    evaluations.close_survey(survey=event.evaluation)
    with pytest.raises(ValidationError):
        actions.answer_evaluation(registration=registration, given=given(event.evaluation))

    evaluations.open_survey(survey=event.evaluation, by=staff)
    actions.answer_evaluation(registration=registration, given=given(event.evaluation))
    tasks.issue_missing_certificates()

    assert Certificate.objects.count() == 1


def test_staff_are_told_how_many_wait(as_, staff, session, event, of_the_office):
    answered, _silent = attend(session, UserFactory()), attend(session, UserFactory())
    actions.answer_evaluation(registration=answered, given=given(event.evaluation))
    assert "1 of them still has to answer the evaluation" in as_(staff).get("/events/day/attendance/").text

    answer = as_(staff).post("/events/day/certificates/", {"days": "0"}, follow=True).text

    assert "1 person gets a certificate." in answer
    assert "1 person has to answer the evaluation first" in answer
    assert (
        '<dt>Held back by the evaluation</dt><dd class="num"><a href="?group=evaluation#who">1</a>' in answer
    )


def test_a_release_before_the_first_answer_says_what_follows(as_, staff, registration, of_the_office):
    answer = as_(staff).post("/events/day/certificates/", {"days": "0"}, follow=True).text

    assert "each is made when its holder has answered" in answer


def test_required_needs_a_survey():
    with pytest.raises(IntegrityError), transaction.atomic():
        EventFactory(evaluation=None, evaluation_required=True)


def test_a_survey_of_a_level_is_refused_for_an_event(event):
    taken = LevelFactory(evaluation=opened()).evaluation
    form = EventForm({}, instance=event)
    form.cleaned_data = {"evaluation": taken}

    with pytest.raises(ValidationError, match="belongs to something else"):
        form.clean_evaluation()

    form.cleaned_data = {"evaluation": event.evaluation}
    assert form.clean_evaluation() == event.evaluation


# ---- What the person reads -------------------------------------------------------------------------------------


def test_the_event_page_says_that_the_certificate_waits(as_, participant, registration):
    closes_on = timezone.localdate() + datetime.timedelta(days=3)
    evaluation = registration.event.evaluation
    evaluation.closes_on = closes_on
    evaluation.save()

    html = as_(participant).get("/events/day/").text

    assert "The certificate of attendance waits for your evaluation." in html
    assert f"until the end of {closes_on.day} " in html
    assert URL in html


def test_without_an_attendance_no_certificate_waits_yet(as_, participant, event):
    RegistrationFactory(event=event, user=participant)
    EnrolmentFactory(user=participant)

    for address in ("/events/day/", "/me/"):
        html = as_(participant).get(address).text
        assert "issued only to people who have answered" in html
        assert "waits for" not in html


def test_my_pathway_makes_it_the_next_step(as_, participant, registration, django_assert_max_num_queries):
    client = as_(participant)
    EnrolmentFactory(user=participant)
    RegistrationFactory(user=participant, event=past(slug="second", evaluation=opened()))
    with django_assert_max_num_queries(12):
        html = client.get("/me/").text

    assert "Your certificate of attendance waits for the evaluation" in html
    assert html.count(URL) >= 1


def test_after_answering_nothing_is_asked_any_more(as_, participant, registration):
    actions.answer_evaluation(registration=registration, given=given(registration.event.evaluation))

    for address in ("/events/day/", "/me/"):
        html = as_(participant).get(address).text
        assert URL not in html
        assert "You have answered the evaluation." in html


def test_who_comes_too_late_is_told_what_to_do(as_, participant, registration):
    evaluations.close_survey(survey=registration.event.evaluation)

    html = as_(participant).get("/events/day/").text

    assert "which has closed" in html
    assert URL not in html


# ---- Results ---------------------------------------------------------------------------------------------------


def results(event):
    return reverse("evaluations:results", args=[event.evaluation_id])


def test_the_hub_of_the_event_reads_the_results_and_takes_no_table(as_, coordinator, registration):
    html = as_(coordinator).get(results(registration.event)).text

    assert "0 of 1 person has answered" in html
    table = reverse("evaluations:results_file", args=[registration.event.evaluation_id])
    assert table not in html
    assert as_(coordinator).get(table).status_code == 404


def test_the_hub_brings_its_results_up_to_date(as_, coordinator, session, event):
    for _person in range(5):
        actions.answer_evaluation(
            registration=attend(session, UserFactory()), given=given(event.evaluation, text="Good")
        )

    url = reverse("evaluations:count_in", args=[event.evaluation_id])
    html = as_(coordinator).post(url, follow=True).text

    assert html.count("<li>Good</li>") == 5


def test_another_hub_has_no_such_page(as_, romanian_coordinator, registration):
    assert as_(romanian_coordinator).get(results(registration.event)).status_code == 404
    url = reverse("evaluations:count_in", args=[registration.event.evaluation_id])
    assert as_(romanian_coordinator).post(url).status_code == 404


def test_a_term_that_has_ended_ends_it(as_, coordinator, registration):
    Membership.objects.update(ends_on=timezone.localdate() - datetime.timedelta(days=1))

    assert as_(coordinator).get(results(registration.event)).status_code == 404


def test_the_rate_is_of_those_who_were_there(session, event):
    attend(session, UserFactory())
    attend(session, UserFactory(), minutes=0)
    RegistrationFactory(event=event)

    assert evaluating.invited(event).count() == 1


def test_while_nothing_is_recorded_everybody_with_a_place_is_asked(event):
    RegistrationFactory(event=event)
    RegistrationFactory(event=event, state=State.WAITING)

    assert evaluating.invited(event).count() == 1


def test_an_answer_about_an_event_counts_for_the_level_that_asks_for_it(
    as_, event, registration, participant
):
    level = LevelFactory()
    asking(level, {"kind": "evaluation", "survey": event.evaluation})
    row = LevelEnrolmentFactory(enrolment__user=participant, level=level)

    as_(participant).post(URL, form(event))

    row.refresh_from_db()
    assert row.completed_at
