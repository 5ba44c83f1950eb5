"""What somebody reads about our messages: when, which way, why, what became of it, what comes."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app import actions
from app.care import AppointmentStatus, Client, ContactBy
from app.outbox import Channel, Message, MessageKind, Reason
from app.scheduling import CheckIn, Occasion, Plan, askable_keys
from app.security import Actor
from tests.factory import Make
from tests.pages import Visit

CORE = ("phq9", "gad7")


def said(visit: Visit) -> list[str]:
    """Each message, as it is read."""
    return [li.get_text(" ", strip=True) for li in visit.page.select(".heard-history > li")]


def coming(visit: Visit) -> list[str]:
    return [li.get_text(" ", strip=True) for li in visit.page.select("main ul > li")]


@pytest.fixture
def history(signed_in, client: Client):
    """The page of messages, without the code by which they came in."""

    def read() -> Visit:
        visit = signed_in(client)
        visit.follow("My messages")
        return visit

    return read


def test_a_link_that_was_sent_is_told_with_the_reason(
    history, make: Make, session: Session, client: Client, deliver, by: Actor, at: datetime
):
    course = make.episode(client)
    make.appointment(course, starts_at=at - timedelta(days=3), status=AppointmentStatus.ATTENDED)
    make.appointment(course, starts_at=at - timedelta(days=1), status=AppointmentStatus.MISSED)
    check_in = make.check_in(episode=course)
    check_in.occasion = Occasion.ROUTINE
    actions.send_link(session, check_in, by=by, at=at, days=7)
    deliver()

    [code, link] = said(history())

    assert link == (
        "Text message to the number that ends in 99 Sent on 4 March 2026 at 10:00. "
        "Why: Your questions were due after your session on 1 March 2026."
    )
    assert "A code to sign in here was asked for." in code


def test_what_was_shown_in_the_room_is_told_and_what_was_sent_is_not_told_twice(
    history, make: Make, session: Session, client: Client, by: Actor, at: datetime
):
    check_in = make.check_in(client=client)
    actions.show_link(session, check_in, by=by, at=at - timedelta(hours=1), days=7)
    actions.send_link(session, check_in, by=by, at=at, days=7)

    ways = [words.split(" Why")[0] for words in said(history())]

    assert sum("Shown in the room" in way for way in ways) == 1
    assert "Shown in the room Shown on 4 March 2026 at 09:00." in ways
    assert len(ways) == 3


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_told_in_plain_words(
    history, make: Make, session: Session, client: Client, reason: Reason, at: datetime
):
    session.add(_message(client, at=at, dropped_at=at, reason=reason))

    [_code, told] = sorted(said(history()), key=lambda words: "code" not in words)

    assert told.startswith("Text message ")
    assert "Not sent" in told or "could not be delivered" in told
    assert reason.value not in told or "_" not in reason.value


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"delivered": True}, "Sent on 4 March 2026 at 09:00. It arrived."),
        ({"failed": True}, "Sent on 4 March 2026 at 09:00, but it could not be delivered."),
        ({}, "Sent on 4 March 2026 at 09:00."),
    ],
)
def test_what_became_of_it_is_told(
    history, session: Session, client: Client, at: datetime, values, words
):
    sent_at = at - timedelta(hours=1)
    message = _message(client, at=sent_at, sent_at=sent_at)
    message.delivered_at = at if "delivered" in values else None
    message.failed_at = at if "failed" in values else None
    session.add(message)

    assert any(words in told for told in said(history()))


def test_a_reminder_is_planned_until_it_is_not_needed(
    history, make: Make, session: Session, client: Client, at: datetime
):
    check_in = make.check_in(client=client)
    message = _message(client, at=at + timedelta(days=3), kind=MessageKind.REMINDER)
    message.check_in_id, message.channel = check_in.id, None
    session.add(message)
    visit = history()
    planned = "Planned for 7 March 2026 at 10:00, if you have not answered by then."
    assert any(planned in told for told in said(visit))

    session.get_one(CheckIn, check_in.id).completed_at = at

    visit.open("/space/messages")
    assert "Planned" not in visit.text


def test_sec_34_nobody_elses_messages_are_told(
    history, make: Make, session: Session, client: Client, other: Client, by: Actor, at: datetime
):
    actions.send_link(session, make.check_in(client=other), by=by, at=at, days=7)
    actions.show_link(session, make.check_in(client=other), by=by, at=at, days=7)

    assert len(said(history())) == 1  # one's own code


def test_neither_answers_nor_scores_nor_measures_are_told(history, make: Make, client: Client):
    make.submission("phq9", client=client, answers=[3] * 9)

    shown = history()

    assert "27" not in shown.text  # the rest of the page holds tokens, which may say anything
    for word in ("PHQ", "phq9", "Nearly every day"):
        assert word not in str(shown.page)


def test_a_contact_that_changed_since_is_told_as_it_was(
    history, session: Session, make: Make, client: Client, deliver, by: Actor, at: datetime
):
    client.contact_by = ContactBy.EMAIL
    actions.send_link(session, make.check_in(client=client), by=by, at=at, days=7)
    deliver()
    client.contact_by, client.email = ContactBy.SMS, "new@example.org"

    assert any("Email to z…@example.org" in told for told in said(history()))


# ---- What comes next


@pytest.fixture
def course(make: Make, session: Session, client: Client, by: Actor, at: datetime):
    """A course of care with a plan."""
    course = make.episode(client, started_on=make.today)
    plan = Plan(start=CORE, routine=CORE, end=CORE, after=CORE, every=4)
    actions.change_plan(
        session, course.pathway_id, plan, known=askable_keys(), changes=0, reason="first",
        by=by, at=at,
    )  # fmt: skip
    return course


def test_what_is_due_then_open_then_after_so_many_sessions(
    history, course, session: Session, at: datetime
):
    visit = history()
    assert coming(visit)[0] == "New questions are on their way to you."

    actions.run_schedule(session, at=at, days=7)
    visit.open("/space/messages")
    assert coming(visit)[0] == "Some questions are waiting for you now."

    [check_in] = session.query(CheckIn)
    check_in.completed_at = at
    visit.open("/space/messages")
    assert coming(visit) == [
        "We will ask again after 4 more sessions.",
        "We will ask you when your sessions with us come to an end.",
    ]


def test_who_stopped_is_told_that_nothing_comes(
    history, course, session: Session, client: Client, by: Actor, at: datetime
):
    actions.stop_contact(session, client.id, by=by, at=at)

    assert coming(history()) == [
        "You asked us to stop. You will get no more messages about questions."
    ]


def test_who_takes_a_break_is_told_so(
    history, course, session: Session, client: Client, by: Actor, at: datetime
):
    until = at.date() + timedelta(days=14)
    actions.pause_contact(session, client.id, until=until, by=by, at=at)

    assert coming(history()) == ["You are having a break from questions. We begin again after it."]


def test_after_the_end_the_day_is_told(history, course, session: Session, at: datetime):
    course.ended_on, course.ended_how = at.date(), "completed"

    assert any(words.startswith("We will ask how you are on ") for words in coming(history()))


def test_without_a_plan_nothing_comes(history, make: Make, client: Client):
    make.episode(client)

    assert coming(history()) == ["You will get no more messages about questions."]


def _message(client: Client, *, at: datetime, **values) -> Message:
    values = {"kind": MessageKind.INVITATION, "channel": Channel.SMS} | values
    return Message(
        key=f"test:{at.timestamp()}", recipient_id=client.id, created_at=at, send_after=at,
        **values,
    )  # fmt: skip
