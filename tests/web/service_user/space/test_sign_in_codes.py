"""One code: once, soon, here, the newest, five tries (SEC-19)."""

import re

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import actions
from app.care import Client
from app.security import MOST_TRIES, SignInCode
from tests.dump import everything_stored
from tests.pages import Visit
from tests.web.service_user.space.conftest import WRONG, Deliver, ask, code_in, cookie_of


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_sec_19_a_code_works_once(visit: Visit, deliver: Deliver, client: Client):
    ask(visit, client.phone)
    [text] = deliver()
    again = visit.another()
    again.client.set_cookie("__Host-heard", cookie_of(visit), domain="heard.test")
    visit.press("Go on", code=code_in(text))

    again.open("/space/sign-in")  # the old session id is of no use any more (SEC-23)
    assert again.get("/space/code").status_code == 303


def test_sec_19_a_used_code_is_refused_in_the_database_too(
    session: Session, deliver: Deliver, client: Client, at
):
    code_id = actions.ask_for_code(session, client_id=client.id, at=at)
    [text] = deliver()
    assert actions.open_space(session, code_id, code_in(text), at=at) == client.id

    with pytest.raises(actions.WrongCode):
        actions.open_space(session, code_id, code_in(text), at=at)


@pytest.mark.parametrize(("seconds", "opens"), [(-2, True), (1, False)])
def test_sec_19_a_code_works_for_ten_minutes(
    visit: Visit, deliver: Deliver, client: Client, later, seconds: int, opens: bool
):
    ask(visit, client.phone)
    later(seconds=1)
    [text] = deliver()
    later(minutes=10, seconds=seconds)

    visit.press("Go on", code=code_in(text))

    assert (visit.url == "/space") is opens
    assert (WRONG in visit.text) is not opens


def test_sec_19_a_code_works_only_in_the_browser_that_asked(
    visit: Visit, deliver: Deliver, client: Client
):
    ask(visit, client.phone)
    [text] = deliver()
    thief = visit.another()
    assert thief.get("/space/code").status_code == 303
    ask(thief, "07700 900000")
    thief.press("Go on", code=code_in(text))

    assert WRONG in thief.text
    assert thief.get("/space").status_code == 403


def test_sec_19_only_the_newest_code_works(visit: Visit, deliver: Deliver, client: Client, later):
    other_tab = visit.another()
    ask(other_tab, client.phone)
    [old] = deliver()
    later(seconds=5)
    ask(visit, client.phone)
    [new] = deliver()

    other_tab.press("Go on", code=code_in(old))
    visit.press("Go on", code=code_in(new))

    assert WRONG in other_tab.text
    assert visit.url == "/space"


def test_sec_19_the_sixth_try_is_refused_even_with_the_right_code(
    visit: Visit, deliver: Deliver, client: Client
):
    ask(visit, client.phone)
    [text] = deliver()
    for _ in range(MOST_TRIES):
        visit.press("Go on", code=wrong(code_in(text)))
        assert WRONG in visit.text

    visit.press("Go on", code=code_in(text))

    assert WRONG in visit.text


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "²²²²²²", "1" * 5000, "a\0b"])
def test_what_is_no_code_is_said_kindly_and_costs_no_try(
    visit: Visit, deliver: Deliver, client: Client, session: Session, code: str
):
    ask(visit, client.phone)
    deliver()

    visit.press("Go on", code=code)

    assert "Enter the 6 digits of the code" in visit.text
    assert visit.page.title.text.startswith("Error:")
    assert session.scalars(select(SignInCode.tries)).all() == [0]


@pytest.mark.parametrize("contact", ["", "hello", "a\0b@example.org", "9" * 5000, "' OR 1=1; --"])
def test_what_is_no_contact_is_said_kindly(visit: Visit, session: Session, contact: str):
    ask(visit, contact)

    assert "Enter a mobile number or an email address" in visit.text
    assert session.scalar(select(func.count(SignInCode.id))) == 0


def test_another_code_can_be_had_without_saying_again_who_one_is(
    visit: Visit, deliver: Deliver, client: Client, later
):
    ask(visit, client.phone)
    deliver()
    later(minutes=11)
    visit.press("Send another code")
    [text] = deliver()
    visit.press("Go on", code=code_in(text))

    assert visit.url == "/space"


def test_sec_42_neither_code_nor_contact_is_in_the_database(
    engine, visit: Visit, session: Session, deliver: Deliver, client: Client
):
    ask(visit, "zofia@example.org")
    [text] = deliver()
    session.commit()

    stored = everything_stored(engine)
    assert b"zofia@" not in stored
    assert not re.search(rb"(?<![\d.])" + code_in(text).encode() + rb"(?!\d)", stored)
    [code] = session.scalars(select(SignInCode))
    assert code.code_hash.startswith("$argon2id$")
