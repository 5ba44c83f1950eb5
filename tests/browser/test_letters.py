"""Letters on paper, and their codes on a phone, in real Chromium."""

import re
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from app.actions import send_due_messages
from app.care import Client, ContactBy
from app.outbox import Channel, Message, MessageKind, may_travel
from tests.browser.conftest import DESK, PHONE, SMALL_PHONE, Phone
from tests.factory import Make
from tests.leaving import ask, live_form, questions, somebody_who_stopped
from tests.outbox.post import Post

# What the database must do is tried on both without a browser.
pytestmark = pytest.mark.any_database

NewBrowser = Callable[..., Phone]
ON_PAPER = [kind for kind in MessageKind if may_travel(kind, Channel.LETTER)]
MILLIMETRE = 96 / 25.4
# As long as an import takes them, in letters as wide as they come.
LONG: dict[str, Any] = {
    "given_name": "Wilhelmina " * 9,
    "family_name": "Featherstonehaugh-" * 5 + "Mm",
}
LONG_ADDRESS = "\n".join(["Flat 12B, Wolfsbane Mistlethwaite Houses"] * 5 + ["QX12 2WW"])
# In the window of a DL envelope however the paper has slipped, and in that of a C5 one.
WINDOW = (22, 52, 108, 92)


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF has."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def printed(page: Page) -> bytes:
    """The page as a printer would get it."""
    return page.pdf(prefer_css_page_size=True, print_background=False)


def place(page: Page, selector: str) -> tuple[float, float, float, float]:
    """Where something stands on its sheet, in millimetres: left, top, right, bottom."""
    box = page.locator(selector).first.bounding_box()
    sheet = page.locator("article.heard-letter").first.bounding_box()
    assert box
    assert sheet
    left, top = box["x"] - sheet["x"], box["y"] - sheet["y"]
    edges = (left, top, left + box["width"], top + box["height"])
    left, top, right, bottom = (edge / MILLIMETRE for edge in edges)
    return left, top, right, bottom


def letter_of(kind: MessageKind, client: Client, make: Make) -> Message:
    """A letter of this kind that waits to be posted to them."""
    if kind is not MessageKind.LEAVING:
        letter: Message = make.letter_to_post(client, kind=kind)
        return letter
    client.contact_by = ContactBy.LETTER  # that one leads to a form, and not to a check-in
    live_form(make.session, make.the_service(), at=make.at)
    episode = somebody_who_stopped(make, client)
    ask(make.session, at=make.at)
    send_due_messages(make.session, Post().room, at=make.at, limit=10)
    [question] = questions(make.session, episode)
    return question


@pytest.mark.parametrize(
    ("kind", "language"), [*product(ON_PAPER, ["en", "pl", "ar"])]
)  # fmt: skip
def test_EQ_13_the_longest_letter_is_one_page_with_its_address_in_the_window(
    desk: Phone, make: Make, session: Session, app: Flask, kind: MessageKind, language: str
):
    therapist = make.clinician()
    client = make.client(therapist, language=language, address=LONG_ADDRESS, **LONG)
    message = letter_of(kind, client, make)
    desk.sign_in(therapist, session, app)
    page = desk.page
    page.goto(f"/letters/print/{message.id}")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 794, "height": 1123})

    assert pages_of(printed(page)) == 1

    left, top, right, bottom = place(page, ".heard-letter-to")
    assert WINDOW[0] <= left + 0.1
    assert WINDOW[1] <= top
    assert right <= WINDOW[2] + 0.1
    assert bottom <= WINDOW[3]
    assert place(page, "article h2")[1] > WINDOW[3]
    for what in ("article > p:last-child", ".heard-letter-link strong"):
        assert place(page, what)[3] < 290
    qr = place(page, "svg.heard-code")
    assert min(qr[2] - qr[0], qr[3] - qr[1]) >= 25


def test_all_letters_are_a_page_each(desk: Phone, make: Make, session: Session, app: Flask):
    therapist = make.clinician()
    for language in ("en", "pl", "ar"):
        make.letter_to_post(make.client(therapist, language=language))
    desk.sign_in(therapist, session, app)

    page = desk.open("/letters/print")

    assert pages_of(printed(page)) == 3


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("size", [DESK, PHONE, SMALL_PHONE], ids=["1280", "390", "320"])
def test_ACC_01_the_pages_about_letters_fit_and_shut_nobody_out(
    new_browser: NewBrowser, make: Make, session: Session, app: Flask, size: dict[str, Any],
    language: str,
):  # fmt: skip
    therapist = make.clinician()
    make.letter_to_post(make.client(therapist, language="ar", address=LONG_ADDRESS, **LONG))
    make.letter_to_post(make.client(therapist))
    phone = new_browser(**size, locale=language)
    phone.sign_in(therapist, session, app)

    page = phone.open("/letters")
    phone.press(".heard-letters a >> nth=0")
    phone.check()
    phone.press(page.locator("main form button").first)
    phone.check()


@pytest.mark.parametrize("has_scripts", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_ACC_01_a_code_is_typed_on_a_small_phone(
    new_browser: NewBrowser, make: Make, session: Session, language: str, has_scripts: bool
):
    letter = make.letter(client=make.client(language=language))
    phone = new_browser(**SMALL_PHONE, locale=language, java_script_enabled=has_scripts)
    page = phone.open("/code")

    page.fill("#code", "k7qm 3x01")
    phone.press(page.locator("main form button").first)
    phone.check()
    assert page.locator("#code").input_value() == "k7qm 3x01"
    box = page.locator("#code").bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 48
    page.fill("#code", letter.code.lower())
    page.locator("#code").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    phone.check()
    phone.press(page.locator("main form button").first)
    page.wait_for_url("**/check-in/*")
