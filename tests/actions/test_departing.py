"""Who stopped coming is asked why: once, late enough, never at a harmful time (HAZ-21)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.actions import (
    ask_who_left,
    open_course,
    record_death,
    reopen_course,
    send_due_messages,
    take_back_death,
)
from app.care import (
    ContactBy,
    ContactPause,
    ContactPreference,
    Correction,
    Ending,
    NewCourse,
    PauseReason,
)
from app.codesign import VersionState
from app.outbox import Message, Reason, undelivered
from app.scheduling import FeedbackTicket, LeavingQuestion, TicketState
from app.security import AuditEvent
from tests.leaving import TIMES, ask, live_form, questions, somebody_who_stopped
from tests.outbox.post import Post
from tests.together import together

# What keeps somebody from being asked, whenever it begins.
AGAINST = {
    "died": Reason.DIED,
    "in hospital": Reason.INPATIENT,
    "on a break": Reason.PAUSED,
    "opted out": Reason.OPTED_OUT,
    "unsafe": Reason.UNSAFE,
    "wants no messages": Reason.NO_MESSAGES,
    "reopened": Reason.LINK_CLOSED,
    "in another course": Reason.LINK_CLOSED,
}
# Of these an end may come, and then there is another time.
PASSES = ("in hospital", "on a break", "unsafe")


@pytest.fixture(autouse=True)
def form(session, make, at):
    """The service asks who stopped coming."""
    return live_form(session, make.the_service(), at=at)


@pytest.fixture
def episode(make):
    """A course to which somebody stopped coming two weeks ago."""
    return somebody_who_stopped(make)


@pytest.fixture
def post():
    return Post()


@pytest.fixture
def send(session, post):
    """Send what is due."""
    return lambda at: send_due_messages(session, post.room, at=at, limit=100)


@pytest.fixture
def speak_against(session, make, by, at):
    """Something speaks against asking this person from now on."""

    def do(what, episode):
        client, today = episode.client, make.today
        chosen = {"opted out": {"opted_out_on": today}, "unsafe": {"is_unsafe": True}}
        pauses = {"in hospital": PauseReason.INPATIENT, "on a break": PauseReason.WISH}
        if what in chosen:
            values = {"refused": [], "changed_at": at} | chosen[what]
            session.add(ContactPreference(client_id=client.id, **values))
        elif what in pauses:
            reason = pauses[what]
            session.add(ContactPause(client_id=client.id, reason=reason, starts_on=today))
        elif what == "wants no messages":
            client.contact_by = ContactBy.NOT_AT_ALL
        elif what == "died":
            record_death(session, client, on=today, by=by, at=at)
        elif what == "reopened":
            reopen_course(session, episode, Correction.GOES_ON, by=by, at=at)
        else:
            open_course(session, client, NewCourse(make.pathway(), today), by=by, at=at)
        session.commit()

    return do


def tickets(session):
    return list(session.scalars(select(FeedbackTicket)))


def test_who_stopped_coming_is_asked_two_weeks_later(session, make, at, form, episode):
    asked = ask(session, at=at)

    [ticket] = tickets(session)
    [message] = questions(session, episode)
    assert asked == 1
    assert (ticket.form_id, ticket.episode_id) == (form.form_id, episode.id)
    assert ticket.last_day == make.today + timedelta(days=28)
    assert message.ticket_id == ticket.id
    assert session.scalar(select(AuditEvent.event)) == "leaving.asked"


@pytest.mark.parametrize(("days_ago", "asked"), [(13, 0), (14, 1), (60, 1), (61, 0)])
def test_not_too_early_and_not_after_too_long(session, make, at, days_ago, asked):
    somebody_who_stopped(make, days_ago=days_ago)

    assert ask(session, at=at) == asked


@pytest.mark.parametrize("how", [how for how in Ending if how is not Ending.STOPPED_COMING])
def test_nobody_else_is_asked(session, make, at, how):
    somebody_who_stopped(make, ended_how=how)

    assert ask(session, at=at) == 0


def test_nobody_is_asked_twice(session, at, episode):
    ask(session, at=at)

    again = [ask(session, at=at + timedelta(days=day)) for day in range(1, 70)]

    assert sum(again) == 0
    assert len(questions(session, episode)) == 1


def test_nobody_is_asked_twice_about_a_course_that_was_reopened_and_ended_again(
    session, by, at, episode, send
):
    ask(session, at=at)
    send(at)
    reopen_course(session, episode, Correction.GOES_ON, by=by, at=at)
    episode.ended_on, episode.ended_how = date(2026, 3, 5), Ending.STOPPED_COMING
    session.commit()

    assert ask(session, at=at + timedelta(days=30)) == 0


def test_without_a_live_form_nobody_is_asked(session, at, form, episode):
    form.state = VersionState.RETIRED
    form.retired_at = at
    session.commit()

    assert ask(session, at=at) == 0


def test_another_services_form_asks_nobody_here(session, make, at, form, episode):
    form.form.service_id = make.service().id
    session.commit()

    assert ask(session, at=at) == 0


@pytest.mark.parametrize("what", AGAINST)
def test_EQ_15_HAZ_21_what_speaks_against_it_counts_when_it_is_given(
    session, at, episode, speak_against, what
):
    speak_against(what, episode)

    assert ask(session, at=at) == 0
    assert tickets(session) == []


@pytest.mark.parametrize("what", AGAINST)
def test_EQ_14_EQ_15_HAZ_21_and_again_when_it_is_sent(
    session, at, post, episode, send, speak_against, what
):
    ask(session, at=at)
    speak_against(what, episode)

    send(at)

    [message] = questions(session, episode)
    [ticket] = tickets(session)
    assert post.texts == []
    assert message.reason is AGAINST[what]
    assert ticket.state is TicketState.WITHDRAWN
    assert undelivered(session) == []


def test_EQ_15_a_course_that_came_from_elsewhere_counts_when_it_is_sent(
    session, make, at, post, episode, send
):
    ask(session, at=at)
    make.episode(episode.client)

    send(at)

    assert post.texts == []
    assert questions(session, episode)[0].reason is Reason.LINK_CLOSED


@pytest.mark.parametrize("what", PASSES)
def test_once_it_is_over_there_is_another_time(
    session, at, post, episode, send, speak_against, what
):
    ask(session, at=at)
    speak_against(what, episode)
    send(at)
    for row in (
        *session.scalars(select(ContactPause)),
        *session.scalars(select(ContactPreference)),
    ):
        session.delete(row)
    session.commit()

    later = at + timedelta(days=20)
    ask(session, at=later)
    send(later)

    assert len(post.texts) == 1


def test_who_was_wrongly_said_to_have_died_is_not_asked_for_that(session, by, at, episode):
    record_death(session, episode.client, on=at.date(), by=by, at=at)
    take_back_death(session, episode.client, Correction.WRONG_CLIENT, by=by, at=at)

    assert ask(session, at=at) == 1


def test_a_link_that_was_sent_stops_working_when_they_come_back(session, by, at, episode, send):
    ask(session, at=at)
    send(at)

    reopen_course(session, episode, Correction.GOES_ON, by=by, at=at)

    [ticket] = tickets(session)
    assert (ticket.state, ticket.token_hash) == (TicketState.WITHDRAWN, None)


def test_EQ_15_it_waits_for_the_morning(session, at, post, episode, send):
    night = at + timedelta(hours=12)
    ask(session, at=night)

    send(night)
    assert post.texts == []

    send(night + timedelta(hours=11))
    assert len(post.texts) == 1


def test_EQ_13_the_message_says_nothing_of_having_left(session, at, post, episode, send):
    ask(session, at=at)

    send(at)

    [text] = post.texts
    assert "https://heard.test/l/" in text.body
    assert not any(word in text.body.lower() for word in ("leav", "left", "stop", "therap"))


def test_what_does_not_arrive_is_nobodys_to_do(session, make, at, send):
    somebody_who_stopped(make, make.client(phone=""))
    ask(session, at=at)

    send(at)

    assert session.scalars(select(Message)).one().reason is Reason.NO_CONTACT
    assert undelivered(session) == []
    assert ask(session, at=at + timedelta(hours=1)) == 0


def test_one_who_cannot_be_asked_keeps_nobody_else_waiting(session, make, at, speak_against):
    first = somebody_who_stopped(make, days_ago=30)
    somebody_who_stopped(make, days_ago=20)
    speak_against("in hospital", first)

    assert ask(session, at=at) == 1


def test_two_workers_ask_each_person_once(engine, session, make, at):
    for _ in range(5):
        somebody_who_stopped(make)

    results = together(engine, 4, lambda own, _number: ask_who_left(own, TIMES, at=at))

    assert sum(results) == 5
    assert len(session.scalars(select(LeavingQuestion)).all()) == 5
    assert len(session.scalars(select(Message)).all()) == 5
