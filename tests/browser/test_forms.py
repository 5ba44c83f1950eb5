"""A service's own form on a phone, in real Chromium: with and without our script."""

import os
import re
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy.orm import Session

from app.codesign import Question, QuestionKind
from app.feedback import FeedbackDraft, HeldFeedback
from tests.browser.answering import NewBrowser
from tests.browser.conftest import PHONE, SMALL_PHONE, Phone
from tests.factory import Make
from tests.feedback.forms import FORM, MORE, live_form, stored, ticket_for

WELCOME = Question(
    key="welcome", kind=QuestionKind.STATEMENT, text="Now some questions\nabout what helped you."
)
CERTAIN = Question(
    key="certain", kind=QuestionKind.SCALE, text="How sure are you?", lowest="Not sure at all",
    highest="As sure as I can be", points=11,
)  # fmt: skip
AGAIN = Question(key="again", kind=QuestionKind.YES_NO, text="Would you come again?")
WORD = Question(key="word", kind=QuestionKind.SHORT_TEXT, text="In one word?", hint="If you like.")
*_FIRST, LAST = FORM.questions
LONG_FORM = replace(FORM, questions=(*_FIRST, WELCOME, CERTAIN, AGAIN, WORD, LAST))
# Each width and each direction once; the database is tried without a browser.
SCREENS = pytest.mark.parametrize(
    ("size", "language"), [(PHONE, "ar"), (SMALL_PHONE, "en")], ids=["390-ar", "320-en"]
)
pytestmark = pytest.mark.any_database


def begin(phone: Phone, make: Make, content: Any = LONG_FORM, language: str = "en") -> Page:
    """The page that tells who will read it."""
    episode = make.episode(make.client(language=language))
    _, path = ticket_for(make, live_form(make, content), episode)
    phone.open(path)
    phone.press(phone.page.locator("main form button").first)
    phone.check()
    return phone.page


def shown(page: Page) -> Any:
    """What is asked now."""
    return page.locator("form[data-save] > :is(fieldset,section):not([hidden])")


def is_asked(page: Page, key: str) -> None:
    """Wait until this question is asked, and nothing else."""
    expect(shown(page)).to_have_attribute("id", f"q-{key}")


def snap(phone: Phone, name: str) -> None:
    """A picture for whoever wants to look: HEARD_PICTURES names the folder."""
    if folder := os.environ.get("HEARD_PICTURES"):
        phone.page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@SCREENS
def test_ACC_01_the_whole_form_with_script(
    new_browser: NewBrowser, make: Make, session: Session, size: dict[str, Any], language: str
):
    phone = new_browser(**size, locale=language)
    name = f"{language}-{size['viewport']['width']}"
    page = begin(phone, make, language=language)
    snap(phone, f"{name}-about")
    phone.press("main a.nhsuk-button")
    is_asked(page, "wait")
    phone.check()
    snap(phone, f"{name}-choice")
    shown(page).get_by_text("Too long").tap()
    is_asked(page, "wait_why")
    page.locator("textarea:visible").fill("Half a year. 😀 שלום")
    snap(phone, f"{name}-text")
    phone.check()
    page.locator("form[data-save] > button").tap()
    is_asked(page, "helped")
    snap(phone, f"{name}-scale")
    phone.check()
    shown(page).locator(".heard-points input").nth(3).tap()
    is_asked(page, "what")
    shown(page).get_by_text("Talking").tap()
    shown(page).get_by_text("The group").tap()
    snap(phone, f"{name}-several")
    phone.check()
    page.locator("form[data-save] > button").tap()
    is_asked(page, "welcome")
    snap(phone, f"{name}-statement")
    phone.check()
    page.locator("form[data-save] > button").tap()
    is_asked(page, "certain")
    snap(phone, f"{name}-scale11")
    phone.check()
    shown(page).locator(".heard-points input").nth(10).tap()
    is_asked(page, "again")
    shown(page).locator("label").first.tap()
    is_asked(page, "word")
    snap(phone, f"{name}-short")
    page.locator("form[data-save] > button").tap()
    is_asked(page, "more")
    page.locator("textarea:visible").fill("My name is Amira, call me on 07700 900123")
    page.locator("form[data-save] > button").tap()
    page.wait_for_url("**/feedback/check")
    snap(phone, f"{name}-check")
    phone.check()
    phone.press("#send button")
    page.wait_for_url("**/feedback/thanks")
    snap(phone, f"{name}-thanks")
    phone.check()
    phone.press(page.locator("main .heard-link"))
    snap(phone, f"{name}-reply")
    phone.check()

    [held] = stored(session, HeldFeedback)
    assert held.open()[1] == {
        "wait": ("long",), "wait_why": ("Half a year. 😀 שלום",), "helped": ("4",),
        "what": ("talk", "group"), "certain": ("11",), "again": ("yes",),
        "more": ("My name is Amira, call me on 07700 900123",),
    }  # fmt: skip


