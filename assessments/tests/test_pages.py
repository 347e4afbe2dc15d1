"""The pages of an attempt, without a script."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments import answers, marking, places
from assessments.actions import attempts
from assessments.models import AnswerGiven, Assessment, Attempt, AttemptState, Kind
from assessments.tests.factories import published_question
from assessments.tests.taking import fixed, right_fields, save, sent, version_of, wrong_fields

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 3, 10, 12, tzinfo=UTC)
REVIEW = Assessment.Review


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def begin(person, *kinds, **fields):
    questions = (published_question(kind=kind) for kind in kinds or [Kind.SINGLE] * 3)
    return attempts.start(assessment=fixed(*questions, **fields), person=person)


def url(name, attempt, *more):
    return reverse(f"assessments:{name}", args=[attempt.public_id, *more])


def words(response):
    """The text of the page that a person sees: without tags, and without what is hidden."""
    text = re.sub(
        r"<section[^>]* hidden>.*?</section>|<p[^>]* hidden>.*?</p>",
        "",
        response.content.decode(),
        flags=re.S,
    )
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def answer(page, attempt, number, fields, **more):
    return page.post(url("question", attempt, number), fields | {"revision": "1"} | more)


# ---- Who ----


@pytest.mark.parametrize("name", ["attempt", "question", "answers", "hand_in", "review"])
def test_an_attempt_is_there_for_its_person_only(client, participant, stranger, staff, coordinator, name):
    attempt = begin(participant)
    path = url(name, attempt, *([1] if name == "question" else []))

    for person in (stranger, staff, coordinator):
        client.force_login(person)
        assert client.get(path).status_code in (404, 405)
        assert client.post(path).status_code in (404, 405)
    assert AnswerGiven.objects.count() == 0
    client.logout()
    assert client.get(path).status_code == client.post(path).status_code == 302


# ---- One question a page ----


def test_the_page_shows_one_question_and_carries_the_others_hidden(as_, participant):
    attempt = begin(participant)

    response = as_(participant).get(url("attempt", attempt))

    html = response.content.decode()
    assert "Question 1 of 3" in words(response)
    assert html.count('<section class="question"') == 4  # the last is for handing in
    assert html.count('aria-labelledby="h-2" hidden') == 1
    assert "correct" not in html.split("<main")[1]
    assert response["Cache-Control"].count("no-store") == 1


def test_saving_goes_on_to_the_next_and_from_the_last_to_handing_in(as_, participant):
    attempt = begin(participant)
    page = as_(participant)

    for number, row in enumerate(attempt.questions.all(), 1):
        response = answer(page, attempt, number, right_fields(row))
        assert response.url == (
            url("question", attempt, number + 1) if number < 3 else url("hand_in", attempt)
        )

    assert "You have answered every question." in words(page.get(url("hand_in", attempt)))
    response = page.post(url("hand_in", attempt), follow=True)
    assert response.redirect_chain == [(url("review", attempt), 302)]
    assert "Handed in. Thank you." in words(response)
    assert "100%" in words(response)


@pytest.mark.parametrize("kind", [kind for kind in Kind.values if kind != Kind.SHORT_TEXT])
def test_each_kind_is_answered_by_a_form_and_shown_filled_in(as_, participant, kind):
    attempt = begin(participant, kind)
    page, row = as_(participant), attempt.questions.get()
    html = page.get(url("question", attempt, 1)).content.decode()
    for name in right_fields(row):
        assert f'name="{name}"' in html

    answer(page, attempt, 1, right_fields(row))

    row.refresh_from_db()
    assert marking.points(version_of(row), row.answer) == 100
    html = page.get(url("question", attempt, 1)).content.decode()
    filled = len(re.findall(r" (?:checked|selected)>", html)) + html.count('value="65"')
    assert filled == sum(len(values) for values in answers.fields(version_of(row), row.answer).values())


def test_a_text_is_shown_as_typed(as_, participant):
    attempt = begin(participant, Kind.SHORT_TEXT)

    answer(as_(participant), attempt, 1, {"answer": "<b>Noradrenaline</b>"})

    assert (
        "&lt;b&gt;Noradrenaline&lt;/b&gt;</textarea>"
        in as_(participant).get(url("attempt", attempt)).content.decode()
    )


def test_what_cannot_be_read_comes_back_as_typed_with_the_reason(as_, participant):
    attempt = begin(participant, Kind.NUMERIC)

    response = answer(as_(participant), attempt, 1, {"answer": "about 65"})

    assert response.status_code == 422
    assert "Write a plain number, such as 0.35 or 12." in words(response)
    assert 'value="about 65"' in response.content.decode()


def test_a_decimal_comma_is_understood(as_, participant):
    attempt = begin(participant, Kind.NUMERIC)

    answer(as_(participant), attempt, 1, {"answer": "65,5"})

    assert attempts.hand_in(attempt=attempt, by=participant).score == 10000


def test_going_on_without_an_answer_is_allowed_and_named_at_the_end(as_, participant):
    attempt = begin(participant)
    page = as_(participant)

    answer(page, attempt, 1, {}, flag="on")

    text = words(page.get(url("hand_in", attempt)))
    assert "Not answered yet: Question 1 Question 2 Question 3" in text
    assert "You wanted to look at these again: Question 1" in text


def test_the_list_says_the_state_of_each(as_, participant):
    attempt = begin(participant)
    page = as_(participant)
    answer(page, attempt, 1, right_fields(attempt.questions.first()), flag="on")

    text = words(page.get(url("question", attempt, 2)))

    assert "1 : saved, to look at again 2 : not answered 3 : not answered" in text


def test_coming_back_goes_on_at_the_first_question_without_an_answer(as_, participant):
    attempt = begin(participant)
    save(attempt, sent(1, right_fields(attempt.questions.first())))

    assert "Question 2 of 3" in words(as_(participant).get(url("attempt", attempt)))


def test_the_same_form_again_changes_the_answer_to_the_same(as_, participant):
    attempt = begin(participant)
    page, row = as_(participant), attempt.questions.first()
    for fields in (wrong_fields(row), right_fields(row), right_fields(row)):
        answer(page, attempt, 1, fields)

    row.refresh_from_db()
    assert row.answer == int(right_fields(row)["answer"][0])


def test_another_device_that_was_later_is_named(as_, participant):
    attempt = begin(participant)
    row = attempt.questions.first()
    save(attempt, sent(1, right_fields(row)), sent(1, right_fields(row), sequence=9, revision=2))

    response = answer(as_(participant), attempt, 1, wrong_fields(row))

    assert response.url == url("question", attempt, 1)
    assert "answered on another device later" in words(as_(participant).get(response.url))


@pytest.mark.parametrize("number", [0, 4, 99])
def test_there_is_no_question_that_is_not_there(as_, participant, number):
    attempt = begin(participant)

    assert as_(participant).get(url("question", attempt, number)).status_code == 404


# ---- Time ----


def test_the_time_left_is_told_as_text(as_, participant, clock):
    attempt = begin(participant, minutes=40)
    clock.shift(90)

    assert "39 minutes left until 12:40 UTC" in words(as_(participant).get(url("attempt", attempt)))


def test_without_a_limit_it_says_so(as_, participant):
    assert "No time limit" in words(as_(participant).get(url("attempt", begin(participant, minutes=None))))


def test_in_the_grace_nothing_can_be_changed_any_more(as_, participant, clock):
    attempt = begin(participant, minutes=40)
    page, row = as_(participant), attempt.questions.first()
    clock.shift(40 * 60 + 30)

    response = page.get(url("question", attempt, 1))
    assert "Time is over. What you gave in time counts." in words(response)
    assert "<fieldset disabled>" in response.content.decode()
    response = answer(page, attempt, 1, right_fields(row))
    assert response.url == url("hand_in", attempt)
    assert "The time was over on 10 March 2027, 12:40 (UTC)." in words(page.get(response.url))
    assert not AnswerGiven.objects.exists()


@pytest.mark.parametrize("name", ["attempt", "hand_in"])
def test_after_the_grace_the_page_ends_the_attempt_itself(as_, participant, clock, name):
    attempt = begin(participant, minutes=40)
    clock.shift(43 * 60)

    response = as_(participant).get(url(name, attempt), follow=True)

    assert response.redirect_chain[-1][0] == url("review", attempt)
    assert "The time was over." in words(response)
    assert Attempt.objects.get().state == AttemptState.SCORED


def test_an_attempt_handed_in_elsewhere_says_so(as_, participant):
    attempt = begin(participant)
    page, row = as_(participant), attempt.questions.first()
    attempts.hand_in(attempt=attempt, by=participant)

    response = page.post(url("question", attempt, 1), right_fields(row), follow=True)

    assert response.redirect_chain[-1][0] == url("review", attempt)
    assert "This attempt has ended." in words(response)
    assert page.get(url("attempt", attempt)).url == url("review", attempt)
    assert page.post(url("hand_in", attempt)).url == url("review", attempt)


# ---- Afterwards ----


def handed_in(person, *kinds, right=False, **fields):
    attempt = begin(person, *kinds, **fields)
    for row in attempt.questions.all():
        save(attempt, sent(row.order, right_fields(row) if right else wrong_fields(row)))
    return attempts.hand_in(attempt=attempt, by=person)


def test_an_open_attempt_has_no_review(as_, participant):
    attempt = begin(participant)

    assert as_(participant).get(url("review", attempt)).url == url("attempt", attempt)


KEY, EXPLANATION, MARK = "Right answer", "Pressure comes first", "Wrong"


@pytest.mark.parametrize(
    ("policy", "fields", "seen", "unseen"),
    [
        (REVIEW.NEVER, {}, ["0%"], [KEY, EXPLANATION, MARK, "By topic"]),
        (REVIEW.RIGHT_OR_WRONG, {}, ["0%", MARK, "By topic"], [KEY, EXPLANATION]),
        (REVIEW.WHEN_DONE, {}, ["0%", "By topic", "shown once you have passed"], [KEY, EXPLANATION, MARK]),
        (
            REVIEW.WHEN_DONE,
            {"attempts_allowed": 1},
            [KEY, EXPLANATION, MARK, "You have used your 1 attempt"],
            [],
        ),
        (REVIEW.WHEN_DONE, {"pass_mark": 0}, [KEY, EXPLANATION, MARK], ["Not passed"]),
        (REVIEW.AT_ONCE, {}, [KEY, EXPLANATION, MARK, "Evans L"], ["shown once"]),
    ],
)
def test_the_review_goes_as_deep_as_its_policy(as_, participant, policy, fields, seen, unseen):
    attempt = handed_in(participant, Kind.SINGLE, review=policy, **fields)

    text = words(as_(participant).get(url("review", attempt)))

    for one in seen:
        assert one in text
    for one in unseen:
        assert one not in text


def test_while_another_attempt_is_under_way_the_key_stays_hidden(as_, participant):
    attempt = handed_in(participant, Kind.SINGLE, right=True, cooldown_hours=0)
    attempts.start(assessment=attempt.assessment, person=participant)

    text = words(as_(participant).get(url("review", attempt)))

    assert EXPLANATION not in text
    assert "You have another attempt under way. Go on with it" in text


@pytest.mark.parametrize("kind", [kind for kind in Kind.values if kind != Kind.SHORT_TEXT])
def test_each_kind_can_be_reviewed(as_, participant, kind):
    attempt = begin(participant, kind, review=REVIEW.AT_ONCE)
    page = as_(participant)
    right = handed_in(participant, kind, right=True, review=REVIEW.AT_ONCE)
    attempts.hand_in(attempt=attempt, by=participant)

    assert "Not answered" in words(page.get(url("review", attempt)))
    assert re.search("Right(?! answer)", words(page.get(url("review", right))))


def test_a_text_waits_and_then_shows_the_remark(as_, participant):
    attempt = begin(participant, Kind.SHORT_TEXT, review=REVIEW.AT_ONCE)
    save(attempt, sent(1, {"answer": ["Noradrenaline."]}))
    attempt = attempts.hand_in(attempt=attempt, by=participant)

    text = words(as_(participant).get(url("review", attempt)))
    assert "Waits to be marked A person reads what you wrote." in text
    assert "Names vasopressor, target and route." in text
    attempt.questions.update(remark="The route is missing.")
    assert "The route is missing." in words(as_(participant).get(url("review", attempt)))


def test_what_is_to_come_is_said(as_, participant, clock):
    attempt = handed_in(participant)

    text = words(as_(participant).get(url("review", attempt)))

    assert "Not passed 75% is needed to pass." in text
    assert "You can try again from 11 March 2027, 12:00 (UTC). You have 2 attempts left." in text


def test_the_way_back_is_where_the_apps_above_say(as_, participant):
    attempt = handed_in(participant)
    places.register(lambda assessment, person: ("/learn/1/", "Level 1"))
    try:
        assert "Back to Level 1" in words(as_(participant).get(url("review", attempt)))
    finally:
        places._finders.pop()


def test_pages_ask_as_much_for_three_questions_as_for_one(as_, participant, django_assert_num_queries):
    page, reviewed = as_(participant), []
    for count in (1, 3):
        attempt = begin(participant, *[Kind.SINGLE] * count)
        page.get(url("attempt", attempt))  # its words are kept from here on
        with django_assert_num_queries(4):
            page.get(url("attempt", attempt))
        with django_assert_num_queries(4):
            page.get(url("hand_in", attempt))
        attempts.hand_in(attempt=attempt, by=participant)
        with CaptureQueriesContext(connection) as asked:
            page.get(url("review", attempt))
        reviewed.append(len(asked))
    # The apps above are asked for the way back: that is theirs, but it does not grow either.
    assert reviewed[0] == reviewed[1] <= 12


# ---- Pictures ----


@pytest.fixture
def pictured(participant, settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        }
    }
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions/gram.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    question = published_question()
    question.current.image.name, question.current.image_alt = "questions/gram.png", "Gram-positive cocci"
    question.current.save()
    return question.current


def test_a_picture_is_for_whom_it_was_given_to_and_for_staff(client, participant, stranger, staff, pictured):
    path = reverse("assessments:picture", args=[pictured.pk])
    client.force_login(participant)
    assert client.get(path).status_code == 404
    attempt = attempts.start(assessment=fixed(pictured.question), person=participant)

    html = client.get(url("attempt", attempt)).content.decode()
    assert f'src="{path}" alt="Gram-positive cocci"' in html
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert b"".join(response).startswith(b"\x89PNG")
    for person, status in ((stranger, 404), (staff, 200)):
        client.force_login(person)
        assert client.get(path).status_code == status


def test_forms_need_their_token(participant):
    attempt = begin(participant)
    page = Client(enforce_csrf_checks=True)
    page.force_login(participant)

    for name, more in (("question", [1]), ("answers", []), ("hand_in", [])):
        assert page.post(url(name, attempt, *more)).status_code == 403
    assert Attempt.objects.get().is_open
