from flask import Flask
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from app.security import Role
from tests.browser.conftest import Phone
from tests.factory import Make


def test_SEC_02_nothing_comes_back_with_the_back_button(
    desk: Phone, make: Make, session: Session, app: Flask
):
    user = make.user(Role.ADMINISTRATOR, name="Canary Name", mf_recovery_codes=["not a code"])
    desk.sign_in(user, session, app)
    page = desk.open("/account/")
    assert "Canary Name" in page.content()
    page.goto("/account/password")
    page.goto("/account/")
    desk.press(page.get_by_role("button", name="Sign out"))
    page.wait_for_url("**/sign-in")

    for _ in range(3):
        page.go_back()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert "Canary" not in page.content()

    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    names = {cookie["name"] for cookie in page.context.cookies()}
    assert names <= {"__Host-heard", "__Host-language"}
