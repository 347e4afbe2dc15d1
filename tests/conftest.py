"""What journeys need: a browser, a worker and a mail server, all of them real."""

import os
import shutil
import socket
import subprocess
import sys
import time

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import expect

from pathway.content import loader

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
WIDE, HIGH, PATIENCE = 390, 844, 15_000
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args():
    if not CHROMIUM:
        pytest.skip("There is no Chromium on this machine.")
    return {"executable_path": CHROMIUM, "args": QUIET}


@pytest.fixture
def demo(transactional_db, settings):
    """The real pathway with the demo people on it."""
    settings.DEMO = True
    loader.load()
    call_command("load_demo")


class Phone:
    """A page that is tapped. Whatever it comes to has to fit, and the console has to stay silent."""

    def __init__(self, page):
        self.page, self.said = page, []
        page.set_default_timeout(PATIENCE)
        page.on(
            "console", lambda message: self.said.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: self.said.append(str(error)))

    def __getattr__(self, name):
        """`get_by_role` and the like are those of the page."""
        return getattr(self.page, name)

    def open(self, path):
        self.page.goto(path)
        self._look()

    def press(self, button):
        self._leave(self.page.get_by_role("button", name=button))

    def follow(self, link):
        self._leave(self.page.get_by_role("link", name=link))

    def tick(self, name):
        self.page.get_by_role("checkbox", name=name).tap()

    def reads(self, text):
        expect(self.page.locator("main").get_by_text(text).first).to_be_visible(timeout=PATIENCE)

    def _leave(self, target):
        with self.page.expect_navigation():
            target.tap()
        self._look()

    def _look(self):
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= WIDE, f"{self.page.url} is {width} pixels wide"
        assert self.said == []


@pytest.fixture
def phone(browser, live_server):
    """`phone(coordinator)`: the phone of somebody who is logged in."""
    taken = []

    def take(user):
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context = browser.new_context(
            base_url=live_server.url,
            locale="en-GB",
            viewport={"width": WIDE, "height": HIGH},
            is_mobile=True,
            has_touch=True,
            reduced_motion="reduce",  # a page stands still as soon as it is there
        )
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        taken.append((context, Phone(context.new_page())))
        return taken[-1][1]

    yield take
    for context, _phone in taken:
        context.close()
    assert [text for _context, one in taken for text in one.said] == []


class Mailbox:
    """What the mail server took in."""

    def __init__(self):
        self.mails = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  the server's name for it
        from email import message_from_bytes
        from email.policy import default

        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 taken"

    def wait_for(self, to, subject, seconds=20):
        """The newest mail to a person whose subject holds these words."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for mail in reversed(self.mails):
                if to in mail["To"] and subject in mail["Subject"]:
                    return mail
            time.sleep(0.1)
        raise AssertionError(f"No mail “{subject}” to {to}; there are {[m['Subject'] for m in self.mails]}")


@pytest.fixture
def mailbox():
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=_free_port())
    controller.start()
    box.address = f"smtp://127.0.0.1:{controller.port}"
    yield box
    controller.stop()


@pytest.fixture
def worker(transactional_db, mailbox, live_server, tmp_path, process_environment):
    """A real Celery worker with beat, on the test's own database and a queue of its own."""
    environment = process_environment | {
        "EMAIL_URL": mailbox.address,
        "SITE_URL": live_server.url,
        "VAR_DIR": str(settings.VAR_DIR),
    }
    command = [sys.executable, "-m", "celery", "-A", "pathway", "worker", "-B", "-s", str(tmp_path / "beat")]
    process = subprocess.Popen([*command, "--pool", "threads", "-c", "2", "-l", "WARNING"], env=environment)
    yield process
    process.terminate()
    process.wait(20)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
