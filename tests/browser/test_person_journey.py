"""A person with a phone: the whole way from the link to "thank you", in real Chromium."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.responses import Submission
from tests.browser.answering import (
    CANARY,
    LONGEST_PAUSE,
    QUESTIONS,
    NewBrowser,
    kept,
    shown,
    start,
    tap,
)
from tests.browser.conftest import PHONE, SMALL_PHONE, Phone
from tests.factory import Make


def test_ACC_01_the_whole_way_ends_in_every_database(phone: Phone, make: Make, session: Session):
    """The others here run on one: what it must do is tried on both without a browser."""
    page = start(phone, make.invitation(measures=["gad7"]).path)

    for number in range(1, 8):
        tap(page, number % 4)
    page.wait_for_url("**/check")
    phone.press("#send button")
    page.wait_for_url("**/done")

    [sent] = session.scalars(select(Submission)).all()
    assert sent.answers == {f"q{n}": n % 4 for n in range(1, 8)}


@pytest.mark.any_database
@pytest.mark.parametrize("size", [PHONE, SMALL_PHONE], ids=["390", "320"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_ACC_01_the_whole_way_with_script(
    new_browser: NewBrowser, make: Make, session: Session, size: dict[str, Any], language: str
):
    client = make.client(language=language)
    make.approval("gad7", "ar")
    phone = new_browser(**size, locale=language)
    page = start(phone, make.invitation(client=client, measures=["gad7"]).path, with_checks=True)
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")

    for number in range(1, 8):
        if number in (1, 2, 7):
            phone.check()
        expect(shown(page)).to_have_attribute("id", f"q{number}")
        tap(page, number % 4)
    page.wait_for_url("**/check")
    phone.check()
    phone.press("#send button")
    page.wait_for_url("**/done")
    phone.check()

    [sent] = session.scalars(select(Submission)).all()
    assert sent.answers == {f"q{n}": n % 4 for n in range(1, 8)}
    assert sent.language == language


@pytest.mark.any_database
@pytest.mark.parametrize("size", [PHONE, SMALL_PHONE], ids=["390", "320"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_ACC_05_the_whole_way_without_script(
    new_browser: NewBrowser, make: Make, session: Session, size: dict[str, Any], language: str
):
    phone = new_browser(**size, locale=language, java_script_enabled=False)
    client = make.client(language=language)
    page = start(phone, make.invitation(measures=["gad7"], client=client).path, with_checks=True)

    for number in range(1, 8):
        page.wait_for_url(re.compile(rf"/1\?q={number}$"))
        if number in (1, 2, 7):
            phone.check()
        expect(page.locator("fieldset")).to_have_count(1)
        page.locator("label").nth(number % 4).tap()
        phone.press("form.heard-one button")
    page.wait_for_url("**/1/check")
    phone.check()
    phone.press("#send button")
    page.wait_for_url("**/done")
    phone.check()

    [sent] = session.scalars(select(Submission)).all()
    assert sent.answers == {f"q{n}": n % 4 for n in range(1, 8)}


@pytest.mark.any_database
def test_ACC_02_the_whole_way_with_the_keyboard_alone(phone: Phone, make: Make, session: Session):
    phone.open(make.invitation(measures=["phq9"]).path)
    page = phone.page
    _tab_to(page, "main form button >> nth=0")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check-in/*")
    _tab_to(page, "main a.nhsuk-button")
    page.keyboard.press("Enter")
    page.wait_for_url(QUESTIONS)
    for number in range(1, 10):
        expect(shown(page)).to_have_attribute("id", f"q{number}")
        if number > 1:
            focus = page.evaluate("document.activeElement.tagName")
            assert focus == "LEGEND", "a screen reader must read the new question"
        _tab_to(page, f"#q{number}-0")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        if number == 1:
            page.wait_for_timeout(500)  # a tap would have moved on by now
        expect(shown(page)).to_have_attribute("id", f"q{number}")  # walking is not answering
        page.keyboard.press("Enter" if number % 2 else "Space")
        if number == 9:  # it speaks of danger: help is read first, and Next goes on
            expect(page.locator("#support")).to_be_focused()
            _tab_to(page, "form[data-save] > button")
            page.keyboard.press("Enter")
        page.wait_for_function(
            "n => !document.querySelector('#q' + n + ':not([hidden])')", arg=number
        )
    page.wait_for_url("**/check")
    _tab_to(page, "#send button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/done")

    assert set(session.scalars(select(Submission)).one().answers.values()) == {2}


@pytest.mark.any_database
def test_back_is_always_there_and_so_is_the_browsers(phone: Phone, make: Make):
    page = start(phone, make.invitation(measures=["phq9"]).path)
    tap(page, 1)
    tap(page, 2)

    page.locator("#back").click()
    expect(shown(page)).to_have_attribute("id", "q2")
    expect(page.locator("#q2-2")).to_be_checked()
    page.go_back()
    expect(shown(page)).to_have_attribute("id", "q1")
    phone.press("#back")
    page.wait_for_url(re.compile(r"/check-in/[0-9a-f-]+$"))


@pytest.mark.any_database
def test_a_change_from_the_check_page_comes_back_to_it(phone: Phone, make: Make, session: Session):
    page = start(phone, make.invitation(measures=["gad7"]).path)
    for _ in range(7):
        tap(page, 0)
    page.wait_for_url("**/check")

    phone.press(page.locator("dd a").nth(3))
    expect(shown(page)).to_have_attribute("id", "q4")
    shown(page).locator("label").nth(3).tap()
    page.wait_for_url("**/check")

    assert kept(session)["q4"] == 3
    expect(page.locator("dl div").nth(3)).to_contain_text(CANARY)


@pytest.mark.any_database
def test_skipping_and_rather_not_are_two_things(phone: Phone, make: Make, session: Session):
    page = start(phone, make.invitation(measures=["gad7"]).path)

    page.locator("form[data-save] button").click()
    tap(page, 4)
    expect(page.locator("#status")).to_have_text("Saved")

    assert kept(session) == {"q2": None}


@pytest.mark.any_database
@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
def test_ACC_14_leave_this_page(new_browser: NewBrowser, make: Make, has_script: bool):
    phone = new_browser(**PHONE, java_script_enabled=has_script)
    page = start(phone, make.invitation(measures=["phq9"]).path)
    page.route("**/leave", _leave)

    page.locator("nav a[href='/leave']").click()

    page.wait_for_url("**/leave")
    page.go_back()
    expect(page.locator("h1")).to_have_text("This page is closed")
    if has_script:
        assert not QUESTIONS.search(page.url), "Back still knows the questions"
    assert "Little interest" not in page.content()


@pytest.mark.any_database
def test_SAF_03_help_shows_at_once_even_without_a_network(phone: Phone, make: Make):
    page = start(phone, make.invitation(measures=["phq9"]).path)
    for _ in range(8):
        page.locator("form[data-save] button").click()
    expect(shown(page)).to_have_attribute("id", "q9")
    page.context.set_offline(True)

    shown(page).locator("label").nth(1).tap()

    expect(page.locator("#support")).to_be_visible()
    page.wait_for_timeout(700)
    page.locator("form[data-save] > button").tap()
    page.context.set_offline(False)
    page.wait_for_url("**/check", timeout=LONGEST_PAUSE)


@pytest.mark.any_database
def test_the_language_changes_and_answers_stay(phone: Phone, make: Make, session: Session):
    make.approval("phq9", "pl")
    page = start(phone, make.invitation(measures=["phq9"]).path)
    tap(page, 1)
    expect(page.locator("#status")).to_have_text("Saved")

    page.locator("header summary").click()
    phone.check()
    phone.press("header button[value=pl]")
    expect(page.locator("html")).to_have_attribute("lang", "pl")

    expect(page.locator("form[data-save]")).to_have_attribute("lang", "pl")
    expect(shown(page)).to_have_attribute("id", "q2")
    assert kept(session) == {"q1": 1}


@pytest.mark.any_database
def test_ACC_03_targets_are_big_enough_for_a_thumb(new_browser: NewBrowser, make: Make):
    phone = new_browser(**SMALL_PHONE)
    page = start(phone, make.invitation(measures=["des_ii"]).path)

    small = page.evaluate(
        """() => [...document.querySelectorAll(
            "fieldset:not([hidden]) label, main button, nav a, summary, .heard-language, #back")]
            .filter(e => e.checkVisibility())
            .map(e => [e.textContent.trim(), e.getBoundingClientRect().height])
            .filter(([, height]) => height < 44)"""
    )
    assert small == []


@pytest.mark.any_database
def test_ACC_03_nothing_is_lost_with_wide_text_spacing(new_browser: NewBrowser, make: Make):
    phone = new_browser(**SMALL_PHONE)
    page = start(phone, make.invitation(measures=["core_om"]).path)

    page.evaluate(
        """() => document.querySelectorAll("body, body *").forEach((element) =>
            Object.assign(element.style,
                { lineHeight: "1.5", letterSpacing: "0.12em", wordSpacing: "0.16em" }))"""
    )

    phone.check()


def _leave(route: Route) -> None:
    """Ask our server, but not the other site that it sends people to."""
    route.fetch(max_redirects=0)
    route.fulfill(status=200, body="elsewhere")


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until this has the focus, and see that the focus is never hidden on the way."""
    target = page.locator(selector)
    for _ in range(40):
        page.keyboard.press("Tab")
        _focus_is_seen(page)
        if target.evaluate("e => e === document.activeElement"):
            return
    raise AssertionError(f"Tab does not reach {selector}")


