"""The public check of a PDF in a real browser: chosen or dropped, with and without a script; the file stays there."""

import base64
import zlib

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import expect

from certificates import tasks
from certificates.tests.factories import CertificateFactory
from certificates.tests.test_file import bytes_of, of_somebody_else, saved_anew

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DROP = """([bytes, selector]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0))], "any.pdf"));
  for (const name of ["dragover", "drop"])
    document.querySelector(selector).dispatchEvent(
      new DragEvent(name, { dataTransfer: carried, bubbles: true, cancelable: true }));
}"""


@pytest.fixture(autouse=True)
def _files_of_this_test_only(settings, tmp_path):
    options = settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path, "base_url": None}}
    settings.STORAGES = settings.STORAGES | {"default": options}


@pytest.fixture
def certificate(db):
    cache.delete_pattern("certificates:asked:*")
    made = CertificateFactory(holder_name="Łukasz Żółć")
    tasks.render(made.pk)
    return made


@pytest.fixture
def visit(browser, live_server):
    """`visit()`: the page of the check; `sent` holds the body of all that the browser sent since."""
    opened = []

    def open_page(*, script="", **context):
        context = browser.new_context(
            base_url=live_server.url, locale="en-GB", viewport={"width": 390, "height": 844}, **context
        )
        opened.append(context)
        page = context.new_page()
        page.add_init_script(script)
        page.set_default_timeout(10_000)
        page.sent, page.said = [], []
        page.on("request", lambda request: page.sent.append(request.post_data_buffer or b""))
        page.on(
            "console", lambda message: page.said.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.goto(reverse("certificates:verify"))
        return page

    yield open_page
    for context in opened:
        context.close()


def choose(page, data, name="any.pdf", kind="application/pdf"):
    file = {"name": name, "mimeType": kind, "buffer": data}
    page.get_by_label("Drop the PDF here or choose it").set_input_files(file)


def answers(page, words):
    expect(page.locator("#answer")).to_contain_text(words)
    expect(page.get_by_role("status").filter(has_text=words)).to_have_count(1)


def test_a_chosen_file_is_checked_in_the_browser_and_stays_there(visit, certificate):
    page, data = visit(), bytes_of(certificate)
    expect(page.get_by_text("The file stays with you")).to_be_visible()
    expect(page.get_by_role("button", name="Check this file")).to_be_hidden()

    choose(page, data)
    answers(page, "This file is genuine and unaltered.")
    expect(page.locator("#answer")).to_contain_text("Łukasz Żółć")
    assert page.url.endswith(reverse("certificates:verify"))

    choose(page, saved_anew(data))
    answers(page, "This is not the file that we issued.")
    expect(page.locator("#answer")).to_contain_text(certificate.number)

    choose(page, of_somebody_else())
    answers(page, "This file is nothing that we issued.")
    choose(page, b"GIF89a", "any.gif", "image/gif")
    answers(page, "This is no PDF.")
    choose(page, b"%PDF-1.7" + b" " * (5 * 1024 * 1024))
    answers(page, "larger than 5 MB")

    posted = [body for body in page.sent if body]
    assert len(posted) == 3
    assert max(len(body) for body in posted) < 1000
    assert not any(b"%PDF" in body or b"%25PDF" in body or data[:40] in body for body in page.sent)
    assert page.said == []


@pytest.mark.parametrize("target", [".drop", "h1"])
def test_a_file_dropped_anywhere_on_the_page_is_checked(visit, certificate, target):
    page = visit()

    page.evaluate(DROP, [base64.b64encode(bytes_of(certificate)).decode(), target])

    answers(page, "This file is genuine and unaltered.")
    assert not any(b"%PDF" in body for body in page.sent)
    assert [rule["id"] for rule in Axe().run(page).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_keyboard_reaches_the_file_after_the_number(visit):
    page = visit()
    field = page.get_by_label("Drop the PDF here or choose it")

    page.get_by_role("button", name="Check it").focus()
    page.keyboard.press("Tab")

    expect(field).to_be_focused()


@pytest.mark.parametrize(
    "how",
    [
        {"java_script_enabled": False},
        {"script": "Object.defineProperty(crypto, 'subtle', { value: undefined })"},
    ],
    ids=["no script", "no secure context"],
)
def test_where_the_browser_cannot_the_file_is_sent_and_that_is_said(visit, certificate, how):
    page = visit(**how)
    expect(page.get_by_text("keep nothing of it")).to_be_visible()
    expect(page.get_by_text("The file stays with you")).to_be_hidden()

    choose(page, bytes_of(certificate))
    page.get_by_role("button", name="Check this file").click()

    expect(page.locator("#answer")).to_contain_text("This file is genuine and unaltered.")


def test_a_bomb_does_not_hold_up_the_browser(visit):
    packed = zlib.compress(b"\0" * 200_000_000, 9)
    page = visit()

    choose(page, b"%PDF-1.7\n" + (b"stream\n" + packed + b"\nendstream\n") * 20)

    answers(page, "This file is nothing that we issued.")


def test_when_the_network_fails_it_is_said(visit, certificate):
    page = visit()
    page.context.set_offline(True)

    choose(page, bytes_of(certificate))

    answers(page, "We could not be asked just now.")
