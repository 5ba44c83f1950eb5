"""The moment somebody answers that they are in danger: what they see, whatever fails (HAZ-01)."""

import os
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.risk import Alert, ContactWish, FollowUp, FollowUpPreference
from tests.browser.answering import kept, shown, start, tap
from tests.browser.conftest import PHONE, SMALL_PHONE, Phone
from tests.factory import Make

# What the database must do is tried on both without a browser.
pytestmark = pytest.mark.any_database

NewBrowser = Callable[..., Phone]
NUMBERS = ["tel:111", "tel:116123", "sms:85258?body=SHOUT", "tel:999"]


def picture(page: Page, name: str) -> None:
    """A picture to look at, where somebody has asked for them."""
    if folder := os.environ.get("HEARD_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def skip_to(page: Page, number: int) -> None:
    """Press Next until this question is shown."""
    while shown(page).get_attribute("id") != f"q{number}":
        before = page.evaluate("location.href")
        page.locator("form[data-save] > button").click()
        page.wait_for_function("before => location.href !== before", arg=before)


def at_item_9(phone: Phone, make: Make, **check_in: Any) -> Page:
    """The last question of the PHQ-9, in a page that holds all of them."""
    page = start(phone, make.invitation(measures=["phq9"], **check_in).path)
    skip_to(page, 9)
    return page


def answer(page: Page, option: int) -> None:
    """Tap an option, and nothing else."""
    page.wait_for_timeout(450)  # a new question does not take taps at once
    shown(page).locator("label").nth(option).tap()


def helps(page: Page) -> None:
    """The box is there, with every number that can be called."""
    expect(page.locator("#support")).to_be_visible()
    for number in NUMBERS:
        expect(page.locator(f"#support a[href='{number}']")).to_be_visible()
    expect(page.locator("#support")).to_contain_text(re.compile(r"\d"))


@pytest.mark.parametrize("size", [PHONE, SMALL_PHONE], ids=["390", "320"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_SAF_03_the_first_such_answer_opens_help_and_does_not_move_on(
    new_browser: NewBrowser, make: Make, session: Session, size: dict[str, Any], language: str
):
    phone = new_browser(**size, locale=language)
    page = at_item_9(phone, make, client=make.client(language=language))
    expect(shown(page).locator("#q9-not-read")).to_be_visible()
    expect(page.locator("#support")).to_be_hidden()

    answer(page, 2)

    helps(page)
    expect(page.locator("#support")).to_be_focused()
    expect(page.locator("#support summary")).to_be_in_viewport()  # its beginning, not its end
    expect(page.locator("#status")).not_to_have_text("")
    page.wait_for_timeout(600)
    expect(shown(page)).to_have_attribute("id", "q9")
    assert kept(session) == {"q9": 2}
    phone.check()
    picture(page, f"danger-{language}-{size['viewport']['width']}")

    phone.press("form[data-save] > button")
    page.wait_for_url("**/check")
    expect(page.locator("#support summary")).to_be_visible()
    expect(page.locator("#support a[href='tel:999']")).to_be_hidden()  # folded to one line
    page.locator("#support summary").click()
    helps(page)
    phone.check()
    picture(page, f"check-{language}-{size['viewport']['width']}")


def test_HAZ_06_a_slip_put_right_keeps_the_box(phone: Phone, make: Make, session: Session):
    """SAF-07: 3 and then 0."""
    page = at_item_9(phone, make)
    answer(page, 3)
    helps(page)

    answer(page, 0)
    page.wait_for_timeout(500)

    helps(page)
    expect(shown(page)).to_have_attribute("id", "q9")
    expect(page.locator("#status")).to_have_text("Saved")
    assert kept(session) == {"q9": 0}
    phone.press("form[data-save] > button")
    expect(page.locator("#support summary")).to_be_visible()
    [alert] = session.scalars(select(Alert)).all()
    assert [a.value for a in alert.answers] == [3, 0]


def test_SAF_03_later_answers_move_on_with_the_box_folded(
    phone: Phone, make: Make, session: Session
):
    """SAF-12: in the middle of the CORE-OM, with six such questions."""
    page = start(phone, make.invitation(measures=["core_om"]).path)
    skip_to(page, 6)
    answer(page, 1)
    helps(page)
    page.locator("form[data-save] > button").click()
    expect(shown(page)).to_have_attribute("id", "q7")
    expect(page.locator("#support summary")).to_be_visible()
    expect(page.locator("#support a[href='tel:999']")).to_be_hidden()
    skip_to(page, 9)

    tap(page, 3)

    expect(shown(page)).to_have_attribute("id", "q10")
    expect(page.locator("#support a[href='tel:999']")).to_be_hidden()
    page.locator("#support summary").click()
    helps(page)


def test_SAF_03_stopping_leads_home_and_keeps_the_answer(
    phone: Phone, make: Make, session: Session
):
    """HAZ-05: a form that is left half done."""
    page = at_item_9(phone, make)
    answer(page, 1)
    expect(page.locator("#status")).to_have_text("Saved")

    phone.press("#support a.nhsuk-button")

    page.wait_for_url(re.compile(r"/check-in/[0-9a-f-]+$"))
    expect(page.locator("#support summary")).to_be_visible()
    assert kept(session) == {"q9": 1}
    phone.check()
    picture(page, "home")


def test_SAF_03_help_needs_no_network(phone: Phone, make: Make, session: Session):
    """HAZ-01: the line is cut right before the tap. The numbers are there; nothing is claimed."""
    page = at_item_9(phone, make)
    page.context.set_offline(True)

    answer(page, 3)

    helps(page)
    page.locator("#support button[value=morning]").tap()
    expect(page.locator("#support [role=status]")).to_have_text("Not saved yet. We keep trying.")
    expect(page.locator("#seen")).to_be_hidden()
    picture(page, "offline")
    page.context.set_offline(False)
    expect(page.locator("#support [role=status]")).to_contain_text("We noted", timeout=40_000)
    expect(page.locator("#status")).to_have_text("Saved", timeout=40_000)
    expect(page.locator("#seen")).to_contain_text("Your team should see it by")
    assert kept(session) == {"q9": 3}
    assert session.scalars(select(Alert.wish)).all() == [ContactWish.MORNING]


@pytest.mark.parametrize("status", [500, 503])
def test_SAF_02_help_shows_while_saving_fails(phone: Phone, make: Make, status: int):
    page = at_item_9(phone, make)

    def fail(route: Route) -> None:
        route.fulfill(status=status, body="no")

    page.route("**/answer", fail)
    answer(page, 1)

    helps(page)
    expect(page.locator("#status")).to_have_text("Not saved yet. We keep trying.")
    page.unroute("**/answer")
    expect(page.locator("#status")).to_have_text("Saved", timeout=40_000)
    phone.troubles.clear()  # the failures were ours


def test_SAF_03_help_waits_for_no_database(phone: Phone, make: Make):
    page = at_item_9(phone, make)
    held: list[Route] = []
    page.route("**/answer", lambda route: held.append(route))

    answer(page, 1)

    helps(page)
    expect(page.locator("#status")).to_have_text("Saving")
    held[0].continue_()
    expect(page.locator("#status")).to_have_text("Saved")


@pytest.mark.parametrize("how", ["off", "blocked"])
def test_SAF_03_without_a_script_help_shows_with_the_tap_and_after_it(
    new_browser: NewBrowser, make: Make, session: Session, how: str
):
    phone = new_browser(**PHONE, java_script_enabled=how != "off")
    page = phone.page
    if how == "blocked":
        page.route("**/person.*.js", lambda route: route.abort())
    page.goto(make.invitation(measures=["phq9"]).path)
    phone.press(page.locator("main form button").first)
    home = page.url
    page.goto(home + ("/1?q=9" if how == "off" else "/1"))
    expect(page.locator("#support")).to_be_hidden()

    page.locator("label[for=q9-2]").tap()
    helps(page)
    expect(page.locator("#support form")).to_be_hidden()  # nothing is saved yet
    phone.press("form[lang] > button")

    page.wait_for_url("**/check?help=open#support")
    helps(page)
    assert kept(session) == {"q9": 2}
    phone.check()
    picture(page, f"script-{how}")
    page.goto(home + "/1/check")
    expect(page.locator("#support a[href='tel:999']")).to_be_hidden()  # folded by now
    phone.troubles.clear()


def test_SAF_02_without_a_script_a_failed_save_shows_help_and_keeps_the_answer(
    phone_without_scripts: Phone, make: Make, session: Session, monkeypatch: pytest.MonkeyPatch
):
    phone, page = phone_without_scripts, phone_without_scripts.page
    page.goto(make.invitation(measures=["phq9"]).path)
    phone.press(page.locator("main form button").first)
    page.goto(page.url + "/1?q=9")
    page.locator("label[for=q9-1]").tap()

    with monkeypatch.context() as broken:
        broken.setattr("app.risk.raising.tell", lambda *_, **__: 1 / 0)
        phone.press("form[lang] > button")

    expect(page.locator("h1")).to_have_text("Your answer is not saved yet")
    helps(page)
    assert kept(session) == {}
    phone.check()
    picture(page, "not-saved")
    phone.press("main form button")
    page.wait_for_url("**/check?help=open#support")
    assert kept(session) == {"q9": 1}
    phone.troubles.clear()  # the failure was ours


def test_what_is_wished_for_is_said_once_the_server_said_so(
    phone: Phone, make: Make, session: Session
):
    page = at_item_9(phone, make)
    answer(page, 1)
    expect(page.locator("#status")).to_have_text("Saved")
    address = page.url
    said = page.locator("#support [role=status]")

    page.wait_for_timeout(450)
    page.locator("#support button[value=any_time]").tap()
    expect(said).to_contain_text("We noted: as soon as you can.")
    expect(said).to_contain_text("They contact you in the way that your team knows is safe.")
    picture(page, "wished")
    page.locator("#support button[value=no]").tap()
    expect(said).to_have_text("We noted: no thank you. Your team still sees your answer.")

    assert page.url == address
    expect(page.locator("#support [aria-current]")).to_have_attribute("value", "no")
    assert session.scalars(select(Alert.wish)).all() == [ContactWish.NO]
    phone.check()


def test_ACC_02_with_the_keyboard_alone(phone: Phone, make: Make, session: Session):
    page = at_item_9(phone, make)
    page.locator("#q9-0").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#support")).to_be_visible()
    expect(page.locator("#q9-1")).to_be_focused()  # walking through the options is not answering
    page.keyboard.press("ArrowDown")

    page.keyboard.press("Enter")

    expect(page.locator("#support")).to_be_focused()
    expect(shown(page)).to_have_attribute("id", "q9")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "afternoon":
            break
    page.keyboard.press("Enter")
    expect(page.locator("#support [role=status]")).to_contain_text("We noted: in the afternoon.")
    page.locator("#q9-2").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/check")
    assert kept(session) == {"q9": 2}


def test_SAF_06_an_arrow_key_passes_over_answers_and_saves_the_one_it_rests_on(
    phone: Phone, make: Make, session: Session
):
    """Walking through the options with the keyboard is not answering: no alert for those passed."""
    page = at_item_9(phone, make)
    page.locator("#q9-0").focus()

    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
        page.wait_for_timeout(200)
    assert kept(session) == {}
    expect(page.locator("#support")).to_be_visible()  # help does not wait
    expect(page.locator("#status")).to_have_text("Saving")

    expect(page.locator("#status")).to_have_text("Saved")
    [alert] = session.scalars(select(Alert)).all()
    assert [answer.value for answer in alert.answers] == [2]
    assert kept(session) == {"q9": 2}


@pytest.mark.parametrize("key", ["Enter", "Tab", "Shift"])
def test_SAF_02_another_key_saves_at_once_where_an_arrow_key_has_come(
    phone: Phone, make: Make, session: Session, key: str
):
    page = at_item_9(phone, make)
    page.locator("#q9-0").focus()
    page.evaluate("setTimeout = () => 1")  # it never comes to rest
    page.keyboard.press("ArrowDown")

    with page.expect_response("**/answer"):
        page.keyboard.press(key)

    assert kept(session) == {"q9": 1}


def test_SAF_02_a_page_that_is_left_saves_where_an_arrow_key_has_come(
    phone: Phone, make: Make, session: Session
):
    page = at_item_9(phone, make)
    page.locator("#q9-0").focus()
    page.evaluate("setTimeout = () => 1")
    page.keyboard.press("ArrowDown")

    with page.expect_response("**/answer"):
        page.evaluate("dispatchEvent(new Event('visibilitychange'))")

    assert kept(session) == {"q9": 1}


def test_after_a_second_alert_one_more_choice_is_offered_once(
    new_browser: NewBrowser, make: Make, session: Session
):
    client = make.client()
    make.alert(client=client)
    phone = new_browser(**PHONE)
    page = at_item_9(phone, make, client=client)
    answer(page, 1)
    expect(page.locator("#status")).to_have_text("Saved")
    phone.press("form[data-save] > button")
    page.wait_for_url("**/check")
    phone.press("#send button")
    page.wait_for_url("**/done")
    phone.check()
    picture(page, "done")

    page.locator("button[value=message]").tap()

    expect(page.locator("#support form").nth(1).locator("[role=status]")).to_contain_text(
        "We noted"
    )
    session.rollback()
    assert session.scalars(select(FollowUpPreference.follow_up)).all() == [FollowUp.MESSAGE]
    session.rollback()
    page = at_item_9(new_browser(**PHONE), make, client=client)
    answer(page, 1)
    expect(page.locator("#status")).to_have_text("Saved")
    page.goto(page.url.partition("#")[0] + "/check")
    assert page.locator("button[value=message]").count() == 0
