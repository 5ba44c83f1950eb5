"""Taps that come too fast or too often: one tap is one answer."""

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy.orm import Session

from tests.browser.answering import kept, shown, start, tap
from tests.browser.conftest import Phone
from tests.factory import Make

# What the database must do is tried on both without a browser.
pytestmark = pytest.mark.any_database


@pytest.mark.parametrize("pause", [50, 150, 290])
def test_a_slow_double_tap_answers_one_question(
    phone: Phone, make: Make, session: Session, pause: int
):
    page = start(phone, make.invitation(measures=["phq9"]).path)
    tap(page, 0)
    expect(shown(page)).to_have_attribute("id", "q2")
    page.wait_for_timeout(500)

    _tap_twice(page, shown(page).locator("label").nth(1), pause)

    expect(shown(page)).to_have_attribute("id", "q3")
    page.wait_for_timeout(700)
    expect(shown(page)).to_have_attribute("id", "q3")
    assert page.locator("#q3 :checked").count() == 0
    assert kept(session) == {"q1": 0, "q2": 1}


def test_a_slow_double_tap_on_next_skips_one_question(phone: Phone, make: Make):
    page = start(phone, make.invitation(measures=["phq9"]).path)
    page.wait_for_timeout(500)

    _tap_twice(page, page.locator("form[data-save] button"), 100)

    page.wait_for_timeout(500)
    expect(shown(page)).to_have_attribute("id", "q2")


def test_a_tap_after_the_question_could_be_seen_is_an_answer(
    phone: Phone, make: Make, session: Session
):
    page = start(phone, make.invitation(measures=["phq9"]).path)
    page.wait_for_timeout(500)

    _tap_twice(page, shown(page).locator("label").nth(1), 1_000)

    expect(shown(page)).to_have_attribute("id", "q3")
    expect(page.locator("#status")).to_have_text("Saved")
    assert kept(session) == {"q1": 1, "q2": 1}


def test_the_keyboard_never_waits(phone: Phone, make: Make, session: Session):
    page = start(phone, make.invitation(measures=["phq9"]).path)

    for number in range(1, 4):
        page.locator(f"#q{number}-2").focus()
        page.keyboard.press("Space")
        page.wait_for_url(f"**#{number + 1}")

    expect(page.locator("#status")).to_have_text("Saved")
    assert kept(session) == {f"q{n}": 2 for n in range(1, 4)}


def test_SAF_03_a_double_tap_cannot_change_the_answer_that_brought_help(
    phone: Phone, make: Make, session: Session
):
    page = start(phone, make.invitation(measures=["phq9"]).path)
    for _ in range(8):
        page.locator("form[data-save] button").click()
    expect(shown(page)).to_have_attribute("id", "q9")
    page.wait_for_timeout(500)

    _tap_twice(page, shown(page).locator("label").nth(3), 120)

    expect(page.locator("#status")).to_have_text("Saved")
    page.wait_for_timeout(700)
    expect(shown(page)).to_have_attribute("id", "q9")
    assert kept(session) == {"q9": 3}


def _tap_twice(page: Page, place: Locator, pause: int) -> None:
    """Two taps on the same spot of the glass, whatever has come under the finger meanwhile."""
    box = place.bounding_box()
    assert box
    x, y = box["x"] + 30, box["y"] + box["height"] / 2
    page.touchscreen.tap(x, y)
    page.wait_for_timeout(pause)
    page.touchscreen.tap(x, y)
