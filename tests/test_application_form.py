"""An application in a real browser: a deadline that passes while typing, two windows, a keyboard, no script at all."""

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
from fellowships import actions
from fellowships.models import Application, ApplicationState, Call
from fellowships.tests.applying import complete_draft
from fellowships.tests.factories import open_call

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATIENCE = 10_000
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def person():
    return UserFactory(name="Łukasz Żółć", country="PL")


@pytest.fixture
def draft(person):
    return complete_draft(person, open_call(places=(2, 1, 1)))


@pytest.fixture
def window(browser, live_server, person):
    """`window()`: a browser of its own in which the person is signed in; its page notes what goes wrong."""
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


def path(draft, name):
    return reverse(f"fellowships:{name}", args=[draft.call.slug])


def stored(draft):
    close_old_connections()
    return Application.objects.get(pk=draft.pk)


def saved(page, text="Saved at"):
    expect(page.locator("#saving")).to_contain_text(text)


def axe_finds_nothing(page):
    found = Axe().run(page).response["violations"]
    assert found == [], [(one["id"], one["nodes"][0]["html"]) for one in found]
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_what_is_typed_is_saved_and_words_are_counted(window, draft):
    page = window()
    page.goto(path(draft, "apply"))
    motivation = page.get_by_label("Why you apply")

    motivation.fill("Four words, no more.")

    expect(page.locator("[data-count-for=id_motivation]")).to_have_text("4 of 300 words")
    saved(page)
    assert stored(draft).motivation == "Four words, no more."
    motivation.fill("Five words are here now.")
    saved(page, "Not saved yet")
    saved(page)
    assert (stored(draft).motivation, stored(draft).revision) == ("Five words are here now.", 3)
    axe_finds_nothing(page)


