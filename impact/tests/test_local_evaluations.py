"""What a hub sees of evaluations: its own beside everybody's, and nobody else's."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from evaluations import actions, own_questions
from evaluations.asking import asked_of
from evaluations.models import Question, Survey
from evaluations.tests.factories import QuestionFactory, SurveyFactory
from hubs.tests.factories import HubFactory, MembershipFactory
from impact import comparing, local_evaluations
from levels.tests.factories import EnrolmentFactory, LevelEnrolmentFactory, LevelFactory
from registrations.tests.factories import EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db

LIST = "/hubs/pl/manage/evaluations/"
NEW = {"kind": "single", "text": "Po polsku?", "options": "Tak\nNie", "is_required": "on"}


@pytest.fixture
def core():
    """A scale, and a choice of Yes, No, Perhaps."""
    return QuestionFactory(survey=None), QuestionFactory(survey=None, kind="single", order=1)


def opened():
    survey = SurveyFactory()
    actions.open_survey(survey=survey, by=None)
    return Survey.objects.get(pk=survey.pk)


def answer(survey, people, number=4, choice=0):
    for person in people:
        given = {
            question.pk: number if question.kind == "scale" else [choice]
            for question in asked_of(survey, person)
        }
        actions.answer(survey=survey, person=person, given=given)


def people(number, country):
    return [UserFactory(country=country) for _number in range(number)]


@pytest.fixture
def level(core, poland, romania, staff):
    """Level 1: nine of Poland say 5, eight of Romania 2, six of India 3. Closed."""
    level = LevelFactory(number=1, evaluation=opened())
    for country, number, said in (("PL", 9, 5), ("RO", 8, 2), ("IN", 6, 3)):
        answering = people(number, country)
        for person in answering:
            LevelEnrolmentFactory(enrolment=EnrolmentFactory(user=person), level=level)
        answer(level.evaluation, answering, number=said, choice=0 if country == "PL" else 1)
    actions.close_survey(survey=level.evaluation, by=staff)
    level.evaluation.refresh_from_db()
    return level


@pytest.fixture
def event(core, poland):
    """Of Poland, yesterday, with a draft."""
    return EventFactory(hub=poland, evaluation=SurveyFactory(), starts_at=timezone.now() - timedelta(days=1))


def address(name, survey, *more, code="pl"):
    return reverse(f"impact:{name}", args=[code, survey.pk, *more])


def lines(hub, survey):
    return comparing.of(local_evaluations.one(hub, survey.pk)).lines


# ---- The comparison ----------------------------------------------------------------------------------------------


def test_a_country_stands_beside_all_countries(level, poland):
    scale, choice = lines(poland, level.evaluation)

    assert (scale.own.count, str(scale.own.values[0])) == (9, "5.0")
    assert (scale.everybody.count, str(scale.everybody.values[0])) == (23, "3.4")
    assert choice.own.values == [100, 0, 0]
    assert choice.everybody.values == [39, 61, 0]


def test_while_the_survey_is_open_there_is_no_country(core, poland, staff):
    level = LevelFactory(number=1, evaluation=opened())
    answer(level.evaluation, people(9, "PL"))
    actions.count_in(survey=level.evaluation, by=staff)

    scale = lines(poland, level.evaluation)[0]

    assert scale.own is None
    assert scale.everybody.count == 9


def test_a_country_is_not_shown_where_that_would_tell_of_few_others(core, poland, staff):
    level = LevelFactory(number=1, evaluation=opened())
    answer(level.evaluation, people(9, "PL") + people(4, "IN"))
    actions.close_survey(survey=level.evaluation, by=staff)

    assert lines(poland, level.evaluation)[0].own is None


def test_an_event_stands_beside_all_events_that_are_closed(core, poland, romania, staff):
    own, other, small, still_open = (
        EventFactory(hub=hub, evaluation=opened()) for hub in (poland, romania, romania, romania)
    )
    answer(own.evaluation, people(6, "PL"), number=5)
    answer(other.evaluation, people(10, "RO"), number=1)
    answer(small.evaluation, people(4, "RO"), number=1)
    answer(still_open.evaluation, people(7, "RO"), number=1)
    for event in (own, other, small):
        actions.close_survey(survey=event.evaluation, by=staff)

    scale = lines(poland, own.evaluation)[0]

    assert (scale.own.count, str(scale.own.values[0])) == (6, "5.0")
    assert (scale.everybody.count, str(scale.everybody.values[0])) == (16, "2.5")


def test_the_page_and_the_table_tell_the_same(as_, coordinator, level):
    page = as_(coordinator).get(address("hub_comparison", level.evaluation))
    table = as_(coordinator).get(address("hub_comparison_file", level.evaluation))

    assert "Poland: 9 of 9 people have answered (100%)" in " ".join(page.text.split())
    rows = list(csv.reader(io.StringIO(table.text.removeprefix("\ufeff"))))
    assert [row[2:] for row in rows[1:3]] == [["9", "5.0", "23", "3.4"], ["9", "100", "23", "39"]]
    for row in rows[1:]:
        assert row[3] in page.text


def test_nothing_of_another_country_is_on_the_page(as_, coordinator, level):
    page = as_(coordinator).get(address("hub_comparison", level.evaluation))

    assert "Romania" not in page.text
    assert "2.0" not in page.text


def test_free_words_are_those_of_the_own_event(as_, coordinator, poland, staff):
    text = QuestionFactory(survey=None, kind="text", is_required=False)
    level = LevelFactory(number=1, evaluation=opened())
    event = EventFactory(hub=poland, evaluation=opened())
    for survey, words in ((level.evaluation, "of the level"), (event.evaluation, "of our event")):
        for person in people(6, "PL"):
            actions.answer(survey=survey, person=person, given={text.pk: words})
        actions.close_survey(survey=survey, by=staff)

    client = as_(coordinator)
    assert "of our event" in client.get(address("hub_comparison", event.evaluation)).text
    assert "of the level" not in client.get(address("hub_comparison", level.evaluation)).text


# ---- Who sees it -------------------------------------------------------------------------------------------------


def test_for_anybody_else_there_is_no_such_page(
    as_, level, event, romanian_coordinator, participant, stranger
):
    former = MembershipFactory(hub=event.hub, ends_on=timezone.localdate() - timedelta(days=1)).user
    question = QuestionFactory(survey=event.evaluation)
    asked = [
        LIST,
        address("hub_comparison", level.evaluation),
        address("hub_comparison_file", event.evaluation),
        address("own_questions", event.evaluation),
        address("hub_preview", event.evaluation),
        address("own_question", event.evaluation, question.pk),
    ]
    for person in (romanian_coordinator, participant, stranger, former):
        client = as_(person)
        for url in asked:
            assert client.get(url).status_code == 404, url
        for name in ("own_question_remove", "own_question_move"):
            assert client.post(address(name, event.evaluation, question.pk)).status_code == 404
        assert client.post(address("own_questions", event.evaluation), NEW).status_code == 404
    assert Question.objects.filter(survey=event.evaluation).count() == 1


def test_nobody_signed_in_is_sent_to_log_in(client, poland):
    assert client.get(LIST).status_code == 302


def test_a_coordinator_does_not_reach_the_event_of_another_hub_by_the_own_address(
    as_, romanian_coordinator, event
):
    assert (
        as_(romanian_coordinator).get(address("hub_comparison", event.evaluation, code="ro")).status_code
        == 404
    )


def test_staff_see_the_evaluations_of_every_hub(as_, staff, level, event):
    for url in (
        LIST,
        address("hub_comparison", level.evaluation),
        address("own_questions", event.evaluation),
    ):
        assert as_(staff).get(url).status_code == 200


# ---- Own questions -----------------------------------------------------------------------------------------------


def test_a_coordinator_adds_changes_moves_and_removes_own_questions(as_, coordinator, event):
    client, survey = as_(coordinator), event.evaluation
    client.post(address("own_questions", survey), NEW)
    client.post(address("own_questions", survey), NEW | {"text": "Dalej?", "kind": "text"})
    first, second = own_questions.of(survey, "")
    assert (first.options, second.options) == (["Tak", "Nie"], [])

    changed = NEW | {"text": "Inaczej?", "before": own_questions.seen(first)}
    client.post(address("own_question", survey, first.pk), changed)
    client.post(address("own_question_move", survey, first.pk), {"to": "down"})
    assert [row.text for row in own_questions.of(survey, "")] == ["Dalej?", "Inaczej?"]

    assert "Inaczej?" in client.get(address("hub_preview", survey)).text
    client.post(address("own_question_remove", survey, second.pk))
    assert [row.text for row in own_questions.of(survey, "")] == ["Inaczej?"]


def test_a_choice_without_options_is_sent_back(as_, coordinator, event):
    page = as_(coordinator).post(address("own_questions", event.evaluation), NEW | {"options": "Tak"})

    assert "A choice has at least two options" in page.text
    assert not event.evaluation.questions.exists()


def test_whose_form_was_open_while_another_saved_is_told(as_, coordinator, event, staff):
    survey = event.evaluation
    as_(coordinator).post(address("own_questions", survey), NEW)
    question = survey.questions.get()
    before = own_questions.seen(question)
    Question.objects.update(text="Somebody else was here")

    page = as_(coordinator).post(address("own_question", survey, question.pk), NEW | {"before": before})

    assert "Somebody else has just changed this question" in page.text
    assert survey.questions.get().text == "Somebody else was here"


def test_once_the_office_has_opened_it_the_form_is_gone(as_, coordinator, event, staff):
    actions.open_survey(survey=event.evaluation, by=staff)

    page = as_(coordinator).get(address("own_questions", event.evaluation))
    refused = as_(coordinator).post(address("own_questions", event.evaluation), NEW)

    assert "its questions are fixed" in page.text
    assert "Add the question" not in page.text
    assert "opened or answered in the meantime" in refused.text


def test_a_country_asks_its_own_people_in_the_survey_of_a_level(as_, coordinator, core, poland, romania):
    level = LevelFactory(number=1, evaluation=opened())

    as_(coordinator).post(address("own_questions", level.evaluation), NEW)

    question = level.evaluation.questions.get()
    assert question.country == "PL"
    assert not local_evaluations.one(romania, level.evaluation.pk).own
    assert "Po polsku?" in as_(coordinator).get(address("hub_preview", level.evaluation)).text


def test_another_country_cannot_touch_it(as_, romanian_coordinator, core, poland):
    level = LevelFactory(number=1, evaluation=opened())
    question = QuestionFactory(survey=level.evaluation, country="PL")

    for name in ("own_question", "own_question_remove", "own_question_move"):
        url = address(name, level.evaluation, question.pk, code="ro")
        assert as_(romanian_coordinator).post(url, NEW).status_code == 404
    assert level.evaluation.questions.get() == question


def test_an_evaluation_is_begun_once(as_, coordinator, poland):
    event = EventFactory(hub=poland, slug="day")
    begin = reverse("impact:begin_evaluation", args=["pl", "day"])

    as_(coordinator).post(begin)
    event.refresh_from_db()

    assert event.evaluation.is_draft
    assert as_(coordinator).post(begin).status_code == 404


def test_before_there_is_anything_the_page_says_so(as_, coordinator):
    assert "Nothing is evaluated yet" in as_(coordinator).get(LIST).text


@pytest.mark.parametrize("events", [1, 3])
def test_the_list_asks_the_same_queries_for_any_number_of_events(
    events, as_, coordinator, poland, core, django_assert_max_num_queries
):
    for _number in range(events):
        event = EventFactory(hub=poland, evaluation=opened(), starts_at=timezone.now() - timedelta(days=2))
        RegistrationFactory(event=event)
        EventFactory(hub=poland)
    client = as_(coordinator)

    with django_assert_max_num_queries(12):
        client.get(LIST)


@pytest.mark.parametrize("countries", [1, 3])
def test_the_comparison_asks_the_same_queries_for_any_number_of_answers(
    countries, as_, coordinator, core, staff, django_assert_max_num_queries
):
    level = LevelFactory(number=1, evaluation=opened())
    for country in ("PL", "SE", "GB")[:countries]:
        if country != "PL":
            HubFactory(country=country)
        answer(level.evaluation, people(5, country))
    actions.close_survey(survey=level.evaluation, by=staff)
    client = as_(coordinator)

    with django_assert_max_num_queries(14):
        client.get(address("hub_comparison", level.evaluation))
