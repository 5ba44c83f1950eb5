"""Reviewing and translating a form, on any screen, with the keyboard, and without scripts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions import approve_form, submit_form
from app.codesign import FormTranslation, FormVersion, Needed, Privacy, ShowIf, VersionState
from app.security import Role, User
from tests.browser.conftest import DESK, SMALL_PHONE, Phone
from tests.factory import SHORT_FORM, Make

# What the database must do is tried on both without a browser.
pytestmark = pytest.mark.any_database

NewBrowser = Callable[..., Phone]
WAIT, MORE = SHORT_FORM.questions
NEWER = replace(
    SHORT_FORM,
    title="What it was like for you",
    privacy=Privacy.CONFIDENTIAL,
    questions=(
        replace(WAIT, text="How long did you wait before somebody saw you?"),
        replace(MORE, key="helped", text="What helped?", hint="One thing is enough."),
        replace(MORE, show_if=ShowIf("wait", ("long",))),
    ),
)


@pytest.fixture
def lead(make: Make) -> User:
    return make.user(Role.SERVICE_LEAD, name="Lee Lead")


@pytest.fixture
def approved(make: Make, session: Session, lead: User, at: datetime) -> FormVersion:
    """A newer version than the live one, to which enough people agreed, half translated."""
    people = [make.user(Role.CO_DESIGNER, name=name) for name in ("Dana Designer", "Dev Designer")]
    live = make.form_version(state=VersionState.LIVE)
    make.translations(live, "pl", by=people[0])
    make.translations(live, "ar", by=people[0])
    for row in session.scalars(select(FormTranslation).where(FormTranslation.address == "thanks")):
        row.approved_at = row.approved_by = None
    draft = make.form_version(NEWER, form=live.form, author=people[0])
    seen = draft.fingerprint
    submit_form(session, draft.id, reason="Shorter", fingerprint=seen, by=lead.actor, at=at)
    for user in (people[1], make.user(Role.CO_DESIGNER, name="Cora"), lead):
        approve_form(session, draft.id, fingerprint=seen, needed=Needed(), user=user, at=at)
    return draft


@pytest.mark.parametrize(
    ("size", "language"), [(SMALL_PHONE, "en"), (DESK, "ar")], ids=["320-en", "1280-ar"]
)
def test_ACC_01_a_form_is_reviewed_translated_and_released_on_any_screen(
    new_browser: NewBrowser, session: Session, app: Flask, lead: User, approved: FormVersion,
    size: dict[str, Any], language: str,
):  # fmt: skip
    phone = new_browser(**size, locale=language)
    phone.sign_in(lead, session, app)
    form = f"/codesign/forms/{approved.form_id}"
    for path in ("review", "release", "versions", "versions/2", "languages", "languages/ar",
                 "languages/pl?version=1"):  # fmt: skip
        phone.open(f"{form}/{path}")


def test_ACC_02_a_release_is_made_with_the_keyboard_alone(
    new_browser: NewBrowser, session: Session, app: Flask, lead: User, approved: FormVersion
):
    phone = new_browser(**DESK)
    phone.sign_in(lead, session, app)
    page = phone.open(f"/codesign/forms/{approved.form_id}/release")

    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('main button')"):
            break
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert "People are asked this version from now on" in page.inner_text("main")
    phone.check()


def test_ACC_05_a_sentence_is_translated_without_scripts(
    new_browser: NewBrowser, session: Session, app: Flask, lead: User, approved: FormVersion
):
    phone = new_browser(**SMALL_PHONE, java_script_enabled=False)
    phone.sign_in(lead, session, app)
    page = phone.open(f"/codesign/forms/{approved.form_id}/languages/ar")

    page.fill("section:has([id='at-title-name']) textarea", "كيف كان الأمر بالنسبة لك")
    phone.press("section:has([id='at-title-name']) button:has-text('Save')")

    phone.check()
    card = page.inner_text("section:has([id='at-title-name'])")
    assert "You wrote this" in card