def _focus_is_seen(page: Page) -> None:
    hidden = page.evaluate(
        """() => {
            const focused = document.activeElement, bar = document.querySelector(".heard-bar");
            if (focused === document.body || bar.contains(focused)) return false;
            const box = focused.getBoundingClientRect();
            return box.top >= bar.getBoundingClientRect().top || box.bottom <= 0;
        }"""
    )
    assert not hidden, "the focus is behind the bar or off the screen"


@pytest.mark.any_database
@pytest.mark.parametrize("language", ["en", "ar"])
def test_ACC_03_no_page_scrolls_sideways_on_a_small_phone(
    new_browser: NewBrowser, make: Make, language: str
):
    phone = new_browser(**SMALL_PHONE, locale=language)
    client = make.client(language=language)
    page = start(phone, make.invitation(measures=["core_om"], client=client).path)
    home = page.url.rpartition("/")[0]
    wide = {}

    for address in (home, f"{home}/1", f"{home}/1?q=2", f"{home}/1/check", "/help", "/c/new-link"):
        page.goto(address)
        wide[address.removeprefix(home)] = page.evaluate("document.documentElement.scrollWidth")

    assert {path: width for path, width in wide.items() if width > 320} == {}


@pytest.mark.any_database
def test_that_the_next_question_comes_by_itself_is_said_where_it_does(
    new_browser: NewBrowser, make: Make
):
    said = {}
    for has_script in (True, False):
        phone = new_browser(**PHONE, java_script_enabled=has_script)
        phone.page.goto(make.invitation(measures=["gad7"]).path)
        phone.page.locator("main form button").first.click()
        phone.page.wait_for_url("**/check-in/*")
        said[has_script] = phone.page.get_by_text("comes by itself").is_visible()

    assert said == {True: True, False: False}
