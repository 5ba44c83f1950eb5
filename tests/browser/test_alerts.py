"""Alerts in a real browser: on a phone in a corridor, at a desk, by keyboard, in Arabic."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.care import ContactPreference
from app.risk import Alert, AlertState
from app.security import Role
from tests.browser.conftest import DESK, PHONE, SMALL_PHONE

# What the database must do is tried on both without a browser.
pytestmark = pytest.mark.any_database

SIZES = {"desk": DESK, "phone": PHONE, "small phone": SMALL_PHONE}


@pytest.fixture
def duty(make):
    """Who is signed in."""
    return make.staff(Role.DUTY, Role.ADMINISTRATOR, name="Dana Duty")


@pytest.fixture
def alert(make, session, at):
    """An alert of somebody with a long name, whom it is not safe to call without care."""
    client = make.client(
        given_name="Maximiliana Alexandrina",
        family_name="Featherstonehaugh-Cholmondeley-Warburton",
        language="pl",
    )
    session.add(ContactPreference(client_id=client.id, is_unsafe=True, changed_at=at))
    return make.alert(client=client)


@pytest.fixture
def at_work(new_browser, duty, session, app):
    """A window of some size in which the duty colleague has signed in."""

    def opened(**options):
        window = new_browser(**options)
        window.sign_in(duty, session, app)
        return window

    return opened


@pytest.mark.parametrize("size", SIZES)
def test_acc_17_every_page_fits_and_shuts_nobody_out(at_work, alert, duty, size):
    window = at_work(**SIZES[size])

    window.open("/clinic/alerts")
    window.press(".heard-alerts h3 a")
    window.check()
    window.press("button:has-text('I am acting on this')")
    window.check()
    window.open("/clinic/absences")
    window.open("/admin/calendar")
    window.press("main h2 a")
    window.check()


def test_acc_17_they_are_mirrored_for_who_reads_from_right_to_left(at_work, alert):
    window = at_work(**SMALL_PHONE, locale="ar")

    window.open("/clinic/alerts")
    window.press(".heard-alerts h3 a")
    window.check()
    page = window.open("/clinic/absences")

    expect(page.locator("html")).to_have_attribute("dir", "rtl")


def test_saf_08_an_alert_is_taken_up_by_keyboard_and_without_scripts(at_work, alert, session):
    window = at_work(**PHONE, java_script_enabled=False)
    page = window.open("/clinic/alerts")
    page.focus(".heard-alerts h3 a")

    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.focus("input[value=calling]")
    page.keyboard.press("Space")
    page.focus("textarea")
    page.keyboard.type("Calling now.")
    page.focus("button[value=act]")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    window.check()
    session.expire_all()
    assert [one.state for one in session.scalars(select(Alert))] == [AlertState.ACTING]
