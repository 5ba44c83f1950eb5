"""Sending what waits in the outbox, and noting what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import care, clock, outbox, risk, safety, scheduling, security
from app.actions.alerting import send_notice
from app.actions.codes import MAKE_CODE, make_sign_in_code
from app.actions.heartbeats import beat
from app.actions.recomputing import RECOMPUTE, recompute_job
from app.actions.reporting import send_safety_notice
from app.actions.working import Again, Done, Handler, Later, Outcome, work
from app.care import Client, ContactBy, ContactPause, ContactPreference, Episode, PauseReason
from app.outbox import (
    Channel,
    Circumstances,
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
from app.scheduling import Invitation, LinkState
from app.security import SYSTEM

_WANTED = {
    ContactBy.SMS: Channel.SMS,
    ContactBy.EMAIL: Channel.EMAIL,
    ContactBy.LETTER: Channel.LETTER,
    ContactBy.NOT_AT_ALL: None,
}

_PROBLEMS = {
    Reason.NO_MESSAGES: "does not want to be contacted",
    Reason.BY_LETTER: "wants letters only",
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
    message = session.get(Message, UUID(job.payload["message_id"]), populate_existing=True)
    if message is None or not message.is_waiting:
        return Done("nothing")
    client = session.get_one(Client, message.recipient_id, populate_existing=True)
    invitation = scheduling.find_invitation(session, message.token or "")
    preference = _preference(session, client)
    now = _circumstances(session, postroom, message, client, invitation, preference, at=at)
    match outbox.may_send(now, at=at):
        case Never(reason):
            message.channel = now.wanted
            return _drop(session, message, reason, at=at)
        case Wait(until):
            message.send_after = until
            return Later(until)
        case Send(channel):
            try:
                text = _write(session, postroom, message, client, invitation, preference, channel)
            except outbox.WordsWithdrawn:
                return _wait_for_words(message, at=at)
            return _hand_over(session, postroom.senders[channel], message, text, job, at=at)


def _wait_for_words(message: Message, *, at: datetime) -> Outcome:
    """Its words are withdrawn: it goes when there are others, or becomes a to-do when too late."""
    message.problem = "its words are withdrawn"
    message.send_after = at + timedelta(hours=1)
    return Later(message.send_after)


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
    security.audit(session, "message.dropped", subject=message, by=SYSTEM, at=at, detail=reason)
    return Done("dropped")


def _problem(message: Message, reason: Reason) -> str:
    """The reason in words for the people who run the portal."""
    if reason is Reason.NO_CONTACT:
        return "no e-mail address" if message.channel is Channel.EMAIL else "no phone number"
    return _PROBLEMS.get(reason, reason.value.replace("_", " "))


def _preference(session: Session, client: Client) -> ContactPreference:
    """What they chose about our messages. Who chose nothing has the defaults."""
    chosen = select(ContactPreference).where(ContactPreference.client_id == client.id)
    found = session.scalar(chosen.execution_options(populate_existing=True))
    return found or ContactPreference(refused=[], is_plain=False, is_unsafe=False)


def _circumstances(
    session: Session, postroom: Postroom, message: Message, client: Client,
    invitation: Invitation | None, preference: ContactPreference, *, at: datetime,
) -> Circumstances:  # fmt: skip
    pauses = _pauses(session, client, at=at)
    check_in = invitation.check_in if invitation else None
    state = scheduling.link_state(invitation, at=at) if invitation else None
    return Circumstances(
        kind=message.kind,
        created_at=message.created_at,
        wanted=_WANTED[client.contact_by],
        contacts=frozenset(way for way in Channel if _contact(client, way)),
        senders=frozenset(postroom.senders),
        refused=frozenset(Channel(way) for way in preference.refused),
        not_before=preference.not_before,
        not_after=preference.not_after,
        has_died=client.died_on is not None,
        is_unsafe=preference.is_unsafe,
        has_opted_out=preference.opted_out_on is not None,
        is_inpatient=PauseReason.INPATIENT in pauses,
        is_paused=PauseReason.WISH in pauses,
        has_episode_ended=bool(check_in and check_in.episode.ended_on),
        is_completed=bool(check_in and not check_in.is_asking),
        is_link_too_old=state is LinkState.EXPIRED,
        is_link_open=_is_open(session, message, state, at=at),
        is_contact_shared=_is_shared(session, client),
    )


def _is_open(session: Session, message: Message, state: LinkState | None, *, at: datetime) -> bool:
    """Whether what the message brings can still be used."""
    if message.kind is not MessageKind.SIGN_IN_CODE:
        return state is LinkState.OPEN
    made_at = message.created_at
    return security.is_code_live(session, message.recipient_id, made_at=made_at, at=at)


def _is_shared(session: Session, client: Client) -> bool:
    """Whether somebody else has the number or address at which they want to be written to."""
    wanted = _WANTED[client.contact_by]
    lookup = care.contact_lookup(_contact(client, wanted)) if wanted else None
    return lookup is not None and len(care.clients_reached_at(session, lookup)) > 1


def _pauses(session: Session, client: Client, *, at: datetime) -> set[PauseReason]:
    """Why nothing is asked of them on this day; empty on most days."""
    today = clock.local(at).date()
    pauses = select(ContactPause.reason).where(
        ContactPause.client_id == client.id,
        ContactPause.starts_on <= today,
        ContactPause.ends_on.is_(None) | (ContactPause.ends_on >= today),
    )
    return set(session.scalars(pauses))


def _contact(client: Client, channel: Channel) -> str:
    """The number or address that we hold. No postal address is kept here: staff post letters."""
    return {Channel.SMS: client.phone, Channel.EMAIL: client.email}.get(channel) or ""


def _write(
    session: Session, postroom: Postroom, message: Message, client: Client,
    invitation: Invitation | None, preference: ContactPreference, channel: Channel,
) -> Text:  # fmt: skip
    service_id = _service_of(session, client, invitation)
    words = outbox.words_for(
        session, service_id, message.kind, channel, client.language, is_plain=preference.is_plain
    )
    return Text(
        to=_contact(client, channel),
        subject=words.subject,
        body=_filled(words, channel, message, invitation, postroom.base_url),
        language=words.language,
        channel=channel,
        reference=str(message.id),
        is_again=message.attempts > 0,
    )


def _service_of(session: Session, client: Client, invitation: Invitation | None) -> UUID | None:
    """Whose words they are: the service that asks, or the one that they came to last."""
    if invitation:
        return invitation.check_in.episode.pathway.service_id
    newest = select(Episode).where(Episode.client_id == client.id)
    episode = session.scalars(newest.order_by(Episode.started_on.desc()).limit(1)).first()
    return episode.pathway.service_id if episode else None


def _filled(
    words: Words, channel: Channel, message: Message, invitation: Invitation | None, base_url: str
) -> str:
    if invitation is None:
        return words.filled(code=message.token)
    last_day = clock.local(invitation.expires_at).date()
    return words.filled(
        link=f"{base_url.rstrip('/')}/c/{message.token}",
        last_day=outbox.day_in_words(last_day, channel, words.language),
    )
