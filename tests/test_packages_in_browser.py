"""The portal's own SCORM lessons, played to the end in a real browser, on the origin of packages."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from accounts.tests.factories import UserFactory
from levels.actions import packages
from levels.models import Evidence, LevelEnrolment, PackageState
from levels.packages import passes
from levels.tests.factories import ResourceFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LESSONS = Path(settings.BASE_DIR) / "pathway/content/classroom/packages"


@pytest.fixture(params=["1.2", "2004"])
def resource(request, db):
    content = (LESSONS / f"sepsis-in-sixty-minutes-{request.param}.zip").read_bytes()
    resource = ResourceFactory(package=True)
    packages.put(
        resource=resource, file=SimpleUploadedFile("lesson.zip", content), by=UserFactory(is_staff=True)
    )
    return resource


@pytest.fixture
def lesson(browser, live_server, resource):
    """Opens the player as the portal's frame does; answers the page and the lesson's frame in it."""
    person = UserFactory(name="Åsa Öberg")
    portal = RequestFactory().get("/", headers={"host": live_server.url.partition("://")[2]})
    portal.user = person
    origin = passes.origin_for(portal)
    address = origin + reverse("levels:player", args=[passes.issue(portal, resource=resource, origin=origin)])
    opened = []

    def open_lesson():
        context = browser.new_context(viewport={"width": 390, "height": 844})
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.goto(address)
        frame = page.frame_locator("#lesson")
        expect(frame.locator("#where")).to_contain_text("of 3 questions answered")
        return page, frame

    yield open_lesson
    for context in opened:
        context.close()


def answer(frame, question, value):
    frame.locator(f"input[name={question}][value={value}]").check()
    frame.locator(f"[data-question={question}] button").click()


def test_a_lesson_is_played_left_and_finished_on_another_device(lesson, resource):
    page, frame = lesson()
    answer(frame, "q1", "c")
    frame.get_by_role("button", name="Next page").click()
    answer(frame, "q2", "b")
    expect(frame.locator("#saved")).to_have_text("Saved.")
    page.context.close()

    _page, frame = lesson()
    expect(frame.locator("#where")).to_have_text("Page 2 of 4, 2 of 3 questions answered")
    frame.get_by_role("button", name="Next page").click()
    answer(frame, "q3", "a")
    frame.get_by_role("button", name="Next page").click()
    expect(frame.locator("#result")).to_contain_text("2 of 3 right: 67 %, passed")
    expect(frame.locator("#saved")).to_have_text("Saved.")
    last = Evidence.objects.filter(resource=resource).latest("pk").data
    assert (last["completed"], last["passed"], last["score"]) == (True, True, 6700)
    assert last["seconds"] <= 60


def test_a_lesson_is_never_told_saved_when_it_is_not(lesson):
    page, frame = lesson()
    answer(frame, "q1", "c")
    before = PackageState.objects.get().cmi
    page.context.set_offline(True)
    frame.get_by_role("button", name="Next page").click()
    expect(frame.locator("#notice")).to_contain_text("could not keep your last step")
    expect(page.locator("#not-saved")).to_be_visible()
    assert PackageState.objects.get().cmi == before
    page.context.set_offline(False)
    frame.get_by_role("button", name="Try to save again").click()
    expect(frame.locator("#saved")).to_have_text("Saved.")
    expect(page.locator("#not-saved")).to_be_hidden()
    assert PackageState.objects.get().cmi != before


def test_an_older_window_is_told_that_it_is_old(lesson):
    first_page, first = lesson()
    _second_page, second = lesson()
    answer(second, "q1", "c")
    expect(second.locator("#saved")).to_have_text("Saved.")
    answer(first, "q1", "a")
    expect(first_page.locator("#not-saved")).to_be_visible()
    assert "c" in str(PackageState.objects.get().cmi)


def test_a_lesson_reaches_neither_the_portal_nor_its_cookies(browser, live_server, resource, demo):
    """From the page of the classroom: what a hostile package would try first."""
    person = User.objects.get(email="participant.pl@example.org")
    assert LevelEnrolment.objects.filter(enrolment__user=person, level=resource.module.level).exists()
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    page.goto(reverse("account_login"))
    page.locator("input[name=login]").fill(person.email)
    page.locator("input[name=password]").fill("pathway-demo")
    page.locator("main").get_by_role("button", name="Log in", exact=True).click()
    page.goto(resource.get_absolute_url())
    lesson = page.frame_locator(".lesson-frame").frame_locator("#lesson")
    expect(lesson.locator("#where")).to_contain_text("of 3 questions answered")
    inside = next(frame for frame in page.frames if "/content/" in frame.url)
    assert inside.evaluate("document.cookie") == ""
    assert (
        inside.evaluate(
            "(() => { try { return String(window.top.document.title); } catch (error) { return error.name; } })()"
        )
        == "SecurityError"
    )
    assert reverse("account_login") in inside.evaluate("fetch('/me/').then((answer) => answer.url)")
    portal = f"fetch('{live_server.url}/me/', {{credentials: 'include'}}).then(() => 'read', () => 'refused')"
    assert inside.evaluate(portal) == "refused"
    context.close()
