"""One's own space in a real browser: with the code typed, without scripts, small, in Arabic."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from app import actions, clock
from app.actions import Postroom, send_due_messages
from app.care import AppointmentStatus, Client
from app.outbox import Channel, Text
from app.scheduling import Occasion, Plan, askable_keys
from app.security import Actor
from tests.browser.conftest import PHONE, SMALL_PHONE, Phone
from tests.factory import Make

pytestmark = pytest.mark.any_database
CORE = ("phq9", "gad7")


class Postbox:
    """A sender that keeps the last text."""

    last = ""

    def send(self, text: Text) -> None:
        self.last = text.body


@pytest.fixture
def code(session: Session) -> Callable[[], str]:
    """What a worker sends now."""
    postbox = Postbox()
    postroom = Postroom({Channel.SMS: postbox}, "https://heard.test")

    def newest() -> str:
        session.rollback()
        send_due_messages(session, postroom, at=clock.now(), limit=100)
        found = re.search(r"\d{6}", postbox.last)
        assert found
        return found[0]

    return newest


@pytest.fixture
def client(make: Make, session: Session, by: Actor, at: datetime) -> Client:
    """Somebody with a course, a check-in that was shown and one that was sent."""
    client = make.client(phone="07700 900999")
    course = make.episode(client)
    plan = Plan(start=CORE, routine=CORE, end=CORE, every=4)
    actions.change_plan(
        session, course.pathway_id, plan, known=askable_keys(), changes=0, reason="first",
        by=by, at=at,
    )  # fmt: skip
    make.appointment(course, starts_at=at - timedelta(days=3), status=AppointmentStatus.ATTENDED)
    check_in = make.check_in(episode=course, at=at - timedelta(days=2))
    check_in.occasion = Occasion.ROUTINE
    actions.show_link(session, check_in, by=by, at=at - timedelta(days=2), days=7)
    actions.send_link(session, check_in, by=by, at=at - timedelta(days=1), days=7)
    return client


def sign_in(phone: Phone, code: Callable[[], str]) -> None:
    phone.open("/space/sign-in")
    phone.page.locator("#contact").fill("07700 900999")
    phone.press("main form .nhsuk-button")
    phone.check()
    phone.page.locator("#code").fill(code())
    phone.press("main form .nhsuk-button >> nth=0")
    phone.check()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(("size", "scripts"), [(PHONE, True), (SMALL_PHONE, True), (PHONE, False)])
def test_ACC_03_05_a_whole_visit_to_ones_own_space(
    new_browser, code, client: Client, size, scripts: bool, language: str
):
    phone = new_browser(**size, java_script_enabled=scripts, locale=language)
    phone.open("/space/messages")
    sign_in(phone, code)

    for path in ("messages", "contact", "contact/done/stop"):
        phone.open(f"/space/{path}")
        small = phone.page.locator("main a, main button").all()
        heights = [box["height"] for one in small if (box := one.bounding_box())]
        assert all(height >= 44 for height in heights)
    phone.open("/space/contact")
    phone.press(phone.page.locator("form[action$='/break'] button"))
    phone.check()
    phone.press(phone.page.locator("form[action='/space/sign-out'] button"))
    phone.check()
    phone.open("/space")
    assert phone.page.locator("h1").count() == 1
    assert phone.page.locator("form[action='/space/sign-out']").count() == 0


def test_the_words_of_a_choice_stand_beside_its_circle(phone: Phone, code, client: Client):
    sign_in(phone, code)
    page = phone.open("/space/contact")

    words = page.locator("main .nhsuk-radios__label").first

    assert words.evaluate("words => getComputedStyle(words).display") == "flex"
    assert words.evaluate("words => getComputedStyle(words).fontWeight") == "400"


def test_ACC_02_the_code_is_given_by_keyboard_alone(phone: Phone, code, client: Client):
    phone.open("/space/sign-in")
    phone.page.locator("#contact").focus()
    phone.page.keyboard.type("07700 900999")
    with phone.page.expect_navigation():
        phone.page.keyboard.press("Enter")
    phone.page.locator("#code").focus()
    phone.page.keyboard.type("12")
    with phone.page.expect_navigation():
        phone.page.keyboard.press("Enter")
    expect(phone.page.locator(".nhsuk-error-summary")).to_be_focused()
    phone.check()
    phone.page.locator("#code").focus()
    phone.page.keyboard.type(code())
    with phone.page.expect_navigation():
        phone.page.keyboard.press("Enter")

    assert phone.page.url.endswith("/space")


def test_SEC_27_pressing_back_after_signing_out_shows_nothing(phone: Phone, code, client: Client):
    sign_in(phone, code)
    phone.open("/space/messages")
    phone.press(phone.page.locator("form[action='/space/sign-out'] button"))

    for _ in range(3):
        phone.page.go_back()
        assert phone.page.locator(".heard-history").count() == 0


def test_ACC_08_one_can_ask_for_more_time(phone: Phone, code, client: Client, app: Flask):
    sign_in(phone, code)
    phone.page.clock.install()
    phone.page.reload()
    phone.page.clock.run_for("08:10")
    dialog = phone.page.locator("#stay")
    expect(dialog).to_be_visible()
    with phone.page.expect_response("**/space/stay") as answer:
        dialog.locator("button").click()

    assert answer.value.json() == {"saved": True}
    expect(dialog).to_be_hidden()