@SCREENS
def test_ACC_05_the_whole_form_without_script(
    new_browser: NewBrowser, make: Make, session: Session, size: dict[str, Any], language: str
):
    phone = new_browser(**size, locale=language, java_script_enabled=False)
    name = f"{language}-{size['viewport']['width']}-plain"
    page = begin(phone, make, language=language)
    phone.press("main a.nhsuk-button")
    for key in ("wait", "helped", "what", "welcome", "certain", "again", "word", "more"):
        phone.check()
        snap(phone, f"{name}-{key}")
        expect(page.locator(f"#q-{key}")).to_be_visible()
        if key == "again":
            page.locator("#q-again label").nth(1).tap()
        phone.press("form.heard-one > button")
    assert page.url.endswith("/feedback/check")
    phone.check()
    phone.open("/feedback/questions")
    snap(phone, f"{name}-whole")
    page.locator("#q-wait label").nth(0).tap()
    phone.press("form[data-save] > button")
    phone.press("#send button")
    phone.check()

    [held] = stored(session, HeldFeedback)
    assert held.open()[1] == {"wait": ("fine",), "again": ("no",)}


def test_ACC_02_the_whole_form_with_the_keyboard(
    new_browser: NewBrowser, make: Make, session: Session
):
    phone = new_browser()
    page = begin(phone, make, replace(FORM, questions=(*FORM.questions[1:4], MORE)))
    phone.press("main a.nhsuk-button")
    keys = page.keyboard

    is_asked(page, "wait")
    page.locator("#q-wait-1").focus()
    keys.press("ArrowDown")
    is_asked(page, "wait")  # arrows walk through the options
    keys.press("Space")
    is_asked(page, "wait_why")
    assert page.evaluate("document.activeElement.tagName") == "LEGEND"
    keys.press("Tab")
    keys.type("Long")
    page.locator("form[data-save] > button").press("Enter")
    is_asked(page, "helped")
    keys.press("Tab")
    keys.press("ArrowRight")
    keys.press("ArrowRight")
    is_asked(page, "helped")
    keys.press("Space")
    is_asked(page, "more")
    page.locator("form[data-save] > button").press("Enter")
    page.wait_for_url("**/feedback/check")

    assert "Long" in page.inner_text("dl")
    assert "3 of 5" in page.inner_text("dl")


def test_nothing_waits_for_the_network_and_nothing_is_lost_without_it(
    new_browser: NewBrowser, make: Make, session: Session
):
    phone = new_browser(**PHONE)
    page = begin(phone, make, FORM)
    phone.press("main a.nhsuk-button")
    page.route("**/feedback/save", lambda route: route.abort())

    shown(page).get_by_text("Fine").tap()
    is_asked(page, "helped")
    expect(page.locator("#status")).to_have_text("Not saved yet. We keep trying.")
    shown(page).locator(".heard-points input").nth(0).tap()
    is_asked(page, "what")
    page.unroute("**/feedback/save")

    expect(page.locator("#status")).to_have_text("Saved", timeout=40_000)
    page.reload()
    is_asked(page, "what")
    page.locator("#back").tap()
    is_asked(page, "helped")
    expect(page.locator("#q-helped-1")).to_be_checked()


