"""What GOV.UK Notify tells us: believed only with the token, in any order, any number of times."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from app import create_app
from app.actions import Postroom, send_due_messages, send_link
from app.outbox import Channel, Message, Reason, undelivered
from tests.databases import settings_for

TOKEN = "d2F6h0J4l8N1p5R9t3V7x2Z6b0D4f8H1"


class Postbox:
    def send(self, text):
        pass


@pytest.fixture
def message(session, make, by, at):
    """A text message that Notify took."""
    send_link(session, make.check_in(), by=by, at=at, days=7)
    postroom = Postroom({Channel.SMS: Postbox()}, "https://heard.test")
    send_due_messages(session, postroom, at=at, limit=1)
    message = session.query(Message).one()
    session.commit()  # the page must be able to write
    return message


@pytest.fixture
def tell(settings, engine, at):
    """Tell something as Notify does."""
    app = create_app(replace(settings, notify_callback_token=TOKEN))
    browser = app.test_client()

    def do(reference, status, token=TOKEN):
        reference = str(reference) if isinstance(reference, UUID) else reference
        body = {"id": str(uuid4()), "reference": reference, "status": status, "to": "x"}
        return browser.post(
            "/postroom/notify",
            json=body,
            headers={"Authorization": f"Bearer {token}"},
            base_url="https://heard.test",
        )

    yield do
    app.extensions["engine"].dispose()


def test_what_arrived_is_noted(session, message, tell, at):
    answer = tell(message.id, "delivered")

    session.refresh(message)
    assert (answer.status_code, answer.data) == (204, b"")
    assert message.delivered_at is not None
    assert undelivered(session) == []


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("permanent-failure", Reason.ADDRESS_REFUSED),
        ("temporary-failure", Reason.NOT_DELIVERED),
        ("technical-failure", Reason.NOT_DELIVERED),
    ],
)
def test_what_did_not_arrive_is_a_to_do(session, message, tell, status, reason):
    tell(message.id, status)

    assert [one.reason for one in undelivered(session)] == [reason]


def test_int_14_the_same_told_again_or_late_changes_nothing(session, message, tell):
    tell(message.id, "delivered")
    session.refresh(message)
    first = message.delivered_at
    session.commit()

    for status in ("delivered", "sending", "created", "permanent-failure"):
        assert tell(message.id, status).status_code == 204

    session.refresh(message)
    assert (message.delivered_at, message.reason) == (first, None)


@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "x", TOKEN[:-1], "ł" * 32])
def test_int_14_a_forged_callback_is_refused_and_changes_nothing(session, message, tell, token):
    answer = tell(message.id, "delivered", token=token.encode().decode("latin-1"))

    session.refresh(message)
    assert answer.status_code == 403
    assert message.delivered_at is None


def test_int_14_without_a_token_of_ours_nobody_is_believed(app, session, message):
    answer = app.test_client().post(
        "/postroom/notify",
        json={"reference": str(message.id), "status": "delivered"},
        headers={"Authorization": "Bearer "},
        base_url="https://heard.test",
    )

    session.refresh(message)
    assert settings_for("").notify_callback_token == ""
    assert answer.status_code == 403
    assert message.delivered_at is None


@pytest.mark.parametrize("reference", [uuid4(), "", "nonsense", "1" * 500, None])
def test_int_14_who_asks_about_others_learns_nothing(message, tell, reference):
    ours, theirs = tell(message.id, "sending"), tell(reference, "sending")

    assert (ours.status_code, ours.data) == (theirs.status_code, theirs.data)


@pytest.mark.parametrize("odd", [7, ["a"], {}, None, True])
def test_odd_values_are_no_fault_of_ours(message, tell, odd):
    assert tell(odd, "delivered").status_code == 204
    assert tell(message.id, odd).status_code == 204


@pytest.mark.parametrize("body", [b"[]", b"7", b"{", b"\xff", b""])
def test_what_is_no_callback_is_refused(settings, engine, body):
    app = create_app(replace(settings, notify_callback_token=TOKEN))

    answer = app.test_client().post(
        "/postroom/notify",
        data=body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {TOKEN}"},
        base_url="https://heard.test",
    )

    app.extensions["engine"].dispose()
    assert answer.status_code == 400
