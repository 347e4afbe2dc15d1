"""Check-in in a real browser: the screen of a room and a phone; a phone at the door that loses its network."""

import datetime
import io
import re

import pytest
import segno
from django.db import close_old_connections
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from registrations import codes
from registrations.models import Registration, Session, Stay

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def visit(browser, live_server):
    """`visit("staff", **context)`: a page of a demo person who is logged in."""
    opened = []

    def open_page(address, **context):
        context = browser.new_context(base_url=live_server.url, locale="en-GB", **context)
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.said = []
        page.on(
            "console", lambda message: page.said.append(message.text) if "Policy" in message.text else None
        )
        page.on("pageerror", lambda error: page.said.append(str(error)))
        log_in(page, address, reverse("account_login"))
        return page

    yield open_page
    for context in opened:
        context.close()


def log_in(page, address, path):
    page.goto(path)
    page.locator("input[name=login]").fill(f"{address}@example.org")
    page.locator("input[name=password]").fill("pathway-demo")
    page.locator("main").get_by_role("button", name="Log in", exact=True).click()


@pytest.fixture
def today(demo):
    return Session.objects.select_related("event").get(event__slug="workshop-warsaw-demo", title="Day 2")


def address(name, session):
    return reverse(f"registrations:{name}", args=[session.event.slug, session.pk])


def place_of(email):
    return Registration.objects.get(event__slug="workshop-warsaw-demo", user__email=f"{email}@example.org")


def test_a_phone_reads_the_screen_of_the_room_and_the_screen_counts_it(visit, today, browser, live_server):
    screen = visit("coordinator.pl", viewport={"width": 1280, "height": 800})
    screen.goto(address("room", today))
    expect(screen.get_by_role("img", name="Code for checking in")).to_be_visible()
    expect(screen.locator(".room-count")).to_have_text(re.compile(r"^5 people"))

    # What the camera would open; the person is not logged in yet.
    link = reverse("registrations:check_in_code", args=[codes.room_token(today, codes.COMING)])
    context = browser.new_context(base_url=live_server.url, locale="en-GB", viewport=PHONE)
    phone = context.new_page()
    log_in(phone, "participant.pl", link)
    phone.get_by_role("button", name="Check in").click()

    expect(phone.get_by_text("You are checked in: Day 2. Welcome!")).to_be_visible()
    expect(phone.get_by_role("img", name="Your code for check-in")).to_be_visible()
    expect(screen.locator(".room-count")).to_have_text(re.compile(r"^6 people"), timeout=15_000)
    assert screen.said == []
    context.close()


def test_a_screen_without_a_connection_shows_no_stale_code(visit, today):
    page = visit("staff")
    page.clock.install()
    page.goto(address("room", today))

    page.context.set_offline(True)
    for _step in range(10):
        page.clock.run_for(5_000)
        page.wait_for_timeout(50)

    expect(page.locator("#room-lost")).to_be_visible()
    expect(page.get_by_role("img", name="Code for checking in")).to_be_hidden()


def test_a_phone_at_the_door_keeps_what_it_scans_until_it_has_a_network(visit, today):
    page = visit("coordinator.pl", viewport=PHONE)
    page.goto(address("scan", today))
    here, new = place_of("anna.w"), place_of("participant.pl")
    close_old_connections()

    page.context.set_offline(True)
    _type(page, codes.personal_code(new.pk))
    expect(page.locator("#scans li").first).to_contain_text("Łukasz Żółkiewski")
    expect(page.locator("#scans li").first).to_contain_text("Waits to be sent")
    _type(page, codes.personal_code(here.pk).lower().replace("-", " "))
    expect(page.locator("[data-state=offline]")).to_contain_text("2")
    _type(page, codes.personal_code(new.pk))
    expect(page.locator("#scans li").first).to_contain_text("Was scanned a moment ago")
    assert not Stay.objects.filter(registration=new).exists()

    page.context.set_offline(False)

    expect(page.locator("[data-state=saved]")).to_be_visible(timeout=20_000)
    expect(page.locator("#scans li[data-outcome=came]")).to_contain_text("Łukasz Żółkiewski")
    expect(page.locator("#scans li[data-outcome=there]")).to_contain_text("Anna Wiśniewska")
    assert Stay.objects.filter(registration=new).count() == 1
    assert page.said == []


def test_what_a_phone_has_kept_is_sent_when_the_page_is_opened_again(visit, today):
    page = visit("coordinator.pl", viewport=PHONE)
    page.goto(address("scan", today))
    page.context.set_offline(True)
    _type(page, codes.personal_code(place_of("participant.pl").pk))
    expect(page.locator("[data-state=offline]")).to_contain_text("1")

    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(address("scan", today))

    expect(page.locator("#scans li[data-outcome=came]")).to_contain_text("Łukasz Żółkiewski", timeout=15_000)
    assert Stay.objects.filter(registration=place_of("participant.pl")).count() == 1


def test_a_phone_whose_clock_is_an_hour_off_records_the_right_moment(visit, today):
    page = visit("coordinator.pl", viewport=PHONE)
    # Without the browser's own clock the page would have nothing to be mended by: both are an hour behind.
    page.add_init_script(
        """
        const now = Date.now.bind(Date), off = -3600000;
        Date.now = () => now() + off;
        Object.defineProperty(performance, "timeOrigin", { value: performance.timeOrigin + off });
        """
    )
    page.goto(address("scan", today))
    page.context.set_offline(True)
    _type(page, codes.personal_code(place_of("participant.pl").pk))
    expect(page.locator("[data-state=offline]")).to_contain_text("1")
    page.context.set_offline(False)

    expect(page.locator("#scans li[data-outcome=came]")).to_be_visible(timeout=20_000)
    came = Stay.objects.get(registration=place_of("participant.pl")).came_at
    assert abs(came - timezone.now()) < datetime.timedelta(minutes=1)


def test_the_camera_reads_a_code_also_without_a_network(
    browser_type, browser_type_launch_args, live_server, today, tmp_path
):
    code = codes.personal_code(place_of("participant.pl").pk)
    film = tmp_path / "code.mjpeg"
    film.write_bytes(_picture_of(code))
    arguments = [
        *browser_type_launch_args["args"],
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
    browser = browser_type.launch(**browser_type_launch_args | {"args": arguments})
    page = browser.new_context(base_url=live_server.url, locale="en-GB", viewport=PHONE).new_page()
    log_in(page, "coordinator.pl", address("scan", today))

    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)

    page.get_by_role("button", name="Start the camera").click()
    expect(page.locator("#scans li[data-outcome=waits]")).to_contain_text("Łukasz Żółkiewski", timeout=20_000)
    page.context.set_offline(False)

    expect(page.locator("#scans li[data-outcome=came]")).to_contain_text("Łukasz Żółkiewski", timeout=20_000)
    page.get_by_role("button", name="Stop the camera").click()
    expect(page.locator("video")).to_be_hidden()
    assert page.locator("#scans li").count() == 1
    browser.close()


def _picture_of(code):
    """One frame of a film: the code as a phone would hold it up."""
    png, frame = io.BytesIO(), Image.new("RGB", (640, 480), "white")
    segno.make(code, error="m", micro=False).save(png, kind="png", scale=10, border=4)
    frame.paste(Image.open(png).convert("RGB"), (150, 60))
    jpeg = io.BytesIO()
    frame.save(jpeg, "JPEG", quality=95)
    return jpeg.getvalue()


def _type(page, code):
    page.get_by_label("Or type the code").fill(code)
    page.get_by_role("button", name="Record").click()
