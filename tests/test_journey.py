"""The main job, end to end, in a real browser with a real worker and a real mail server."""

import datetime
import io

import pytest
from django.db import close_old_connections
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from registrations.models import Event
from registrations.tasks import send_reminders

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "Zażółć-gęślą-jaźń-2026"
NEWCOMER = "magdalena.zolc@example.net"


@pytest.fixture
def visit(browser, live_server):
    """`visit()` gives a fresh visitor; `visit("staff")` a demo person who is logged in."""
    opened = []

    def open_page(address=None):
        context = browser.new_context(base_url=live_server.url, locale="en-GB")
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        if address:
            page.goto(reverse("account_login"))
            page.locator("input[name=login]").fill(f"{address}@example.org")
            page.locator("input[name=password]").fill("pathway-demo")
            page.locator("main").get_by_role("button", name="Log in", exact=True).click()
        return page

    yield open_page
    for context in opened:
        context.close()


def test_from_sign_up_to_a_certificate_that_anybody_can_verify(visit, demo, worker, mailbox, live_server):
    person = visit()
    _sign_up(person, mailbox)
    _fill_in_the_profile(person)
    person.get_by_role("button", name="Join the pathway").click()
    mailbox.wait_for(NEWCOMER, "You are on the pathway")

    _ask_for_a_seat(person)
    assert (
        "not a seat yet"
        in mailbox.wait_for(NEWCOMER, "We have your request").get_body(["plain"]).get_content()
    )

    _romania_sees_nothing_of_poland(visit("coordinator.ro"))
    _approve(visit("coordinator.pl"))
    mailbox.wait_for(NEWCOMER, "Your place is confirmed")
    person.goto("/me/")
    expect(person.get_by_text("You hold one of the 5 seats of Poland.").first).to_be_visible()

    event = _hold_the_event_and_remind(mailbox)
    staff = visit("staff")
    _record_attendance(staff, event)

    mail = mailbox.wait_for(NEWCOMER, "certificate")
    assert "/verify/" in mail.get_body(["plain"]).get_content()
    number = _download_certificate(person)
    _verify(visit(), number)


def _sign_up(page, mailbox):
    page.goto("/")
    page.get_by_role("link", name="Register free").click()
    page.get_by_label("E-mail address").fill(NEWCOMER)
    page.locator("input[name=name]").fill("Magdalena Żółć-Ścibor")
    page.locator("input[name=password1]").fill(PASSWORD)
    page.locator("input[name=terms]").check()
    page.locator("main").get_by_role("button", name="Sign up").click()
    subject = mailbox.wait_for(NEWCOMER, "confirms your address")["Subject"]
    page.locator("input[name=code]").fill(subject.split()[0])
    page.locator("main").get_by_role("button").first.click()


def _fill_in_the_profile(page):
    page.goto(reverse("accounts:profile"))
    page.locator("select[name=country]").select_option("PL")
    page.locator("select[name=profession]").select_option("doctor")
    page.locator("select[name=career_stage]").select_option("early")
    page.locator("main form button[type=submit]").first.click()
    page.goto("/me/")


def _ask_for_a_seat(page):
    page.goto("/events/masterclass-lives-2027/")
    page.get_by_label("What would you bring back").fill("Our unit starts stewardship rounds in spring.")
    page.locator("#ask").get_by_role("button", name="Ask for a seat").click()
    expect(page.get_by_role("heading", name="We have your request", exact=True)).to_be_visible()


def _romania_sees_nothing_of_poland(page):
    assert page.goto("/hubs/pl/manage/").status == 404
    page.goto("/hubs/ro/manage/masterclass-lives-2027/")
    expect(page.get_by_text("Żółć-Ścibor")).to_have_count(0)


def _approve(page):
    page.goto("/hubs/pl/manage/masterclass-lives-2027/")
    page.get_by_role("button", name="Approve Magdalena").click()
    expect(page.get_by_text("Approved").first).to_be_visible()


def _hold_the_event_and_remind(mailbox):
    """The date becomes known, the reminder goes, and then the day is over."""
    close_old_connections()
    event = Event.objects.get(slug="masterclass-lives-2027")
    start = timezone.now() + datetime.timedelta(hours=20)
    event.registrations.update(state_since=timezone.now() - datetime.timedelta(days=30))
    _move(event, start)
    send_reminders.delay()
    mailbox.wait_for(NEWCOMER, "Coming up")
    _move(event, timezone.now() - datetime.timedelta(days=1))
    event.sessions.create(title="Masterclass", starts_at=event.starts_at, ends_at=event.ends_at)
    return event


def _move(event, start):
    event.release_at = None
    event.starts_at, event.ends_at = start, start + datetime.timedelta(hours=3)
    event.save()


def _record_attendance(page, event):
    page.goto(reverse("registrations:attendance", args=[event.slug]))
    page.get_by_role("checkbox", name="Magdalena").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Who gets one, and the release").click()
    page.get_by_label("Days to look at the name first").fill("0")
    page.get_by_role("button", name="Release 1 certificate").click()


def _download_certificate(page):
    page.goto("/me/")
    row = page.locator("section", has_text="Certificates").locator("li", has_text="masterclass").last
    number = row.locator(".num").inner_text()
    pdf = page.request.get(row.get_by_role("link", name="PDF").get_attribute("href"))
    text = PdfReader(io.BytesIO(pdf.body())).pages[0].extract_text()
    assert "Magdalena Żółć-Ścibor" in text
    assert "Advanced decision-making masterclass" in " ".join(text.split())
    assert number in text
    return number


def _verify(page, number):
    page.goto(reverse("certificates:verify"))
    page.get_by_label("number").fill(number.lower())
    page.locator("main form button").first.click()
    expect(page.get_by_text("Magdalena Żółć-Ścibor")).to_be_visible()
