"""What staff see: preview, results, table, and the admin in which a survey is made."""

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.db import IntegrityError
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from evaluations import actions
from evaluations.admin import RefusedByTrigger
from evaluations.models import Question, State, Survey
from evaluations.tests.factories import QuestionFactory, SurveyFactory, given, one_of_each, opened

pytestmark = pytest.mark.django_db


def answer(survey, people, **said):
    for _person in range(people):
        actions.answer(survey=survey, person=UserFactory(), given=given(survey, **said))


def page(name, survey):
    return reverse(f"evaluations:{name}", args=[survey.pk])


# ---- Preview and results ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["preview", "results", "results_file"])
def test_staff_may_look(name, as_, staff):
    assert as_(staff).get(page(name, opened())).status_code == 200


@pytest.mark.parametrize("name", ["preview", "results", "results_file"])
@pytest.mark.parametrize("who", ["participant", "coordinator", "stranger"])
def test_for_others_there_is_no_such_page(name, who, as_, request):
    assert as_(request.getfixturevalue(who)).get(page(name, opened())).status_code == 404


@pytest.mark.parametrize("name", ["preview", "results", "results_file"])
def test_visitors_are_asked_to_log_in(name, client, db):
    response = client.get(page(name, opened()))

    assert (response.status_code, reverse("account_login") in response.url) == (302, True)


def test_a_preview_shows_every_question_and_sends_nothing(as_, staff):
    survey = SurveyFactory(introduction="Tell us.")
    core = QuestionFactory(survey=None, text="Core first?")
    own = one_of_each(survey)

    html = as_(staff).get(page("preview", survey)).text

    texts = [core.text, *(question.text for question in own)]
    assert sorted(texts, key=html.index) == texts
    assert "Send my answers" not in html
    assert as_(staff).post(page("preview", survey)).status_code == 405


def test_with_fewer_than_five_answers_the_results_are_empty(as_, staff):
    survey = opened()
    answer(survey, 4, text="Four of us")

    html = as_(staff).get(page("results", survey)).text

    assert "4 people have answered." in html
    assert "No results to show yet" in html
    assert "Four of us" not in html
    assert "Show the results" not in html


def test_results_show_figures_texts_and_a_table_for_every_chart(as_, staff):
    survey = opened()
    answer(survey, 6, text="More <cases>, please")
    actions.count_in(survey=survey, by=staff)

    html = as_(staff).get(page("results", survey)).text

    assert "n = 6" in html
    assert "More &lt;cases&gt;, please" in html
    charts = html.count('<td class="bar"><svg')
    assert charts == html.count('<th scope="row">') == 5 + 5 + 3 + 3
    assert " style=" not in html


def test_what_is_left_over_says_whether_it_can_still_come_in(as_, staff):
    survey = opened()
    answer(survey, 5)
    actions.count_in(survey=survey, by=staff)
    answer(survey, 1)
    assert "when 4 more people have answered" in as_(staff).get(page("results", survey)).text

    actions.close_survey(survey=survey, by=staff)

    html = as_(staff).get(page("results", survey)).text
    assert "1 answer sheet is not in these results yet." in html
    assert "and the survey is closed." in html


def test_new_answers_come_in_by_a_button_when_there_are_five(as_, staff):
    survey = opened()
    answer(survey, 5)
    assert "Show the results" in as_(staff).get(page("results", survey)).text

    response = as_(staff).post(page("count_in", survey), follow=True)

    assert "5 answer sheets more are in the results." in response.text
    again = as_(staff).post(page("count_in", survey), follow=True)
    assert "There are 0 new answers." in again.text


def test_looking_changes_nothing(as_, staff):
    survey = opened()
    answer(survey, 5)

    assert as_(staff).get(page("count_in", survey)).status_code == 405
    assert not survey.sheets.filter(is_counted=True).exists()


def test_the_results_ask_the_same_queries_for_any_number_of_answers(as_, staff, django_assert_num_queries):
    survey = opened()
    client = as_(staff)
    client.get(page("results", survey))
    for number in (5, 15):
        answer(survey, number)
        actions.count_in(survey=survey, by=staff)
        with django_assert_num_queries(10):
            client.get(page("results", survey))


# ---- Admin -----------------------------------------------------------------------------------------------------


@pytest.fixture
def admin(as_, staff, settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = False
    return as_(staff)


def change(survey):
    return reverse("admin:evaluations_survey_change", args=[survey.pk])


def turn(admin, survey, to):
    return admin.post(reverse("admin:evaluations_survey_turn", args=[survey.pk]), {"to": to}, follow=True)


def inline(**row):
    rows = {f"questions-0-{name}": value for name, value in row.items()}
    return rows | {"questions-TOTAL_FORMS": "1", "questions-INITIAL_FORMS": "0"}


def test_a_survey_is_composed_with_own_questions(admin):
    own = inline(kind="single", text="Which?", options="This\r\n\r\n That ", order="1", is_required="on")

    admin.post(reverse("admin:evaluations_survey_add"), {"title": "After the day"} | own)

    question = Survey.objects.get(title="After the day").questions.get()
    assert (question.text, question.options) == ("Which?", ["This", "That"])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "single", "options": "Only one"}, "at least two options"),
        ({"kind": "single", "options": "Same\nSame"}, "Two options are the same"),
        ({"kind": "scale", "low": "bad"}, "A scale says what 1 and 5 mean"),
    ],
)
def test_a_question_that_cannot_be_asked_is_told(fields, words, admin):
    own = inline(text="Which?", order="1", **fields)

    html = admin.post(reverse("admin:evaluations_survey_add"), {"title": "After the day"} | own).text

    assert words in html
    assert not Survey.objects.exists()


