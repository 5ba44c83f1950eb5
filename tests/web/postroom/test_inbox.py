"""The inbox of a demo: what made-up people were sent, and nothing anywhere else."""

import re
from dataclasses import replace

import pytest

from app import actions, create_app
from app.actions import send_due_messages, send_link
from app.care import ContactBy
from app.cli.sending import postroom_of
from tests.pages import Visit


@pytest.fixture
def demo(settings, engine, tmp_path):
    """The settings of a demo."""
    return replace(settings, demo=True, demo_inbox=str(tmp_path / "inbox.jsonl"))


@pytest.fixture
def inbox(demo, session, at):
    """The inbox as a page."""
    app = create_app(demo)
    visit = Visit(app.test_client(), session)
    yield lambda: visit.open("/demo/inbox")
    app.extensions["engine"].dispose()


@pytest.fixture
def send(session, make, by, at, demo):
    """Send somebody their link."""

    def do(at=at, **client):
        check_in = make.check_in(client=make.client(**client))
        send_link(session, check_in, by=by, at=at, days=7)
        send_due_messages(session, postroom_of(demo), at=at, limit=9)

    return do


def test_a_message_can_be_read_and_its_link_pressed(inbox, send):
    send(contact_by=ContactBy.SMS, phone="07700 900456", language="ar")

    card = inbox().select_one("article")

    assert "07700 900456" in card.h2.text
    assert card.select_one("[lang=ar][dir=rtl]")
    assert card.a["href"].startswith("https://heard.test/c/")
    assert card.a.text == card.a["href"]
    assert "11 مارس" in card.text


def test_the_newest_message_is_on_top(inbox, send):
    send(email="first@example.org", contact_by=ContactBy.EMAIL)
    send(email="second@example.org", contact_by=ContactBy.EMAIL)

    shown = [heading.text for heading in inbox().select("article h2")]

    assert ["second@" in shown[0], "first@" in shown[1]] == [True, True]
    assert inbox().select_one("article strong").text == "A few questions for you"


def test_it_says_when_there_is_nothing_and_what_waits_for_the_morning(inbox, send, at):
    assert "No messages yet" in inbox().text

    send(at=at.replace(hour=22))

    assert "1 message waits until Thursday 09:00" in inbox().text


def test_sec_12_there_is_no_such_page_outside_the_demo(visit):
    assert visit.client.get("/demo/inbox", base_url="https://heard.test").status_code == 404


def test_a_newcomer_finds_the_code_to_sign_in_with(inbox, session, make, demo, at):
    client = make.client(phone="07700 900456")
    actions.ask_for_code(session, client_id=client.id, at=at)
    send_due_messages(session, postroom_of(demo), at=at, limit=9)

    card = inbox().select_one("article")

    assert "07700 900456" in card.h2.text
    assert re.search(r"\b\d{6} is your code", card.text)