def test_what_is_chosen_decides_what_is_shown_and_back_again(new_browser: NewBrowser, make: Make):
    phone = new_browser(**PHONE)
    page = begin(phone, make, FORM)
    phone.press("main a.nhsuk-button")
    expect(page.locator("#count")).to_have_text("Question 1 of 4")

    shown(page).get_by_text("Too long").tap()
    is_asked(page, "wait_why")
    expect(page.locator("#count")).to_have_text("Question 2 of 5")
    page.go_back()
    is_asked(page, "wait")
    shown(page).get_by_text("Fine").tap()

    is_asked(page, "helped")
    expect(page.locator("#count")).to_have_text("Question 2 of 4")


def test_rather_not_say_stands_alone(new_browser: NewBrowser, make: Make):
    phone = new_browser(**PHONE)
    page = begin(phone, make, replace(FORM, questions=(FORM.questions[4], MORE)))
    phone.press("main a.nhsuk-button")
    shown(page).get_by_text("Talking").tap()
    shown(page).locator("[value=declined] + label").tap()
    expect(page.locator("#q-what :checked")).to_have_count(1)
    shown(page).get_by_text("The group").tap()
    expect(page.locator("#q-what :checked")).to_have_attribute("value", "group")
    page.locator("form[data-save] > button").tap()
    page.locator("textarea:visible").fill("I wrote something")
    shown(page).locator("[value=declined] + label").tap()

    expect(page.locator("textarea:visible")).to_have_value("I wrote something")
    page.locator("form[data-save] > button").tap()
    page.wait_for_url("**/feedback/check")
    assert "I wrote something" not in page.inner_text("dl")


def test_too_much_is_said_beside_the_box_and_kept_in_it(
    new_browser: NewBrowser, make: Make, session: Session
):
    phone = new_browser(**PHONE)
    page = begin(phone, make, replace(FORM, questions=(MORE,)))
    phone.press("main a.nhsuk-button")
    page.locator("textarea").fill("😀" * 10_003)
    expect(page.locator("#q-more-most")).to_have_text("Letters too many: 3")
    page.locator("form[data-save] > button").tap()
    is_asked(page, "more")

    page.locator("textarea").fill("😀" * 9_999)
    expect(page.locator("#q-more-most")).to_have_text("Letters left: 1")
    page.locator("form[data-save] > button").tap()

    page.wait_for_url("**/feedback/check")
    assert "😀" * 9_999 in page.inner_text("dl")
    phone.check()


def test_ACC_14_leaving_covers_the_page_and_throws_away_what_was_not_sent(
    new_browser: NewBrowser, make: Make, session: Session
):
    phone = new_browser(**PHONE)
    page = begin(phone, make, FORM)
    phone.press("main a.nhsuk-button")
    shown(page).get_by_text("Fine").tap()
    expect(page.locator("#status")).to_have_text("Saved")
    left: list[str] = []

    def leave(route: Route) -> None:
        left.append(route.request.url)
        route.fulfill(body="<title>Weather</title>")

    page.route(re.compile("/leave$"), leave)
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("**/leave")

    assert left
    assert stored(session, FeedbackDraft), "it is there, and nobody can read it"


def test_SEC_26_the_browser_stores_no_answer(new_browser: NewBrowser, make: Make):
    phone = new_browser(**PHONE)
    page = begin(phone, make, replace(FORM, questions=(MORE,)))
    phone.press("main a.nhsuk-button")
    page.locator("textarea").fill("A canary")
    page.locator("form[data-save] > button").tap()
    page.wait_for_url("**/feedback/check")

    stores = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert stores == "[{},{}]"
    cookies = page.context.cookies()
    assert "canary" not in str(cookies)
    [secret] = [one for one in cookies if one["name"].endswith("feedback")]
    assert secret["httpOnly"]
    assert secret["sameSite"] == "Strict"