def test_open_close_and_open_again_by_buttons(admin, staff):
    survey = SurveyFactory()
    QuestionFactory(survey=None)

    for to, words in [("open", "can be answered"), ("closed", "is closed"), ("open", "can be answered")]:
        assert words in turn(admin, survey, to).text
        survey.refresh_from_db()
        assert survey.state == to
    actions_done = AuditEntry.objects.about(survey).order_by("pk").values_list("action", "actor_id")
    assert list(actions_done) == [
        ("survey.opened", staff.pk),
        ("survey.closed", staff.pk),
        ("survey.opened", staff.pk),
    ]


def test_twice_is_told(admin):
    survey = opened()

    assert "open already" in turn(admin, survey, "open").text
    actions.close_survey(survey=survey)
    assert "is not open" in turn(admin, survey, "closed").text


def test_a_survey_without_questions_does_not_open(admin):
    survey = SurveyFactory()

    assert "no question to answer yet" in turn(admin, survey, "open").text
    survey.refresh_from_db()
    assert survey.state == State.DRAFT


def test_a_survey_whose_last_day_is_past_does_not_open(admin):
    survey = SurveyFactory(closes_on="2020-01-01")
    QuestionFactory(survey=survey)

    assert "Its last day is past" in turn(admin, survey, "open").text


def test_buttons_need_the_right_to_change(as_, settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = False
    survey = opened()
    helper = UserFactory(is_staff=True)

    assert turn(as_(helper), survey, "closed").status_code == 403


def test_opening_is_not_for_links(admin):
    url = reverse("admin:evaluations_survey_turn", args=[opened().pk])

    assert admin.get(url).status_code == 403


def test_questions_stand_still_after_the_first_answer(admin, participant):
    survey = opened()
    assert 'name="questions-0-text"' in admin.get(change(survey)).text

    actions.answer(survey=survey, person=participant, given=given(survey))

    assert 'name="questions-0-text"' not in admin.get(change(survey)).text


def test_who_edits_while_the_first_answer_comes_is_told(admin, participant):
    survey = opened()
    question = survey.questions.first()
    form = {"title": survey.title} | {
        "questions-TOTAL_FORMS": "1",
        "questions-INITIAL_FORMS": "1",
        "questions-0-id": question.pk,
        "questions-0-survey": survey.pk,
        "questions-0-kind": "scale",
        "questions-0-text": "Other words?",
        "questions-0-low": "a",
        "questions-0-high": "b",
        "questions-0-order": "1",
    }
    actions.answer(survey=survey, person=participant, given=given(survey))

    admin.post(change(survey), form)

    question.refresh_from_db()
    assert question.text != "Other words?"


def test_where_only_the_database_knows_better_the_person_is_told(rf):
    class Overtaken:
        def changeform_view(self, request):
            raise IntegrityError

    class Page(RefusedByTrigger, Overtaken):
        pass

    request = rf.post("/admin/here/")
    request.session = {}
    request._messages = FallbackStorage(request)

    response = Page().changeform_view(request)

    assert response.url == "/admin/here/"
    assert "Nothing was saved" in str(next(iter(request._messages)))


def test_a_core_question_is_edited_until_it_was_used(admin):
    question = QuestionFactory(survey=None)
    url = reverse("admin:evaluations_question_change", args=[question.pk])
    assert 'name="text"' in admin.get(url).text

    survey = SurveyFactory()
    actions.open_survey(survey=survey, by=None)

    html = admin.get(url).text
    assert 'name="text"' not in html
    assert 'name="is_retired"' in html
    assert admin.post(reverse("admin:evaluations_question_delete", args=[question.pk])).status_code == 403
    no_words = {"wordings-TOTAL_FORMS": "0", "wordings-INITIAL_FORMS": "0"}
    admin.post(url, {"order": "3", "is_retired": "on"} | no_words)
    question.refresh_from_db()
    assert (question.is_retired, question.order) == (True, 3)


def test_a_retired_question_is_not_asked_by_the_next_survey():
    kept, retired = QuestionFactory(survey=None), QuestionFactory(survey=None, is_retired=True)
    survey = SurveyFactory()

    actions.open_survey(survey=survey, by=None)

    assert list(survey.core_questions.all()) == [kept]
    assert retired in Question.objects.core()


def test_own_questions_are_not_among_the_core_questions(admin):
    own = QuestionFactory(text="Mine only?")

    assert "Mine only?" not in admin.get(reverse("admin:evaluations_question_changelist")).text
    url = reverse("admin:evaluations_question_change", args=[own.pk])
    assert admin.get(url).status_code == 302


def test_a_copy_is_a_draft_with_the_same_own_questions(admin):
    survey = opened(title="First day")

    admin.post(
        reverse("admin:evaluations_survey_changelist"),
        {"action": "copy_surveys", "_selected_action": [survey.pk]},
    )

    copy = Survey.objects.get(title="Copy of First day")
    assert (copy.state, copy.questions.count()) == (State.DRAFT, survey.questions.count())


def test_only_drafts_can_be_deleted(admin):
    draft, survey = SurveyFactory(), opened()

    for one in (draft, survey):
        admin.post(reverse("admin:evaluations_survey_delete", args=[one.pk]), {"post": "yes"})

    assert list(Survey.objects.all()) == [survey]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_ask_the_same_queries_whatever_their_length(rows, admin, django_assert_num_queries):
    for _row in range(rows):
        opened()

    with django_assert_num_queries(4):
        admin.get(reverse("admin:evaluations_survey_changelist"))
    with django_assert_num_queries(4):
        admin.get(reverse("admin:evaluations_question_changelist"))