def test_the_deadline_passes_while_one_is_typing(window, draft):
    page = window()
    page.goto(path(draft, "apply"))
    page.get_by_label("Why you apply").fill("Begun in time.")
    saved(page)
    Call.objects.update(closes_at=timezone.now() - timedelta(seconds=1))

    page.get_by_label("What you will change at home").fill("Ended too late.")

    expect(page.get_by_text("What you wrote is kept, but it is not handed in.")).to_be_visible()
    saved(page)
    assert stored(draft).plans == "Ended too late."
    axe_finds_nothing(page)
    page.get_by_role("button", name="Save and choose centres").click()
    expect(page.get_by_role("heading", name="Not handed in")).to_be_visible()
    expect(page.get_by_text("the chair may open it again for you").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("Ended too late.")
    axe_finds_nothing(page)
    assert stored(draft).state == ApplicationState.DRAFT


def test_handing_in_too_late_is_refused_and_says_what_becomes_of_the_draft(window, draft):
    page = window()
    page.goto(path(draft, "application"))
    page.get_by_label("All of this is true").check()
    Call.objects.update(closes_at=timezone.now() - timedelta(seconds=1))

    page.get_by_role("button", name="Hand in my application").click()

    expect(page.get_by_text("Nothing can be handed in any more.")).to_be_visible()
    expect(page.get_by_role("heading", name="Not handed in")).to_be_visible()
    assert stored(draft).state == ApplicationState.DRAFT


def test_of_two_windows_the_older_is_told_and_nothing_is_lost(window, draft):
    older, newer = window(), window(viewport={"width": 1280, "height": 800})
    for page in (older, newer):
        page.goto(path(draft, "apply"))
    newer.get_by_label("Why you apply").fill("Written in the newer window.")
    saved(newer)

    older.get_by_label("Why you apply").fill("Written in the older window.")

    expect(older.get_by_text("This application was saved in another window meanwhile.")).to_be_visible()
    axe_finds_nothing(older)
    assert stored(draft).motivation == "Written in the newer window."
    older.get_by_role("button", name="Compare the two").click()
    expect(older.get_by_label("Why you apply")).to_have_value("Written in the older window.")
    older.get_by_text("Why you apply").first.click()
    expect(older.get_by_text("Written in the newer window.")).to_be_visible()
    axe_finds_nothing(older)

    older.get_by_role("button", name="Save", exact=True).click()

    expect(older.get_by_text("Saved.", exact=True)).to_be_visible()
    assert stored(draft).motivation == "Written in the older window."


def test_without_a_network_what_is_typed_waits_and_is_saved_later(window, draft):
    page = window()
    page.goto(path(draft, "apply"))
    page.context.set_offline(True)

    page.get_by_label("Why you apply").fill("Typed on a train.")

    saved(page, "You are offline.")
    page.context.set_offline(False)
    saved(page)
    assert stored(draft).motivation == "Typed on a train."


def test_who_was_logged_out_is_told_and_loses_nothing(window, draft):
    page = window()
    page.goto(path(draft, "apply"))
    cookies = page.context.cookies()
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    page.get_by_label("Why you apply").fill("Typed without a session.")

    saved(page, "You have been logged out.")
    page.context.add_cookies(cookies)
    page.get_by_label("Why you apply").press("End")
    page.get_by_label("Why you apply").type("!")
    saved(page)
    assert stored(draft).motivation == "Typed without a session.!"


def test_what_is_not_sound_says_why_beside_its_field_and_the_rest_is_saved(window, draft):
    page = window()
    page.goto(path(draft, "apply"))
    field = page.locator("#id_supervisor_email")
    field.fill("nobody")
    page.get_by_label("Why you apply").fill("Saved all the same.")

    expect(page.locator("#not-saved-id_supervisor_email")).to_have_text("Enter a valid email address.")
    axe_finds_nothing(page)
    assert stored(draft).motivation == "Saved all the same."

    field.fill("nowak@example.com")
    saved(page)
    expect(page.locator("#not-saved-id_supervisor_email")).to_have_count(0)
    assert stored(draft).supervisor_email == "nowak@example.com"


def reach(page, locator):
    """Tab until it is there."""
    for _press in range(80):
        if locator.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{locator} cannot be reached")


def press(page, name):
    reach(page, page.get_by_role("button", name=name))
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_centres_are_put_in_order_by_keyboard_alone(window, draft):
    one, two, three = (offering.centre.name for offering in draft.call.offerings.order_by("pk"))
    chosen = draft.preferences.get().offering.centre.name
    others = [name for name in (one, two, three) if name != chosen]
    page = window()
    page.goto(path(draft, "choices"))

    for name in others:
        press(page, f"Add {name}")
    last = others[-1]
    press(page, f"Up {last}, now choice 3")
    expect(page.locator(f"[data-name='{last}'] button").first).to_be_focused()
    press(page, f"Up {last}, now choice 2")

    expect(page.locator("#order-said")).to_have_text(f"{last}: choice 1 of 3.")
    assert page.locator(".order-row h3").all_inner_texts() == [last, chosen, others[0]]
    press(page, f"Take off {chosen}")
    expect(page.locator(".order-row h3")).to_have_text([last, others[0]])
    axe_finds_nothing(page)


def test_without_a_script_one_applies_from_the_first_page_to_the_last(window, person):
    call = open_call(places=(1, 1))
    Call.objects.filter(pk=call.pk).update(asks_for_letter=False)
    page = window(java_script_enabled=False)
    page.goto(reverse("fellowships:apply", args=[call.slug]))
    page.get_by_role("button", name="Begin my application").click()

    page.get_by_label("Workplace").fill("Szpital Uniwersytecki")
    page.locator("#id_post").fill("Consultant")
    page.get_by_label("Years in intensive care").fill("7")
    page.get_by_label("Polish").check()
    page.locator("#id_cv-0-title").fill("Consultant")
    page.locator("#id_cv-0-from_year").fill("2019")
    page.get_by_role("button", name="One more line").click()
    page.locator("#id_cv-1-title").fill("A paper")
    page.locator("#id_cv-1-from_year").fill("2020")
    for label in ("Your work with infection and sepsis", "Why you apply", "What you will change at home"):
        page.get_by_label(label).fill(f"About: {label}.")
    page.locator("#id_supervisor_name").fill("Prof. Nowak")
    page.locator("#id_supervisor_post").fill("Head")
    page.locator("#id_supervisor_email").fill("nowak@example.org")
    page.locator("#id_referees-0-name").fill("Dr Kowalski")
    page.locator("#id_referees-0-post").fill("Consultant")
    page.locator("#id_referees-0-email").fill("jan@example.org")
    page.get_by_role("button", name="Save and choose centres").click()

    first, second = (offering.centre.name for offering in call.offerings.order_by("pk"))
    page.get_by_role("button", name=f"Add {first}").click()
    page.get_by_role("button", name=f"Add {second}").click()
    page.get_by_label(f"Place of {second}").fill("1")
    page.get_by_role("button", name="Save the places").click()
    expect(page.locator(".order-row h3")).to_have_text([second, first])
    page.get_by_role("link", name="On to the documents").click()
    page.get_by_role("link", name="On to handing in").click()
    page.get_by_label("All of this is true").check()
    page.get_by_role("button", name="Hand in my application").click()

    expect(page.get_by_role("heading", name="We have your application")).to_be_visible()
    close_old_connections()
    application = Application.objects.get()
    assert application.state == ApplicationState.SUBMITTED
    assert application.cv.count() == 2


def test_every_page_of_an_application_fits_and_axe_finds_nothing(window, draft):
    page = window()
    for name in ("apply", "choices", "documents", "application"):
        page.goto(path(draft, name))
        axe_finds_nothing(page)
    actions.submit(application=draft, has_confirmed=True)
    for name in ("apply", "application"):
        page.goto(path(draft, name))
        axe_finds_nothing(page)
    actions.withdraw(application=draft, by=draft.person)
    page.goto(path(draft, "application"))
    axe_finds_nothing(page)
