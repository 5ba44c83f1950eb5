"""Somebody who asks for a code, gets it through the outbox, and signs in to their own space."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from app import clock
from app.actions import Postroom, send_due_messages
from app.care import Client
from app.outbox import Channel, Text
from tests.factory import Make
from tests.pages import ADDRESS, Visit

Deliver = Callable[[], list[Text]]
WRONG = "That code does not work."


class Postbox:
    """A sender that keeps what it is given."""

    def __init__(self) -> None:
        self.texts: list[Text] = []

    def send(self, text: Text) -> None:
        self.texts.append(text)


@pytest.fixture
def deliver(session: Session) -> Deliver:
    """Do what a worker does, and say which messages left."""
    postbox = Postbox()
    postroom = Postroom(dict.fromkeys((Channel.SMS, Channel.EMAIL), postbox), "https://heard.test")

    def do() -> list[Text]:
        postbox.texts.clear()
        send_due_messages(session, postroom, at=clock.now(), limit=100)
        return list(postbox.texts)

    return do


@pytest.fixture
def client(make: Make) -> Client:
    """Somebody with a number that is nobody else's."""
    return make.client(phone="07700 900999", email="zofia@example.org")


@pytest.fixture
def other(make: Make) -> Client:
    return make.client(phone="07700 900888", email="ben@example.org")


def code_in(text: Text) -> str:
    found = re.search(r"\b\d{6}\b", text.body)
    assert found
    return found[0]


def cookie_of(visit: Visit) -> str:
    """The session id that the browser has."""
    return visit.client.get_cookie("__Host-heard", domain=ADDRESS.removeprefix("https://")).value


def ask(visit: Visit, contact: str) -> Visit:
    """Say who you are, and have a code sent."""
    visit.open("/space/sign-in")
    visit.press("Send a code", contact=contact)
    return visit


@pytest.fixture
def signed_in(visit: Visit, deliver: Deliver) -> Callable[..., Visit]:
    """The browser of somebody who has just signed in."""

    def do(client: Client, browser: Visit | None = None) -> Visit:
        ask(browser or visit, client.phone)
        *_, text = deliver()
        (browser or visit).press("Go on", code=code_in(text))
        assert (browser or visit).url == "/space"
        return browser or visit

    return do


@pytest.fixture
def later(at: datetime) -> Iterator[Callable[..., None]]:
    """Let so much time pass: `later(minutes=10, seconds=1)`."""
    stops = []

    def go(**span: float) -> None:
        traveller = time_machine.travel(clock.now() + timedelta(**span), tick=False)
        traveller.start()
        stops.append(traveller)

    yield go
    for traveller in reversed(stops):
        traveller.stop()
