"""The pages on which words for somebody in danger are written and approved, in a real browser."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.actions import approve_crisis_words, write_crisis_words
from app.risk import CrisisText
from app.security import Role
from tests.browser.conftest import DESK, SMALL_PHONE, Phone
from tests.factory import Make

# What the database must do is tried on both without a browser.
pytestmark = pytest.mark.any_database

NewBrowser = Callable[..., Phone]


@pytest.mark.parametrize("size", [DESK, SMALL_PHONE], ids=["1280", "320"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_ACC_01_words_are_written_and_approved_on_any_screen(
    new_browser: NewBrowser, make: Make, session: Session, app: Flask, at: datetime,
    size: dict[str, Any], language: str,
):  # fmt: skip
    author, lead = make.user(Role.ADMINISTRATOR), make.user(Role.SERVICE_LEAD)
    service_id = make.the_service().id
    for version, heading in enumerate(("Thank you for telling us", "You matter")):
        text = CrisisText("en", heading, "We are here.", "Line", "020 7946 0999", "8am to midnight")
        words = write_crisis_words(
            session, service_id, text, changes=version, reason="Ours", by=author.actor, at=at
        )
        if not version:
            approve_crisis_words(session, words.id, user=lead, at=at)
    pages = {
        author: ["/admin/crisis-words", f"/admin/crisis-words/{service_id}/{language}"],
        lead: ["/clinic/crisis-words", f"/clinic/crisis-words/{words.id}"],
    }

    for user, paths in pages.items():
        phone = new_browser(**size, locale=language)
        phone.sign_in(user, session, app)
        for path in paths:
            phone.open(path)


def test_what_an_administrator_sees_is_as_wide_as_on_a_phone(
    desk: Phone, make: Make, session: Session, app: Flask
):
    desk.sign_in(make.user(Role.ADMINISTRATOR), session, app)
    page = desk.open(f"/admin/crisis-words/{make.the_service().id}/en")

    box = page.locator(".heard-preview #support").bounding_box()

    assert box is not None
    assert round(box["width"]) == 390 - 2 * 16


def test_many_links_leave_the_language_beside_the_name(
    desk: Phone, make: Make, session: Session, app: Flask
):
    desk.sign_in(make.user(Role.ADMINISTRATOR), session, app)
    page = desk.open("/admin/crisis-words")

    tops = [
        page.locator(f"header {part}").evaluate("part => part.getBoundingClientRect().top")
        for part in (".heard-name", ".heard-menu", ".heard-tools")
    ]

    assert tops[0] == pytest.approx(tops[1], abs=8)
    assert tops[2] > tops[0] + 40
