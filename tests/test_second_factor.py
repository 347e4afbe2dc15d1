"""A second factor and a passkey, set up and used as a person would."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.urls import reverse
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "pathway-demo"


def log_in(page, address):
    page.goto(reverse("account_login"))
    page.locator("input[name=login]").fill(f"{address}@example.org")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Log in", exact=True).click()


def confirm_password(page):
    """Changes to factors ask for the password again, even right after the log-in."""
    if reverse("account_reauthenticate") in page.url or reverse("mfa_reauthenticate") in page.url:
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main form button[type=submit]").first.click()


@pytest.fixture
def page_of_portal(browser, live_server, demo):
    context = browser.new_context(base_url=live_server.url, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def test_a_code_from_an_app_is_asked_for_at_the_next_log_in(page_of_portal):
    page = page_of_portal
    log_in(page, "participant.pl")
    page.goto(reverse("mfa_activate_totp"))
    confirm_password(page)
    secret = page.locator("#authenticator_secret").input_value()
    page.locator("input[name=code]").fill(code_of(secret))
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_text("Recovery codes").first).to_be_visible()

    page.context.clear_cookies()
    log_in(page, "participant.pl")

    assert reverse("mfa_authenticate") in page.url
    page.locator("input[name=code]").first.fill(code_of(secret, steps=1))
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_role("heading", name="My pathway")).to_be_visible()


def code_of(secret, steps=0):
    """The code that an app shows now; `steps` half minutes later, as each works once."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def test_a_passkey_replaces_the_password(page_of_portal):
    page = page_of_portal
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
            }
        },
    )
    log_in(page, "participant.se")
    page.goto(reverse("mfa_add_webauthn"))
    confirm_password(page)
    page.locator("input[name=name]").fill("Åsas telefon")
    if page.locator("input[name=passwordless]").count():
        page.locator("input[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    expect(page.get_by_text("Åsas telefon").or_(page.get_by_text("Recovery codes")).first).to_be_visible()

    page.context.clear_cookies()
    page.goto(reverse("account_login"))
    page.get_by_role("button", name="passkey").click()

    expect(page.get_by_role("heading", name="My pathway")).to_be_visible()
