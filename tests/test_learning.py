"""Films and hand-outs in a real browser: what was really played or reached counts, also after a while without a network."""

import time
from pathlib import Path

import pytest
import typst
from django.conf import settings as portal
from django.core.files.base import ContentFile
from django.test import Client
from playwright.sync_api import expect

from levels.models import Evidence, Progress
from levels.tests.factories import LevelEnrolmentFactory, ResourceFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FILM = Path(portal.BASE_DIR) / "levels/tests/minute.mp4"
PAGES = "#set page(width: 10cm, height: 14cm)\n" + "#pagebreak()\n".join(
    f"= Part {number}\nSepsis is an emergency.\n" for number in range(1, 5)
)


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    storage = settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path, "base_url": None}}
    settings.STORAGES = settings.STORAGES | {"default": storage}


@pytest.fixture
def learner(participant):
    return LevelEnrolmentFactory(enrolment__user=participant).enrolment.user


@pytest.fixture
def film(learner):
    return ResourceFactory(video=True, length=60, file=ContentFile(FILM.read_bytes(), name="film.mp4"))


@pytest.fixture
def paper(learner):
    content = typst.compile(PAGES.encode())
    return ResourceFactory(pdf=True, length=4, file=ContentFile(content, name="paper.pdf"))


@pytest.fixture
def visit(browser, live_server):
    """`visit(person, resource)`: its page, on a device of its own."""
    contexts = []

    def open_page(person, resource, **options):
        client = Client()
        client.force_login(person)
        cookie = client.cookies[portal.SESSION_COOKIE_NAME]
        context = browser.new_context(base_url=live_server.url, locale="en-GB", **options)
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.said = []
        page.on(
            "console", lambda message: page.said.append(message.text) if "Policy" in message.text else None
        )
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.goto(resource.get_absolute_url())
        return page

    yield open_page
    for context in contexts:
        # Its last words are answered while there is a database.
        context.pages[0].goto("about:blank")
        context.pages[0].wait_for_timeout(300)
        context.close()


def play(page, seconds, *, start=None, rate=1):
    """Play the film for so many seconds of it, and pause."""
    page.evaluate(
        """async ([start, seconds, rate]) => {
          const film = document.querySelector("video");
          film.muted = true;
          film.playbackRate = rate;
          if (start !== null) {
            film.currentTime = start;
            await new Promise((done) => film.addEventListener("seeked", done, { once: true }));
          }
          const end = film.currentTime + seconds + 0.02;
          await film.play();
          while (film.currentTime < end && !film.ended) await new Promise((done) => setTimeout(done, 20));
          film.pause();
        }""",
        [start, seconds, rate],
    )


