"""A ranked event on a phone: approved, put in order by keyboard, allocated, and an offer accepted by its mail."""

import re

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from registrations.models import Event, Registration, State

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
DESK = "/hubs/ro/manage/source-control-demo/"
ALLOCATION = "/events/source-control-demo/allocation/"


@pytest.fixture
def visit(browser, live_server):
    """`visit()` gives a fresh visitor with a phone; `visit("staff")` a demo person who is logged in."""
    opened = []

    def open_page(address=None):
        context = browser.new_context(base_url=live_server.url, locale="en-GB", viewport=PHONE)
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        if address:
            page.goto("/accounts/login/")
            page.locator("input[name=login]").fill(f"{address}@example.org")
            page.locator("input[name=password]").fill("pathway-demo")
            page.locator("main").get_by_role("button", name="Log in", exact=True).click()
            page.wait_for_load_state()
        return page

    yield open_page
    for context in opened:
        context.close()


def test_from_the_order_of_a_hub_to_an_accepted_offer(visit, demo, worker, mailbox):
    coordinator = visit("coordinator.ro")
    coordinator.goto(DESK)
    coordinator.get_by_role("button", name="Approve for the ranking Mihai").click()
    expect(coordinator.get_by_text("takes part in the ranking, and has been told")).to_be_visible()
    _to_the_top_by_keyboard(coordinator, "Ștefan Țăranu")

    staff = visit("staff")
    staff.goto(ALLOCATION)
    staff.get_by_role("button", name="Run the allocation").click()
    expect(staff.get_by_text("Number 1 of 3 in the order of Romania.").first).to_be_visible()
    staff.get_by_role("link", name=re.compile("Sign off and send")).click()
    staff.get_by_role("button", name=re.compile("Sign off and send")).click()
    expect(staff.get_by_text("The seats were given on")).to_be_visible()

    subject = "A seat is offered to you: Masterclass on source control"
    _accept(visit(), mailbox.wait_for("participant.ro@example.org", subject, seconds=60))
    assert _state_of("participant.ro") == State.CONFIRMED
    call_command("replay_allocation", "source-control-demo")


def _to_the_top_by_keyboard(page, person):
    """Step by step, each time with the button that has the focus when the page is back."""
    page.goto(DESK)
    page.locator(f"li[data-name='{person}'] button[id^=up]").focus()
    for _step in range(10):
        place = int(page.locator(f"li[data-name='{person}'] .place").inner_text().split()[-1])
        if place == 1:
            break
        focused = page.locator("button:focus")
        assert person in focused.inner_text()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.locator(f"li[data-name='{person}'] button:focus")).to_have_count(1)
    expect(page.locator("#order-said")).to_have_text(f"{person}: place 1 of 3.")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def _accept(page, mail):
    link = re.search(r"https?://\S+/offers/\S+", mail.get_body(["plain"]).get_content()).group()
    page.goto(link)
    page.get_by_role("button", name="Accept the seat").click()
    expect(page.get_by_text("Your seat is yours").first).to_be_visible()


def _state_of(address):
    event = Event.objects.get(slug="source-control-demo")
    return Registration.objects.get(event=event, user__email=f"{address}@example.org").state


def test_people_are_dragged_into_order_too(visit, demo):
    page = visit("coordinator.pl")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/hubs/pl/manage/source-control-demo/")
    first, third = (page.locator(".order-row").nth(number) for number in (0, 2))
    name = third.get_attribute("data-name")

    grab = third.locator("[data-grab]")
    grab.scroll_into_view_if_needed()
    above = first.locator(".who").bounding_box()
    grab.hover()
    page.mouse.down()
    page.mouse.move(above["x"] + 20, above["y"] - 5, steps=5)
    with page.expect_navigation():
        page.mouse.up()

    expect(page.locator(".order-row").first).to_have_attribute("data-name", name)
    expect(page.get_by_text("The order is saved.")).to_be_visible()
