"""How a person goes through questions in a real browser, and what is left of it."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.responses import DraftAnswer
from tests.browser.conftest import Phone

NewBrowser = Callable[..., Phone]
CANARY = "Nearly every day"
LONGEST_PAUSE = 40_000  # ms; a page that finds no network waits up to 30 s before it tries again

# Where questions are asked: with script in one page (#3), without it in a page for each (?q=3).
QUESTIONS = re.compile(r"/check-in/[0-9a-f-]+/\d+[#?]")


def start(phone: Phone, path: str, *, with_checks: bool = False) -> Page:
    """The first question, from the link on."""
    phone.page.goto(path)
    if with_checks:
        phone.check()
    phone.press(phone.page.locator("main form button").first)
    phone.page.wait_for_url("**/check-in/*")
    if with_checks:
        phone.check()
    phone.press("main a.nhsuk-button")
    phone.page.wait_for_url(QUESTIONS)
    shown(phone.page).wait_for()
    return phone.page


def shown(page: Page) -> Any:
    """The question that is shown."""
    return page.locator("fieldset:not([hidden])")


def tap(page: Page, option: int) -> None:
    """Tap this option of the question that is shown, and wait until the next one is there."""
    before = page.evaluate("location.href")  # page.url may not know yet of the last step
    shown(page).locator("label").nth(option).tap()
    page.wait_for_function("before => location.href !== before", arg=before)


def kept(session: Session) -> dict[str, int | None]:
    """What the database holds."""
    session.rollback()
    found = {row.item: row.value for row in session.scalars(select(DraftAnswer))}
    session.rollback()  # the page cannot save while this transaction is open
    return found
