"""An assessment in a real browser: a network that goes and comes, two devices, a keyboard, no script at all."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import close_old_connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.tests.factories import UserFactory
from assessments.actions import attempts
from assessments.models import AnswerGiven, Attempt, AttemptQuestion, AttemptState, EndedBy, Kind
from assessments.tests.factories import published_question
from assessments.tests.taking import fixed, right_fields, version_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATIENCE = 10_000
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def person():
    return UserFactory(name="Łukasz Żółć", country="PL")


@pytest.fixture
def device(browser, live_server, person):
    """`device()`: a browser of its own in which the person is signed in; its page notes what goes wrong."""
    opened = []

    def take(**context):
        client = Client()
        client.force_login(person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        usual = {
            "base_url": live_server.url,
            "locale": "en-GB",
            "reduced_motion": "reduce",
            "viewport": PHONE,
        }
        opened.append(browser.new_context(**usual | context))
        opened[-1].add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page = opened[-1].new_page()
        page.set_default_timeout(PATIENCE)
        page.said = []
        page.on("console", lambda line: page.said.append(line.text) if "Policy" in line.text else None)
        page.on("pageerror", lambda error: page.said.append(str(error)))
        return page

    yield take
    said = [text for context in opened for page in context.pages for text in page.said]
    for context in opened:
        context.close()
    assert said == []


def begin(person, *kinds, **fields):
    questions = [published_question(kind=kind) for kind in kinds or [Kind.SINGLE] * 3]
    return attempts.start(assessment=fixed(*questions, **fields), person=person)


def path(attempt, name="attempt", *more):
    return reverse(f"assessments:{name}", args=[attempt.public_id, *more])


def option(page, number=0):
    return page.locator("section:visible .option").nth(number)


def go_on(page):
    page.locator("section:visible").get_by_role("button", name=re.compile("Save and go")).click()


def saved(page, text="Saved"):
    expect(page.get_by_role("status")).to_contain_text(text)


def answered(attempt):
    """What the server has, by number."""
    close_old_connections()
    rows = AttemptQuestion.objects.filter(attempt=attempt).exclude(answer=None)
    return {row.order: row.answer for row in rows}


def axe_finds_nothing(page):
    found = Axe().run(page).response["violations"]
    assert found == [], [(one["id"], one["nodes"][0]["html"]) for one in found]


def test_answers_are_saved_as_they_are_given_and_the_result_is_shown(device, person):
    attempt = begin(person)
    page = device()
    page.goto(path(attempt))

    for number in range(1, 4):
        expect(page.get_by_role("heading", name=f"Question {number} of 3")).to_be_visible()
        option(page).click()
        saved(page)
        assert len(answered(attempt)) == number
        go_on(page)

    expect(page.get_by_text("You have answered every question.")).to_be_visible()
    page.get_by_role("button", name="Hand in now").click()
    page.wait_for_url(f"**{path(attempt, 'review')}")
    expect(page.get_by_text("100%").first).to_be_visible()
    assert Attempt.objects.get().ended_by == EndedBy.PERSON


def test_without_a_network_one_goes_on_and_nothing_is_lost_or_doubled(device, person):
    attempt = begin(person)
    page = device()
    page.goto(path(attempt))
    option(page).click()
    saved(page)

    page.context.set_offline(True)
    go_on(page)
    option(page).click()
    expect(page.get_by_text("You are offline.")).to_be_visible()
    saved(page, "Offline, kept on this device")
    go_on(page)
    option(page, 1).click()
    option(page).click()
    expect(page.locator("#all-questions .kept")).to_have_count(2)
    assert list(answered(attempt)) == [1]

    page.context.set_offline(False)
    saved(page)
    expect(page.locator("#all-questions .kept")).to_have_count(0)
    expect(page.get_by_text("You are offline.")).to_be_hidden()
    assert {row.order: row.answer for row in attempt.questions.all()} == {
        row.order: int(right_fields(row)["answer"][0]) for row in attempt.questions.all()
    }
    assert AnswerGiven.objects.count() == 4


def test_what_waits_on_a_device_outlives_the_page(device, person):
    attempt = begin(person)
    page = device()
    page.goto(path(attempt))
    page.context.set_offline(True)
    option(page, 1).click()
    saved(page, "Offline")
    page.goto("about:blank")

    page.context.set_offline(False)
    page.goto(path(attempt, "question", 1))

    saved(page)
    expect(option(page, 1).locator("input")).to_be_checked()
    assert len(answered(attempt)) == AnswerGiven.objects.count() == 1


def test_handing_in_without_a_network_waits_and_says_so(device, person):
    attempt = begin(person)
    page = device()
    page.goto(path(attempt))
    page.context.set_offline(True)
    option(page).click()
    page.get_by_role("link", name="Hand in", exact=True).click()
    expect(page.get_by_text("Not answered yet:")).to_be_visible()
    page.get_by_role("button", name="Hand in now").click()
    expect(page.get_by_text("Handing in waits.")).to_be_visible()
    axe_finds_nothing(page)
    close_old_connections()
    assert Attempt.objects.get().is_open

    page.context.set_offline(False)

    page.wait_for_url(f"**{path(attempt, 'review')}")
    close_old_connections()
    assert Attempt.objects.get().score == 3333


def test_another_device_shows_what_is_saved_and_the_later_answer_counts(device, person):
    attempt = begin(person)
    phone, computer = device(), device(viewport={"width": 1280, "height": 800})
    for page in (phone, computer):
        page.goto(path(attempt, "question", 1))
    phone.context.set_offline(True)
    option(phone, 1).click()
    option(computer, 0).click()
    saved(computer)
    option(computer, 2).click()
    saved(computer)

    phone.context.set_offline(False)

    expect(phone.get_by_text("This question was answered on another device later.")).to_be_visible()
    expect(option(phone, 2).locator("input")).to_be_checked()
    option(phone, 0).click()
    saved(phone)
    computer.reload()
    expect(option(computer, 0).locator("input")).to_be_checked()
    assert AnswerGiven.objects.count() == 4


def test_an_attempt_handed_in_elsewhere_is_said_to_be_so(device, person):
    attempt = begin(person)
    page = device()
    page.goto(path(attempt))
    attempts.hand_in(attempt=attempt, by=person)

    option(page).click()

    expect(page.get_by_text("This attempt has ended.")).to_be_visible()
    axe_finds_nothing(page)
    page.get_by_role("link", name="See your result").click()
    expect(page.get_by_text("0%").first).to_be_visible()


def test_who_was_logged_out_keeps_the_answers(device, person, live_server):
    attempt = begin(person)
    page = device()
    page.goto(path(attempt))
    cookies = page.context.cookies()
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    option(page).click()

    expect(page.get_by_text("You have been logged out.")).to_be_visible()
    axe_finds_nothing(page)
    page.context.add_cookies(cookies)
    page.goto(path(attempt))
    saved(page)
    assert len(answered(attempt)) == 1


class Keyboard:
    """Answers the question that is shown, rightly, with keys alone."""

    def __init__(self, page):
        self.page, self.keys = page, page.keyboard

    def reach(self, locator):
        """Tab until it is there."""
        for _press in range(80):
            if locator.evaluate("one => one === document.activeElement"):
                return
            self.keys.press("Tab")
        raise AssertionError(f"{locator} cannot be reached")

    def field(self, name, value=None):
        chosen = f'[value="{value}"]' if value else ""
        return self.page.locator(f'section:visible [name="{name}"]{chosen}').first

    def single(self, version):
        """The right one comes first: an arrow ticks the second, another goes back."""
        self.reach(self.field("answer"))
        self.keys.press("ArrowDown")
        self.keys.press("ArrowUp")

    def multiple(self, version):
        for option in version.options.all():
            if option.is_correct:
                self.reach(self.field("answer", option.pk))
                self.keys.press("Space")

    def true_false(self, version):
        for option in version.options.all():
            self.reach(self.field(f"s{option.pk}"))
            self.keys.press("Space")
            if not option.is_correct:
                self.keys.press("ArrowDown")

    def matching(self, version):
        for item in version.items.all():
            self.reach(self.field(f"i{item.pk}"))
            self.keys.type(item.answer.text)

    def ordering(self, version):
        steps = self.page.locator("section:visible .step-to-order label")
        for place, right in enumerate(one.text for one in version.options.all()):
            for _move in range(steps.all_inner_texts().index(right) - place):
                self.page.get_by_role("button", name=f"Move up: {right}").focus()
                self.keys.press("Enter")

    def numeric(self, version):
        self.reach(self.field("answer"))
        self.keys.type("65,2")


def test_by_keyboard_alone(device, person):
    kinds = [Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE, Kind.MATCHING, Kind.ORDERING, Kind.NUMERIC]
    attempt = begin(person, *kinds)
    page = device()
    page.goto(path(attempt))
    keyboard = Keyboard(page)

    for row in attempt.questions.all():
        expect(page.get_by_role("heading", name=f"Question {row.order} of 6")).to_be_visible()
        getattr(keyboard, version_of(row).kind)(version_of(row))
        keyboard.reach(page.locator("section:visible button[type=submit]"))
        page.keyboard.press("Enter")
        following = f"Question {row.order + 1} of 6" if row.order < 6 else "Hand in"
        expect(page.get_by_role("heading", name=following)).to_be_focused()

    keyboard.reach(page.get_by_role("button", name="Hand in now"))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{path(attempt, 'review')}")
    assert [row.points for row in attempt.questions.all()] == [100] * 6


@pytest.mark.parametrize("kind", Kind.values)
def test_axe_finds_nothing_on_any_kind(device, person, kind):
    attempt = begin(person, kind)
    page = device()
    page.goto(path(attempt))
    axe_finds_nothing(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.goto(path(attempt, "hand_in"))
    axe_finds_nothing(page)
    attempts.hand_in(attempt=attempt, by=person)
    page.goto(path(attempt, "review"))
    axe_finds_nothing(page)


def test_without_a_script_every_step_is_a_page(device, person):
    attempt = begin(person, Kind.SINGLE, Kind.ORDERING, Kind.NUMERIC)
    page = device(java_script_enabled=False)
    page.goto(path(attempt))
    single, ordering, _number = attempt.questions.all()

    expect(page.get_by_text("40 minutes left")).to_be_visible()
    option(page, 0).click()
    page.get_by_text("I want to look at this again").locator("visible=true").click()
    go_on(page)
    for name, [value] in right_fields(ordering).items():
        page.locator(f"select[name={name}]").select_option(value)
    go_on(page)
    page.locator("section:visible input[name=answer]").fill("about 65")
    go_on(page)
    expect(page.get_by_text("Write a plain number, such as 0.35 or 12.")).to_be_visible()
    page.locator("section:visible input[name=answer]").fill("65")
    go_on(page)

    expect(page.get_by_text("You have answered every question.")).to_be_visible()
    expect(page.get_by_text("You wanted to look at these again:")).to_be_visible()
    page.get_by_role("button", name="Hand in now").click()
    expect(page.get_by_text("Handed in. Thank you.")).to_be_visible()
    assert Attempt.objects.get().score == 10000
    assert single.order == 1


def end_in(attempt, **left):
    ends_at = timezone.now() + timedelta(**left)
    Attempt.objects.filter(pk=attempt.pk).update(
        ends_at=ends_at, accepts_until=ends_at + timedelta(minutes=2)
    )


@pytest.mark.parametrize("minutes", [10, 5, 1])
def test_the_clock_is_announced(device, person, minutes):
    attempt = begin(person)
    end_in(attempt, minutes=minutes, seconds=3)
    page = device()
    page.goto(path(attempt))

    expect(page.locator("#clock")).to_contain_text(re.compile(rf"{minutes}:0\d left"))
    announced = "1 minute left" if minutes == 1 else f"{minutes} minutes left"
    expect(page.locator("#announce[aria-live=polite]")).to_have_text(announced)


def test_when_time_is_over_what_was_given_is_handed_in(device, person):
    attempt = begin(person, Kind.NUMERIC)
    end_in(attempt, seconds=5)
    page = device()
    page.goto(path(attempt))
    page.locator("section:visible input[name=answer]").press_sequentially("65", delay=20)

    page.wait_for_url(f"**{path(attempt, 'review')}", timeout=15_000)

    close_old_connections()
    ended = Attempt.objects.get()
    assert (ended.state, ended.score) == (AttemptState.SCORED, 10000)
    expect(page.get_by_text("The time was over.")).to_be_visible()


def test_a_wrong_clock_of_the_device_changes_nothing(device, person):
    """Its answers count, and it counts down as the server does."""
    attempt = begin(person)
    end_in(attempt, minutes=30)
    page = device()
    page.add_init_script(
        "const real = Date.now; Date.now = () => real() + 7200000;"
        "const RealDate = Date; window.Date = class extends RealDate"
        "{ constructor(...all) { super(...(all.length ? all : [RealDate.now()])); } };"
    )
    page.goto(path(attempt))

    option(page).click()
    saved(page)

    given = AnswerGiven.objects.get()
    assert abs(given.given_at - given.received_at) < timedelta(seconds=5)
    assert answered(attempt)


def test_a_refused_number_says_why_beside_its_field(device, person):
    attempt = begin(person, Kind.NUMERIC)
    page = device()
    page.goto(path(attempt))
    field = page.locator("section:visible input[name=answer]")
    field.fill("many")
    field.blur()

    expect(page.get_by_role("alert").locator("visible=true")).to_have_text(
        "Write a plain number, such as 0.35 or 12."
    )
    axe_finds_nothing(page)
    field.fill("65")
    field.blur()
    saved(page)
    assert answered(attempt) == {1: "65"}


def test_going_back_in_the_browser_goes_back_a_question(device, person):
    attempt = begin(person)
    page = device()
    page.goto(path(attempt))
    go_on(page)
    expect(page.get_by_role("heading", name="Question 2 of 3")).to_be_visible()

    page.go_back()

    expect(page.get_by_role("heading", name="Question 1 of 3")).to_be_visible()
