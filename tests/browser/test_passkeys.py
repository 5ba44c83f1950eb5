from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy.orm import Session
from werkzeug.serving import ThreadedWSGIServer

from app.security import Passkey, Role
from tests.browser.conftest import DESK, PHONE, Phone
from tests.factory import Make

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def phone(new_browser: Callable[..., Phone], server: ThreadedWSGIServer) -> Phone:
    """A phone that can keep a passkey. Passkeys belong to a name, never to a bare address."""
    address = f"http://localhost:{server.port}"
    phone = new_browser(**PHONE, base_url=address)
    phone.address = address
    return phone


def test_SEC_29_staff_sign_in_with_a_passkey_alone(
    phone: Phone, make: Make, session: Session, app: Flask
):
    user = make.user(Role.ADMINISTRATOR, mf_recovery_codes=["not a code"])
    _give_key(phone, isUserVerified=True)
    phone.sign_in(user, session, app)
    page = phone.open("/account/passkeys")

    page.get_by_label("Name").fill("work phone")
    page.get_by_role("button", name="Add").click()
    page.get_by_text("Your passkey is ready.").wait_for()
    phone.check()
    page.goto("/account/")
    phone.press(page.get_by_role("button", name="Sign out"))
    page.wait_for_url("**/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/admin/")

    expect(page.get_by_role("link", name="Your account")).to_be_visible()
    assert session.query(Passkey).one().user_id == user.id


def test_a_device_that_does_not_check_its_owner_is_not_enough(
    phone: Phone, make: Make, session: Session, app: Flask
):
    _give_key(phone, isUserVerified=False)
    phone.sign_in(make.user(Role.ADMINISTRATOR), session, app)
    page = phone.open("/account/passkeys")

    page.get_by_label("Name").fill("old key")
    page.get_by_role("button", name="Add").click()
    page.get_by_text("The passkey was not used.").wait_for()
    phone.check()

    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    assert session.query(Passkey).count() == 0


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("window", "language"), [(PHONE, "ar"), (DESK, "en-GB")], ids=["phone", "desk"]
)
def test_ACC_17_the_account_pages_shut_nobody_out(
    new_browser: Callable[..., Phone],
    make: Make,
    session: Session,
    app: Flask,
    window: dict[str, object],
    language: str,
):
    phone = new_browser(**window, locale=language)
    for path in ("/sign-in", "/sign-in?timed_out=yes", "/account/passkey-sign-in"):
        phone.open(path)
    page = phone.open("/sign-in")
    page.locator("#password").fill("wrong")
    phone.press(page.locator("main form").first.get_by_role("button"))
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    phone.check()

    phone.sign_in(make.user(Role.ADMINISTRATOR), session, app)
    for path in ("", "password", "recovery-codes", "passkeys", "authenticator", "confirm"):
        phone.open(f"/account/{path}")
    for path in ("recovery-codes", "authenticator"):
        page = phone.open(f"/account/{path}")
        phone.press(page.locator("main form").get_by_role("button"))
        expect(page.locator("code").first).to_be_visible()
        phone.check()


def _give_key(phone: Phone, **options: bool) -> None:
    devices = phone.page.context.new_cdp_session(phone.page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": KEY | options})
