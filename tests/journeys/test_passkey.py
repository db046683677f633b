"""A passkey from the first to the last: added on one's own page, then the whole sign-in."""

from playwright.sync_api import Page

from tests.journeys.conftest import DESK, PASSWORD, Open, enroll, heading, six_digits
from tests.town import Town

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def device(page: Page) -> None:
    """A phone that holds keys and knows its owner's finger."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def test_a_passkey_is_added_and_opens_the_door_alone(people: Town, open_page: Open) -> None:
    enroll(people.people["officer"])
    page = open_page(size=DESK, locale="en")
    device(page)
    page.goto("/accounts/staff/")
    page.fill("input[name=login]", "officer")
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form button").first.click()
    page.fill("input[name=code]", six_digits())
    page.locator("main form button").first.click()
    page.wait_for_url("**/desk/")

    page.goto("/accounts/2fa/keys/add/")
    page.fill("main input[type=text]", "my phone")
    page.locator("main input[type=checkbox]").check()
    page.locator("main form button").first.click()
    page.wait_for_url("**/accounts/2fa/recovery/")

    page.context.clear_cookies()
    page.goto("/accounts/staff/")
    page.click("#passkey_login")
    page.wait_for_url("**/desk/")
    assert people.people["officer"].name in heading(page)
