"""People say themselves how they want to hear from us, and it holds at once."""

from datetime import time, timedelta

import pytest
from sqlalchemy import select

from app import scheduling
from app.actions import (
    ContactChoice,
    NotAPause,
    admit,
    ask_again,
    choose_contact,
    come_home,
    mark_contact,
    pause_contact,
    stop_contact,
)
from app.care import Client, ContactBy, ContactPause, ContactPreference
from app.scheduling import ScheduleMark
from app.security import Actor, AuditEvent


@pytest.fixture
def client(make):
    """Somebody in a course of care that rests."""
    client = make.client()
    episode = make.episode(client)
    scheduling.look_again(make.session, [episode.id], on=None)
    make.session.commit()
    return client


@pytest.fixture
def themself(client):
    return Actor("client", client.id)


def test_EQ_14_channel_language_hours_and_sender_are_the_persons_choice(
    session, client, themself, at
):
    choice = ContactChoice(contact_by=ContactBy.EMAIL, language="pl", not_before=time(17),
                           not_after=time(20), is_plain=True)  # fmt: skip

    choose_contact(session, client.id, choice, by=themself, at=at)
    choose_contact(session, client.id, choice, by=themself, at=at)

    session.expire_all()
    stored = session.get_one(Client, client.id)
    assert (stored.contact_by, stored.language) == (ContactBy.EMAIL, "pl")
    [row] = session.scalars(select(ContactPreference)).all()
    assert (row.not_before, row.not_after, row.is_plain) == (time(17), time(20), True)
    events = session.scalars(select(AuditEvent.event)).all()
    assert events.count("contact.chosen") == 2


def test_EQ_14_a_pause_ends_by_itself_and_a_stop_does_not(session, make, client, themself, at):
    until = make.today + timedelta(days=14)

    pause_contact(session, client.id, until=until, by=themself, at=at)
    stop_contact(session, client.id, by=themself, at=at)

    [pause] = session.scalars(select(ContactPause)).all()
    assert (pause.starts_on, pause.ends_on) == (make.today, until - timedelta(days=1))
    assert session.scalars(select(ContactPreference.opted_out_on)).all() == [make.today]
    assert session.scalars(select(ScheduleMark.look_on)).all() == [make.today]


def test_choosing_again_takes_a_stop_back(session, client, themself, at):
    stop_contact(session, client.id, by=themself, at=at)

    choice = ContactChoice(contact_by=ContactBy.SMS, language="en")
    choose_contact(session, client.id, choice, by=themself, at=at)

    assert session.scalars(select(ContactPreference.opted_out_on)).all() == [None]


@pytest.mark.parametrize("days", [-1, 0, 93])
def test_a_pause_is_for_days_to_come_and_not_for_ever(session, make, client, themself, at, days):
    until = make.today + timedelta(days=days)

    with pytest.raises(NotAPause):
        pause_contact(session, client.id, until=until, by=themself, at=at)


def test_EQ_14_staff_mark_a_contact_as_unsafe_and_as_safe_again(session, client, by, at):
    for is_unsafe in (True, False):
        mark_contact(session, client, is_unsafe=is_unsafe, by=by, at=at)

        assert session.scalars(select(ContactPreference.is_unsafe)).all() == [is_unsafe]
    events = select(AuditEvent.event).order_by(AuditEvent.at, AuditEvent.position)
    assert session.scalars(events).all()[-2:] == ["contact.unsafe", "contact.safe"]


def test_HAZ_21_a_stay_in_hospital_is_a_pause_until_somebody_is_home(session, client, by, at):
    admit(session, client, by=by, at=at)
    admit(session, client, by=by, at=at + timedelta(days=1))
    [stay] = session.scalars(select(ContactPause)).all()
    assert stay.ends_on is None

    come_home(session, client, by=by, at=at + timedelta(days=9))

    assert stay.ends_on == at.date() + timedelta(days=8)


def test_a_stay_that_was_a_mistake_leaves_nothing(session, client, by, at):
    admit(session, client, by=by, at=at)

    come_home(session, client, by=by, at=at)

    assert session.scalars(select(ContactPause)).all() == []


def test_somebody_who_stopped_or_took_a_break_can_be_asked_again(
    session, make, client, themself, by, at
):
    stop_contact(session, client.id, by=themself, at=at)
    pause_contact(session, client.id, until=make.today + timedelta(days=28), by=themself, at=at)

    ask_again(session, client, by=by, at=at + timedelta(days=3))

    assert session.scalars(select(ContactPreference.opted_out_on)).all() == [None]
    [pause] = session.scalars(select(ContactPause)).all()
    assert pause.ends_on == make.today + timedelta(days=2)
