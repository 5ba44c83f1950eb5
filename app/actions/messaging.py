"""Sending what waits in the outbox, and noting what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import care, outbox, risk, safety, scheduling, security
from app.actions.codes import MAKE_CODE, make_sign_in_code
from app.actions.heartbeats import beat
from app.actions.recomputing import RECOMPUTE, recompute_job
from app.actions.reporting import send_safety_notice
from app.actions.watching import send_notice
from app.actions.working import Again, Done, Handler, Later, Outcome, work
from app.care import Client, Episode
from app.outbox import (
    Channel,
    Job,
    Message,
    MessageKind,
    Never,
    NotSent,
    Reason,
    Send,
    Sender,
    Text,
    Wait,
    Words,
)
from app.scheduling import Opens
from app.security import SYSTEM

LETTER_LOOKED_AT_AGAIN = timedelta(hours=1)

# What stopped coming is about may be asked another time when it was not sent because of these.
NOT_NOW = frozenset(
    {
        *(Reason.DIED, Reason.INPATIENT, Reason.PAUSED, Reason.LINK_CLOSED),
        *(Reason.UNSAFE, Reason.OPTED_OUT, Reason.NO_MESSAGES),
    }
)
_PROBLEMS = {
    Reason.NO_MESSAGES: "does not want to be contacted",
    Reason.BY_LETTER: "wants letters, and there is no postal address",
}


@dataclass(frozen=True)
class Postroom:
    """What a worker needs to send messages: the ways out, and where our links lead to."""

    senders: Mapping[Channel, Sender]
    base_url: str
    # Where the hourly heartbeat goes; empty: nowhere.
    heartbeat_to: str = ""
    # Whom a safety report is told: the clinical safety officer.
    safety_email: str = ""
    letter_days: int = 14


@dataclass(frozen=True)
class Delivery:
    """What became of the messages that were due."""

    sent: int = 0
    waiting: int = 0
    dropped: int = 0


class Arrival(StrEnum):
    """What a provider tells us later about a message that it took."""

    ON_ITS_WAY = "on_its_way"
    DELIVERED = "delivered"
    ADDRESS_REFUSED = "address_refused"
    NOT_DELIVERED = "not_delivered"


def job_handlers(postroom: Postroom) -> dict[str, Handler]:
    """Who does which kind of job."""
    mail = postroom.senders.get(Channel.EMAIL)
    return {
        outbox.SEND_MESSAGE: partial(_send_message, postroom),
        risk.SEND_NOTICE: partial(send_notice, mail, postroom.base_url),
        outbox.HEARTBEAT: partial(beat, mail, postroom.heartbeat_to),
        MAKE_CODE: make_sign_in_code,
        safety.SEND_SAFETY_NOTICE: partial(
            send_safety_notice, mail, postroom.safety_email, postroom.base_url
        ),
        RECOMPUTE: recompute_job,
    }


def send_due_messages(
    session: Session, postroom: Postroom, *, at: datetime, limit: int
) -> Delivery:
    """Send what is due, each message at least once, and say what became of it.

    A message is put in this worker's hands before it is sent and marked when it has left: whoever
    else is sending passes over it, a crash in between sends it again later, and no transaction
    waits for a mail server.
    """
    handlers: dict[str, Handler] = {
        outbox.SEND_MESSAGE: partial(_send_message, postroom),
        MAKE_CODE: make_sign_in_code,
    }
    outcomes = work(session, handlers, at=at, limit=limit)
    waiting = outcomes["waiting"] + outcomes["failed"]
    return Delivery(outcomes["sent"], waiting, outcomes["dropped"])


def note_arrival(session: Session, message_id: UUID, arrival: Arrival, *, at: datetime) -> None:
    """Remember what a provider tells of a message, in whatever order and however often it does.

    That it was delivered is never overwritten. A message that is not ours changes nothing.
    """
    message = outbox.find_message(session, message_id, hold=True)
    if message is None or message.delivered_at or arrival is Arrival.ON_ITS_WAY:
        session.rollback()
        return
    if arrival is Arrival.DELIVERED:
        message.delivered_at, message.failed_at, message.reason = at, None, None
    elif message.reason == (reason := Reason(arrival.value)):
        session.rollback()
        return
    else:
        message.failed_at, message.reason = message.failed_at or at, reason
    event = f"message.{arrival}"
    security.audit(session, event, subject=message, by=SYSTEM, at=at)
    session.commit()


def _send_message(postroom: Postroom, session: Session, job: Job, at: datetime) -> Outcome:
    """The job that sends one message, if it may go at this moment (EQ-15)."""
    message = outbox.find_message(session, UUID(job.payload["message_id"]), hold=True)
    if message is None or not message.is_waiting:
        return Done("nothing")
    client = session.get_one(Client, message.recipient_id, populate_existing=True)
    opens = scheduling.opened_by(session, message)
    now = scheduling.circumstances_of(
        session, message, client, opens, senders=postroom.senders.keys(), at=at
    )
    decision = outbox.may_send(now, at=at)
    if decision != Send(Channel.LETTER):
        message.to_post_since = None
    match decision:
        case Never(reason):
            message.channel = now.wanted
            return _drop(session, message, reason, at=at)
        case Wait(until):
            message.send_after = until
            return Later(until)
        case Send(Channel.LETTER) if opens is not None:
            return _wait_to_be_posted(session, postroom, message, client, opens, at=at)
        case Send(channel):
            try:
                text = _write(session, postroom, message, client, opens, channel)
            except outbox.WordsWithdrawn:
                return _wait_for_words(message, at=at)
            return _hand_over(session, postroom.senders[channel], message, text, job, at=at)


def _wait_for_words(message: Message, *, at: datetime) -> Outcome:
    """Its words are withdrawn: it goes when there are others, or becomes a to-do when too late."""
    message.problem = "its words are withdrawn"
    message.send_after, message.to_post_since = at + timedelta(hours=1), None
    return Later(message.send_after)


def _wait_to_be_posted(
    session: Session, postroom: Postroom, message: Message, client: Client, opens: Opens,
    *, at: datetime,
) -> Outcome:  # fmt: skip
    """Staff print and post it. Until then it is looked at again: much may speak against it yet."""
    try:
        _words(session, message, client, opens, Channel.LETTER)
    except outbox.WordsWithdrawn:
        return _wait_for_words(message, at=at)
    if message.to_post_since is None:
        message.to_post_since, message.channel, message.problem = at, Channel.LETTER, ""
        scheduling.give_code(session, opens, message.token)
        opens.keep_open_until(at + timedelta(days=postroom.letter_days))
        event = "message.to_post"
        security.audit(session, event, subject=message, by=SYSTEM, at=at)
    return Later(at + LETTER_LOOKED_AT_AGAIN)


def _hand_over(
    session: Session, sender: Sender, message: Message, text: Text, job: Job, *, at: datetime
) -> Outcome:
    message.attempts += 1
    message.channel, message.send_after = text.channel, at + outbox.pause_after(job.attempts)
    session.commit()
    try:
        sender.send(text)
    except NotSent as error:
        return _not_sent(session, message, error, job, at=at)
    message.sent_at, message.problem, message.reason, message.token = at, "", None, None
    message.sent_to = care.masked(text.to) if text.channel is not Channel.LETTER else None
    security.audit(session, "message.sent", subject=message, by=SYSTEM, at=at, detail=text.channel)
    return Done("sent")


def _not_sent(
    session: Session, message: Message, error: NotSent, job: Job, *, at: datetime
) -> Outcome:
    message.problem = why = str(error)
    if error.is_final:
        return _drop(session, message, Reason.ADDRESS_REFUSED, at=at)
    if job.is_last_attempt:
        message.reason = Reason.GAVE_UP
    security.audit(session, "message.put_off", subject=message, by=SYSTEM, at=at, detail=why)
    return Again(why)


def _drop(session: Session, message: Message, reason: Reason, *, at: datetime) -> Outcome:
    message.dropped_at, message.reason, message.token = at, reason, None
    message.problem = message.problem or _problem(message, reason)
    if message.kind is MessageKind.LEAVING and reason in NOT_NOW:
        scheduling.take_back_leaving_question(session, message.ticket_id)
    security.audit(session, "message.dropped", subject=message, by=SYSTEM, at=at, detail=reason)
    return Done("dropped")


def _problem(message: Message, reason: Reason) -> str:
    """The reason in words for the people who run the portal."""
    if reason is Reason.NO_CONTACT:
        return "no e-mail address" if message.channel is Channel.EMAIL else "no phone number"
    return _PROBLEMS.get(reason, reason.value.replace("_", " "))


def _write(
    session: Session, postroom: Postroom, message: Message, client: Client, opens: Opens | None,
    channel: Channel,
) -> Text:  # fmt: skip
    words = _words(session, message, client, opens, channel)
    return Text(
        to=scheduling.contact_for(client, channel),
        subject=words.subject,
        body=_filled(words, channel, message, opens, postroom.base_url),
        language=words.language,
        channel=channel,
        reference=str(message.id),
        is_again=message.attempts > 0,
    )


def _words(
    session: Session, message: Message, client: Client, opens: Opens | None, channel: Channel
) -> Words:
    service_id = _service_of(session, client, opens)
    is_plain = scheduling.preference_of(session, client).is_plain
    return outbox.words_for(
        session, service_id, message.kind, channel, client.language, is_plain=is_plain
    )


def _service_of(session: Session, client: Client, opens: Opens | None) -> UUID | None:
    """Whose words they are: the service that asks, or the one that they came to last."""
    if opens:
        return opens.service_id
    newest = select(Episode).where(Episode.client_id == client.id)
    episode = session.scalars(newest.order_by(Episode.started_on.desc()).limit(1)).first()
    return episode.pathway.service_id if episode else None


def _filled(
    words: Words, channel: Channel, message: Message, opens: Opens | None, base_url: str
) -> str:
    if opens is None:
        return words.filled(code=message.token)
    return words.filled(
        link=f"{base_url.rstrip('/')}/{opens.ADDRESS}/{message.token}",
        last_day=outbox.day_in_words(opens.last_day, channel, words.language),
    )
