"""The workshop in a real browser: words are saved by themselves, and the phone follows."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.actions import comment_on, make_form, make_try_link, save_sentence, suggest_words
from app.codesign import Form, FormVersion, Purpose, sentence_at, versions_of
from app.security import Role, User
from tests.browser.conftest import DESK, PHONE, SMALL_PHONE, Phone
from tests.factory import Make

# What the database must do is tried on both without a browser.
pytestmark = pytest.mark.any_database

NewBrowser = Callable[..., Phone]
HOW = "How was the wait before your help here began?"


@pytest.fixture
def users(make: Make) -> list[User]:
    """Two co-designers of one service."""
    make.the_service()
    return [make.staff(Role.CO_DESIGNER).user for _ in range(2)]


@pytest.fixture
def form(make: Make, session: Session, users: list[User], at: datetime) -> Form:
    """An experience form with a comment and a suggestion beside its first question."""
    form = make_form(session, make.the_service().id, Purpose.PREM, "Our PREM", user=users[0], at=at)
    version = versions_of(session, form.id)[0]
    suggest_words(session, version.id, "wait.text", "How long?", user=users[1], at=at)
    comment_on(session, version.id, "wait.text", "x" * 300, user=users[1], at=at)
    return form


@pytest.fixture
def draft(session: Session, form: Form) -> Callable[[], FormVersion]:
    """Its newest version, as it is in the database now."""

    def read() -> FormVersion:
        session.expire_all()
        version = versions_of(session, form.id)[0]
        session.commit()  # so that the pages can write
        return version

    return read


@pytest.fixture
def desk_page(desk: Phone, users: list[User], form: Form, session: Session, app: Flask) -> Page:
    """The form, open on a desk."""
    desk.sign_in(users[0], session, app)
    return desk.open(f"/codesign/forms/{form.id}")


def words(page: Page, address: str) -> Any:
    """The field of the sentence at this address."""
    return page.locator(f"[id='w-{address}']")


def status(page: Page, address: str) -> Any:
    """What is said of it."""
    return page.locator(f"[id='at-{address}'] [data-status]")


@pytest.mark.parametrize(
    ("size", "language"), [(SMALL_PHONE, "en"), (DESK, "ar")], ids=["320-en", "1280-ar"]
)
def test_ACC_01_the_workshop_fits_every_screen(
    new_browser: NewBrowser, users: list[User], form: Form, draft: Callable[[], FormVersion],
    session: Session, app: Flask, at: datetime, size: dict[str, Any], language: str,
):  # fmt: skip
    token = make_try_link(session, draft().id, user=users[0], at=at)
    phone = new_browser(**size, locale=language)
    phone.sign_in(users[0], session, app)
    page = f"/codesign/forms/{form.id}"

    for path in (
        "/codesign/", "/codesign/forms/new", "/codesign/jargon", page, f"{page}/talk?at=wait.text",
        f"{page}/history", f"{page}/try", f"{page}/questions/wait/remove",
        f"{page}/questions/wait_help/shown", f"/try/{token}", f"{page}/phone?look=dark",
        f"{page}/phone?look=large",
    ):  # fmt: skip
        phone.open(path)


def test_a_sentence_is_saved_by_itself_and_the_phone_follows(
    desk_page: Page, draft: Callable[[], FormVersion]
):
    expect(desk_page.locator("[data-save]").first).to_be_hidden()

    words(desk_page, "wait.text").fill("Was it long and/or hard?")

    expect(status(desk_page, "wait.text")).to_have_text("Saved")
    expect(desk_page.locator("[id='at-wait.text'] .heard-advice")).to_contain_text("and/or")
    expect(desk_page.frame_locator("iframe").locator("#q-wait")).to_contain_text("and/or hard?")
    assert sentence_at(draft().content, "wait.text") == "Was it long and/or hard?"


def test_what_is_typed_while_it_is_saved_is_saved_as_well(
    desk_page: Page, draft: Callable[[], FormVersion]
):
    field = words(desk_page, "wait.text")
    field.fill("")
    field.press_sequentially("How long did you wait for us? ", delay=60)
    field.press_sequentially("Tell us.", delay=200)

    expect(status(desk_page, "wait.text")).to_have_text("Saved")
    assert sentence_at(draft().content, "wait.text") == "How long did you wait for us? Tell us."


def test_somebody_who_was_faster_is_noticed_and_nothing_is_lost(
    desk_page: Page, desk: Phone, draft: Callable[[], FormVersion], session: Session,
    users: list[User], at: datetime,
):  # fmt: skip
    save_sentence(session, draft().id, "wait.text", "Theirs", was=HOW, user=users[1], at=at)

    words(desk_page, "wait.text").fill("Mine")
    desk.press(desk_page.locator("[data-compare]"))
    desk.check()

    expect(desk_page.locator("#theirs + p")).to_have_text("Theirs")
    expect(desk_page.locator("#mine + p")).to_have_text("Mine")
    assert sentence_at(draft().content, "wait.text") == "Theirs"
    desk.press(desk_page.get_by_role("button", name="Save these words"))
    assert sentence_at(draft().content, "wait.text") == "Mine"


def test_words_that_cannot_be_saved_stay_and_are_saved_later(
    desk_page: Page, draft: Callable[[], FormVersion]
):
    desk_page.route("**/sentence", lambda route: route.abort())
    words(desk_page, "wait.text").fill("On a train")
    expect(status(desk_page, "wait.text")).to_have_text("Not saved yet. We keep trying")

    desk_page.unroute("**/sentence")

    expect(status(desk_page, "wait.text")).to_have_text("Saved")
    assert sentence_at(draft().content, "wait.text") == "On a train"


def test_the_phone_changes_its_language_and_look(desk_page: Page):
    desk_page.locator("#look-language").select_option("ar")
    desk_page.locator("#look-look").select_option("large")

    frame = desk_page.frame_locator("iframe")
    expect(frame.locator("html")).to_have_attribute("dir", "rtl")
    expect(frame.locator(".heard-large")).to_be_visible()


def test_ACC_02_a_question_is_moved_with_the_keyboard(
    desk_page: Page, desk: Phone, draft: Callable[[], FormVersion]
):
    button = desk_page.locator("#at-wait .heard-asking-top button[value=down]")
    button.focus()
    with desk_page.expect_navigation():
        desk_page.keyboard.press("Enter")

    assert [one.key for one in draft().content.questions][:3] == [
        "getting_here", "wait_help", "wait"
    ]  # fmt: skip


@pytest.mark.parametrize("scripts", [True, False], ids=["script", "no script"])
def test_a_form_is_tried_on_a_phone(
    new_browser: NewBrowser, users: list[User], draft: Callable[[], FormVersion], session: Session,
    at: datetime, scripts: bool,
):  # fmt: skip
    token = make_try_link(session, draft().id, user=users[0], at=at)
    phone = new_browser(**PHONE, java_script_enabled=scripts)
    page = phone.open(f"/try/{token}")

    phone.press("button[value=next]")
    page.get_by_text("It was too long").click()
    phone.press("button[value=next]")
    phone.check()

    expect(page.locator("legend")).to_contain_text("What would have helped you while you waited?")
