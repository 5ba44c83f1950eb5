"""Sending what waits: at least once, never pointlessly, and whatever fails is tried again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.actions import (
    Arrival,
    Postroom,
    job_handlers,
    note_arrival,
    revoke_link,
    send_due_messages,
    send_link,
    work,
)
from app.care import ContactBy, ContactPause, ContactPreference, PauseReason
from app.db import session_factory
from app.outbox import (
    MOST_ATTEMPTS,
    Channel,
    Job,
    Message,
    MessageKind,
    NotSent,
    Reason,
    undelivered,
)
from app.scheduling import find_invitation
from app.security import AuditEvent
from tests.dump import everything_stored


class Postbox:
    """A sender that keeps what it is given, or fails."""

    def __init__(self, problem="", *, is_final=False):
        self.texts = []
        self.problem = problem
        self.is_final = is_final

    def send(self, text):
        if self.problem:
            raise NotSent(self.problem, is_final=self.is_final)
        self.texts.append(text)


def postroom(sender):
    ways = dict.fromkeys((Channel.SMS, Channel.EMAIL), sender)
    return Postroom(ways, "https://heard.test")


@pytest.fixture
def send(session):
    """Send what is due."""

    def do(sender, at, limit=100):
        return send_due_messages(session, postroom(sender), at=at, limit=limit)

    return do


@pytest.fixture
def queue(session, make, by, at):
    """Put an invitation in the outbox for a client with these values, who wants e-mail."""

    def do(**client):
        client = {"contact_by": ContactBy.EMAIL} | client
        check_in = make.check_in(client=make.client(**client))
        send_link(session, check_in, by=by, at=at, days=7)
        theirs = select(Message).where(Message.recipient_id == check_in.client_id)
        message = session.scalars(theirs).one()
        session.commit()  # a run with a session of its own must be able to write
        return message

    return do


def events(session):
    found = session.scalars(select(AuditEvent.event).order_by(AuditEvent.at, AuditEvent.position))
    return [event for event in found if event.startswith("message.")]


def test_a_message_is_sent_and_its_token_is_gone(engine, session, send, queue, at):
    message = queue(email="zofia@example.org")
    token = message.token
    postbox = Postbox()

    delivery = send(postbox, at)

    assert (delivery.sent, delivery.waiting, delivery.dropped) == (1, 0, 0)
    [text] = postbox.texts
    assert (text.to, text.reference) == ("zofia@example.org", str(message.id))
    assert f"\nhttps://heard.test/c/{token}\n" in text.body
    assert "11 March 2026" in text.body
    session.expire_all()
    assert (message.sent_at, message.problem, message.token_sealed) == (at, "", None)
    assert events(session) == ["message.sent"]
    assert find_invitation(session, token) is not None
    session.commit()
    assert token.encode() not in everything_stored(engine)


def test_running_twice_sends_once(send, queue, at):
    queue()
    postbox = Postbox()

    send(postbox, at)
    again = send(postbox, at + timedelta(days=1))

    assert len(postbox.texts) == 1
    assert again.sent == 0


def test_two_runs_at_the_same_time_send_once(engine, queue, at):
    """While one run talks to the mail server, another one finds nothing to do."""
    queue()

    class Slow(Postbox):
        def send(self, text):
            with session_factory(engine)() as other_run:
                other = send_due_messages(other_run, postroom(Postbox()), at=at, limit=9)
            assert other.sent == 0
            super().send(text)

    postbox = Slow()
    with session_factory(engine)() as run:
        send_due_messages(run, postroom(postbox), at=at, limit=9)

    assert len(postbox.texts) == 1


def test_rel_01_nobody_waits_for_the_mail_server_to_save_an_answer(engine, queue, make, at):
    queue()

    class Slow(Postbox):
        def send(self, text):
            make.submission()  # would wait for ever if a transaction were open
            super().send(text)

    postbox = Slow()
    with session_factory(engine)() as run:
        assert send_due_messages(run, postroom(postbox), at=at, limit=9).sent == 1


def test_a_failing_server_leaves_the_message_waiting_for_longer_each_time(session, send, queue, at):
    message = queue()
    moment, pauses = at, []
    for _ in range(3):
        delivery = send(Postbox("the mail server does not answer"), moment)
        assert (delivery.sent, delivery.waiting) == (0, 1)
        pauses.append(message.send_after - moment)
        assert send(Postbox(), moment).sent == 0  # not before its time
        moment = message.send_after

    assert pauses == sorted(set(pauses))
    assert (message.problem, message.attempts) == ("the mail server does not answer", 3)
    assert message.token
    assert events(session) == ["message.put_off"] * 3

    assert send(Postbox(), moment).sent == 1
    assert message.problem == ""


def test_rel_05_a_run_that_dies_while_sending_sends_again_later(engine, session, send, queue, at):
    queue()

    class PulledPlug(BaseException):
        pass

    class Dying(Postbox):
        def send(self, text):
            raise PulledPlug

    with session_factory(engine)() as run, pytest.raises(PulledPlug):
        send_due_messages(run, postroom(Dying()), at=at, limit=9)
    session.expire_all()

    assert send(Postbox(), at).sent == 0
    assert send(Postbox(), at + timedelta(minutes=2)).sent == 1


def test_one_bad_message_does_not_hold_up_the_others(send, queue, at):
    queue(email="bad@example.org")
    queue(email="good@example.org")

    class Picky(Postbox):
        def send(self, text):
            if text.to.startswith("bad"):
                raise NotSent("refused")
            super().send(text)

    postbox = Picky()
    delivery = send(postbox, at)

    assert (delivery.sent, delivery.waiting) == (1, 1)
    assert [text.to for text in postbox.texts] == ["good@example.org"]


def test_no_more_than_the_limit_is_tried(send, queue, at):
    for _ in range(3):
        queue()

    assert send(Postbox(), at, limit=2).sent == 2
    assert send(Postbox(), at, limit=2).sent == 1


@pytest.mark.parametrize(
    ("client", "reason", "problem"),
    [
        ({"email": ""}, Reason.NO_CONTACT, "no e-mail address"),
        ({"contact_by": ContactBy.SMS, "phone": ""}, Reason.NO_CONTACT, "no phone number"),
        (
            {"contact_by": ContactBy.NOT_AT_ALL},
            Reason.NO_MESSAGES,
            "does not want to be contacted",
        ),
        (
            {"contact_by": ContactBy.LETTER},
            Reason.BY_LETTER,
            "wants letters, and there is no postal address",
        ),
    ],
)
def test_eq_14_who_cannot_or_must_not_be_written_to_becomes_a_to_do(
    session, send, queue, at, client, reason, problem
):
    message = queue(**client)
    postbox = Postbox()

    delivery = send(postbox, at)

    assert postbox.texts == []
    assert delivery.dropped == 1
    assert (message.reason, message.dropped_at, message.token_sealed) == (reason, at, None)
    assert message.problem == problem
    assert [one.reason for one in undelivered(session, [message.recipient_id])] == [reason]
    assert events(session) == ["message.dropped"]


def test_eq_14_a_text_message_goes_to_the_phone_in_the_persons_language(send, queue, at):
    message = queue(contact_by=ContactBy.SMS, phone="07700 900456", language="pl")
    postbox = Postbox()

    send(postbox, at)

    [text] = postbox.texts
    assert (text.to, text.channel, text.language) == ("07700 900456", Channel.SMS, "pl")
    assert "11 marca" in text.body
    assert message.channel is Channel.SMS


def test_eq_14_who_wants_nobody_named_is_written_to_in_plain_words(session, send, queue, at):
    message = queue()
    _prefer(session, message, at, is_plain=True)
    postbox = Postbox()

    send(postbox, at)

    assert "NHS" not in postbox.texts[0].body


def _prefer(session, message, at, **values):
    preference = {"refused": [], "is_plain": False, "is_unsafe": False, "changed_at": at}
    chosen = ContactPreference(client_id=message.recipient_id, **(preference | values))
    session.add(chosen)
    session.commit()


def _pause(session, message, at, reason):
    session.add(ContactPause(client_id=message.recipient_id, reason=reason, starts_on=at.date()))
    session.commit()


@pytest.mark.parametrize(
    ("preference", "reason"),
    [
        ({"is_unsafe": True}, Reason.UNSAFE),
        ({"opted_out_on": "today"}, Reason.OPTED_OUT),
        ({"refused": ["email"]}, Reason.REFUSED_CHANNEL),
    ],
)
def test_eq_14_what_the_person_chose_since_is_kept_at_the_moment_of_sending(
    session, send, queue, at, preference, reason
):
    message = queue()
    _prefer(
        session, message, at, **{k: at.date() if v == "today" else v for k, v in preference.items()}
    )

    assert send(Postbox(), at).dropped == 1
    assert message.reason is reason


@pytest.mark.parametrize(
    ("pause", "reason"),
    [(PauseReason.INPATIENT, Reason.INPATIENT), (PauseReason.WISH, Reason.PAUSED)],
)
def test_eq_15_somebody_in_hospital_or_in_a_pause_is_not_written_to(
    session, send, queue, at, pause, reason
):
    message = queue()
    _pause(session, message, at, pause)

    assert send(Postbox(), at).dropped == 1
    assert message.reason is reason


def test_eq_15_a_pause_that_is_over_stops_nothing(session, send, queue, at):
    message = queue()
    _pause(session, message, at - timedelta(days=9), PauseReason.WISH)
    session.scalars(select(ContactPause)).one().ends_on = at.date() - timedelta(days=1)
    session.commit()

    assert send(Postbox(), at).sent == 1


def test_eq_15_no_reminder_after_the_end_of_a_course(session, send, queue, make, at):
    message = queue()
    message.kind = MessageKind.REMINDER
    find_invitation(session, message.token).check_in.episode.ended_on = at.date()
    session.commit()

    assert send(Postbox(), at).dropped == 1
    assert message.reason is Reason.EPISODE_ENDED


def test_eq_15_somebody_who_has_died_is_not_written_to(session, send, queue, make, at):
    message = queue(died_on=make.today)

    delivery = send(Postbox(), at)

    assert (delivery.sent, delivery.dropped) == (0, 1)
    assert message.reason is Reason.DIED
    assert undelivered(session) == []
    assert events(session) == ["message.dropped"]


@pytest.mark.parametrize("end", ["finished", "expired", "replaced", "revoked", "closed"])
def test_eq_15_a_link_that_has_ended_is_not_sent(session, send, queue, make, by, at, end):
    message = queue()
    invitation = find_invitation(session, message.token)
    moment = at
    if end == "finished":
        invitation.check_in.completed_at = at
    elif end == "closed":
        invitation.check_in.closed_at = at
    elif end == "expired":
        moment = at + timedelta(days=7)
    elif end == "replaced":
        make.invitation(invitation.check_in)
        session.refresh(invitation)
    else:
        revoke_link(session, invitation, by=by, at=at)
    session.commit()
    postbox = Postbox()

    assert send(postbox, moment).dropped == 1
    assert postbox.texts == []
    reasons = {"finished": Reason.COMPLETED, "expired": Reason.TOO_LATE}
    assert message.reason is reasons.get(end, Reason.LINK_CLOSED)


def test_eq_15_a_message_waits_for_the_morning_and_goes_then(session, send, queue, at):
    message = queue()
    night = at.replace(hour=22)

    delivery = send(Postbox(), night)

    assert (delivery.waiting, delivery.sent) == (1, 0)
    morning = at.replace(hour=9) + timedelta(days=1)
    assert message.send_after == morning
    assert session.scalars(select(Job)).one().attempts == 0
    assert send(Postbox(), morning - timedelta(minutes=1)).sent == 0
    assert send(Postbox(), morning).sent == 1


def test_an_address_that_takes_no_messages_is_not_tried_again(session, send, queue, at):
    message = queue()

    delivery = send(Postbox("refused the address", is_final=True), at)

    assert delivery.dropped == 1
    assert message.reason is Reason.ADDRESS_REFUSED
    assert [one.reason for one in undelivered(session)] == [Reason.ADDRESS_REFUSED]
    assert send(Postbox(), at + timedelta(days=1)).sent == 0


def test_rel_05_the_second_attempt_says_that_the_first_may_have_left(send, queue, at):
    queue()
    asked = []

    class Dying(Postbox):
        def send(self, text):
            asked.append((text.is_again, text.reference))
            raise NotSent("no answer")

    send(Dying(), at)
    send(Dying(), at + timedelta(minutes=5))

    assert [again for again, _reference in asked] == [False, True]
    assert len({reference for _again, reference in asked}) == 1


def test_what_fails_too_often_becomes_a_to_do_and_still_waits(session, send, queue, at):
    message = queue()
    invitation = find_invitation(session, message.token)
    invitation.expires_at = at + timedelta(days=30)
    session.commit()
    moment = at
    for _ in range(MOST_ATTEMPTS):
        send(Postbox("no answer"), moment)
        moment = max(session.scalars(select(Job)).one().due_at, message.send_after)
        moment = moment if 9 <= moment.hour < 20 else moment.replace(hour=9) + timedelta(days=1)

    job = session.scalars(select(Job)).one()
    assert job.failed_at is not None
    assert message.reason is Reason.GAVE_UP
    assert message.is_waiting
    assert [one.reason for one in undelivered(session)] == [Reason.GAVE_UP]


def test_a_fault_in_the_portal_stops_no_other_job(session, send, queue, at):
    bad = queue(email="bad@example.org")
    queue(email="good@example.org")

    class Faulty(Postbox):
        def send(self, text):
            if text.to.startswith("bad"):
                raise ZeroDivisionError
            super().send(text)

    delivery = send(Faulty(), at)

    assert (delivery.sent, delivery.waiting) == (1, 1)
    job = session.scalars(select(Job).where(Job.done_at.is_(None))).one()
    assert job.payload == {"message_id": str(bad.id)}
    assert job.problem == "a fault in the portal: ZeroDivisionError"


def test_a_job_that_kills_its_workers_is_taken_away_from_them(session, queue, at):
    queue()
    job = session.scalars(select(Job)).one()
    job.attempts = MOST_ATTEMPTS
    session.commit()
    postbox = Postbox()

    work(session, job_handlers(postroom(postbox)), at=at, limit=1)

    assert postbox.texts == []
    assert job.failed_at == at
    assert job.problem == "every worker that took it up was killed"


# ---- What a provider tells us later


@pytest.fixture
def tell(session, queue, send, at):
    """A message that was sent, and what is told of it, in this order."""

    def do(*arrivals):
        message = queue()
        send(Postbox(), at)
        for minute, arrival in enumerate(arrivals, 1):
            note_arrival(session, message.id, arrival, at=at + timedelta(minutes=minute))
        session.refresh(message)
        return message

    return do


def test_a_delivered_message_says_when(session, tell, at):
    message = tell(Arrival.ON_ITS_WAY, Arrival.DELIVERED)

    assert message.delivered_at == at + timedelta(minutes=2)
    assert events(session) == ["message.sent", "message.delivered"]


@pytest.mark.parametrize(
    "late", [Arrival.ON_ITS_WAY, Arrival.ADDRESS_REFUSED, Arrival.NOT_DELIVERED, Arrival.DELIVERED]
)
def test_int_14_nothing_overwrites_that_a_message_was_delivered(session, tell, at, late):
    message = tell(Arrival.DELIVERED, late)

    assert message.delivered_at == at + timedelta(minutes=1)
    assert (message.failed_at, message.reason) == (None, None)
    assert events(session) == ["message.sent", "message.delivered"]


@pytest.mark.parametrize("arrival", [Arrival.ADDRESS_REFUSED, Arrival.NOT_DELIVERED])
def test_int_14_what_did_not_arrive_is_a_to_do_however_often_it_is_told(session, tell, at, arrival):
    message = tell(arrival, arrival, Arrival.ON_ITS_WAY)

    assert message.failed_at == at + timedelta(minutes=1)
    assert [one.reason for one in undelivered(session)] == [Reason(arrival.value)]
    assert len(events(session)) == 2


def test_int_14_a_message_that_arrived_after_all_is_no_longer_a_to_do(session, tell):
    message = tell(Arrival.NOT_DELIVERED, Arrival.DELIVERED)

    assert message.delivered_at
    assert undelivered(session) == []


def test_int_14_a_message_that_is_not_ours_changes_nothing(session, make, by):
    note_arrival(session, by.id, Arrival.DELIVERED, at=make.at)

    assert events(session) == []