def eventually(found, patience=15):
    """The first true answer."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if answer := found():
            return answer
        time.sleep(0.1)
    raise AssertionError("It did not come.")


def second_of(page):
    return page.evaluate("document.querySelector('video').currentTime")


def watched(person):
    return [
        (round(row.data["from"] / 1000), round(row.data["to"] / 1000))
        for row in Evidence.objects.filter(person=person, kind="watched")
    ]


def test_only_what_was_really_played_counts(visit, learner, film):
    page = visit(learner, film)

    play(page, 2)
    play(page, 3, start=50)

    expect(page.locator("[data-words]")).to_have_text("5 of 60 seconds watched")
    assert watched(learner) == [(0, 2), (50, 53)]
    assert page.locator("[data-pieces] rect").count() == 2
    expect(page.locator("[data-state=saved]")).to_be_visible()
    assert page.said == []


def test_the_film_goes_on_where_it_was_left_also_on_another_device(visit, learner, film):
    page = visit(learner, film)
    play(page, 2, start=20)
    eventually(lambda: watched(learner))

    other = visit(learner, film)

    assert 21 <= eventually(lambda: second_of(other)) <= 23


def test_what_is_watched_without_a_network_is_kept_and_counts_once(visit, learner, film):
    page = visit(learner, film)
    play(page, 1)
    eventually(lambda: watched(learner))
    page.evaluate("fetch(document.querySelector('video').src)")
    page.context.set_offline(True)

    play(page, 2, start=10)
    play(page, 2, start=30)

    expect(page.locator("[data-state=offline]")).to_be_visible()
    assert len(watched(learner)) == 1

    page.context.set_offline(False)

    expect(page.locator("[data-state=saved]")).to_be_visible()
    assert watched(learner) == [(0, 1), (10, 12), (30, 32)]
    assert Progress.objects.get().covered == 5
    assert page.said == []


def test_what_was_kept_by_a_page_that_was_closed_is_sent_from_another(visit, learner, film, paper):
    page = visit(learner, film)
    play(page, 1)
    eventually(lambda: watched(learner))
    page.context.set_offline(True)
    play(page, 2, start=10)
    page.goto("about:blank")
    page.context.set_offline(False)

    page.goto(paper.get_absolute_url())

    eventually(lambda: len(watched(learner)) == 2)
    assert Progress.objects.get(resource=film).covered == 3


def test_leaving_in_the_middle_loses_nothing(visit, learner, film):
    page = visit(learner, film)
    page.evaluate("document.querySelector('video').muted = true")
    page.evaluate("document.querySelector('video').play()")
    eventually(lambda: second_of(page) > 3)

    page.goto("about:blank")

    (start, end), *_more = eventually(lambda: watched(learner))
    assert start == 0
    assert end >= 3


def test_a_film_played_to_its_end_at_twice_the_speed_is_done(visit, learner, film):
    page = visit(learner, film)

    play(page, 60, rate=2)

    expect(page.locator("[data-done]")).to_be_visible()
    expect(page.locator("[data-said]")).not_to_be_empty()
    assert not Evidence.objects.filter(data__has_key="claimed").exists()


def test_nobody_plays_it_faster_than_that(visit, learner, film):
    page = visit(learner, film)

    play(page, 2, rate=8)

    assert page.evaluate("document.querySelector('video').playbackRate") == 2


def test_two_devices_are_put_together(visit, learner, film):
    one, other = visit(learner, film), visit(learner, film)

    play(one, 3)
    play(other, 3, start=30)
    play(other, 2, start=1)

    eventually(lambda: len(watched(learner)) == 3)
    assert Progress.objects.get().covered == 6


def test_pages_count_that_were_before_the_eyes(visit, learner, paper):
    page = visit(learner, paper, viewport={"width": 390, "height": 844})

    expect(page.locator("#page-1 canvas")).to_be_visible()
    expect(page.get_by_role("button", name="I have read this")).to_have_count(0)
    page.locator("#page-4").scroll_into_view_if_needed()
    eventually(lambda: 4 in Progress.objects.get().detail.get("pages", []))
    assert Progress.objects.get().done_at is None

    for number in (1, 2, 3):
        page.locator(f"#page-{number}").evaluate("sheet => sheet.scrollIntoView({ block: 'center' })")
        page.wait_for_timeout(1300)

    expect(page.locator("[data-done]")).to_be_visible()
    assert Progress.objects.get().detail["pages"] == [1, 2, 3, 4]
    assert page.said == []


def test_the_words_of_a_page_are_there_to_be_heard(visit, learner, paper):
    page = visit(learner, paper)

    expect(page.get_by_role("region", name="Page 1 of 4")).to_contain_text("Sepsis is an emergency.")


def test_without_javascript_the_browsers_own_viewer_and_a_button_do(visit, learner, paper):
    page = visit(learner, paper, java_script_enabled=False)
    Progress.objects.update(opened_at="2026-01-01T00:00:00Z")

    expect(page.locator("iframe.document")).to_be_attached()
    page.get_by_role("button", name="I have read this").click()

    expect(page.get_by_text("Noted: you have read")).to_be_visible()
    assert Progress.objects.get().done_at
