"""All that decides whether a message about a check-in may go, as it is at this moment (EQ-15)."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import care, clock, security
from app.care import Client, ContactBy, ContactPause, ContactPreference, PauseReason
from app.outbox import Channel, Circumstances, Message, MessageKind
from app.scheduling.check_ins import Invitation
from app.scheduling.invitations import LinkState, find_invitation, link_state
from app.scheduling.leaving_questions import LeavingQuestion, find_question_of
from app.scheduling.tickets import FeedbackTicket, TicketState

# What a link in a message opens.
Opens = Invitation | LeavingQuestion

# A letter takes days to arrive, and is not looked at at once.
LETTERS_APART = timedelta(days=7)

_WANTED = {
    ContactBy.SMS: Channel.SMS,
    ContactBy.EMAIL: Channel.EMAIL,
    ContactBy.LETTER: Channel.LETTER,
    ContactBy.NOT_AT_ALL: None,
}


def circumstances_of(
    session: Session, message: Message, client: Client, opens: Opens | None, *,
    senders: Collection[Channel], at: datetime,
) -> Circumstances:  # fmt: skip
    """What speaks for and against this message now. Letters need no sender: staff post them."""
    preference = preference_of(session, client)
    wanted = wanted_channel(client, preference)
    pauses = pauses_of(session, client, at=at)
    invitation = opens if isinstance(opens, Invitation) else None
    ticket = opens.ticket if isinstance(opens, LeavingQuestion) else None
    check_in = invitation.check_in if invitation else None
    state = link_state(invitation, at=at) if invitation else None
    return Circumstances(
        kind=message.kind,
        created_at=message.created_at,
        wanted=wanted,
        contacts=frozenset(way for way in Channel if contact_for(client, way)),
        senders=frozenset({*senders, Channel.LETTER}),
        refused=frozenset(Channel(way) for way in preference.refused),
        not_before=preference.not_before,
        not_after=preference.not_after,
        has_died=client.died_on is not None,
        is_unsafe=preference.is_unsafe,
        has_opted_out=preference.opted_out_on is not None,
        is_inpatient=PauseReason.INPATIENT in pauses,
        is_paused=PauseReason.WISH in pauses,
        has_episode_ended=bool(
            check_in and not check_in.is_set_aside and check_in.episode.ended_on
        ),
        is_completed=bool(check_in and not check_in.is_asking) or _is_answered(ticket),
        is_link_too_old=state is LinkState.EXPIRED or _is_too_old(ticket, at=at),
        is_link_open=_is_open(session, message, state, ticket, at=at),
        is_contact_shared=_is_shared(session, client, wanted),
        no_letter_before=_no_letter_before(session, message, at=at),
    )


def opened_by(session: Session, message: Message) -> Opens | None:
    """What the link in the message opens; None where there is none, or none any more."""
    if message.kind is MessageKind.LEAVING:
        return find_question_of(session, message.ticket_id)
    return find_invitation(session, message.token or "")


def preference_of(session: Session, client: Client) -> ContactPreference:
    """What they chose about our messages. Who chose nothing has the defaults."""
    chosen = select(ContactPreference).where(ContactPreference.client_id == client.id)
    found = session.scalar(chosen.execution_options(populate_existing=True))
    return found or ContactPreference(refused=[], is_plain=False, is_unsafe=False)


def wanted_channel(client: Client, preference: ContactPreference) -> Channel | None:
    """The way they chose. Who chose none, and has no number and no e-mail address, gets letters."""
    wanted = _WANTED[client.contact_by]
    has_chosen = preference.changed_at is not None
    if wanted is None or has_chosen or client.phone or client.email or not client.address:
        return wanted
    return Channel.LETTER


def contact_for(client: Client, channel: Channel) -> str:
    """The number or address that we hold; empty where there is none."""
    held = {
        Channel.SMS: client.phone,
        Channel.EMAIL: client.email,
        Channel.LETTER: client.address,
    }
    return held[channel]


def _is_answered(ticket: FeedbackTicket | None) -> bool:
    return ticket is not None and ticket.state in (TicketState.SPENT, TicketState.DECLINED)


def _is_too_old(ticket: FeedbackTicket | None, *, at: datetime) -> bool:
    return ticket is not None and clock.local(at).date() > ticket.last_day


def _is_open(
    session: Session, message: Message, state: LinkState | None, ticket: FeedbackTicket | None, *,
    at: datetime,
) -> bool:  # fmt: skip
    """Whether what the message brings can still be used, and still makes sense."""
    if message.kind is MessageKind.LEAVING:
        if ticket is None or ticket.state is not TicketState.WAITING:
            return False
        return care.has_stopped_coming(session, ticket.episode)
    if message.kind is not MessageKind.SIGN_IN_CODE:
        return state is LinkState.OPEN
    made_at = message.created_at
    return security.is_code_live(session, message.recipient_id, made_at=made_at, at=at)


def _is_shared(session: Session, client: Client, wanted: Channel | None) -> bool:
    """Whether somebody else has the number or address at which they want to be written to."""
    if wanted not in (Channel.SMS, Channel.EMAIL):
        return False
    lookup = care.contact_lookup(contact_for(client, wanted))
    return lookup is not None and len(care.clients_reached_at(session, lookup)) > 1


def pauses_of(session: Session, client: Client, *, at: datetime) -> set[PauseReason]:
    """Why nothing is asked of them on this day; empty on most days."""
    today = clock.local(at).date()
    pauses = select(ContactPause.reason).where(
        ContactPause.client_id == client.id,
        ContactPause.starts_on <= today,
        ContactPause.ends_on.is_(None) | (ContactPause.ends_on >= today),
    )
    return set(session.scalars(pauses))


def _no_letter_before(session: Session, message: Message, *, at: datetime) -> datetime | None:
    """When a reminder may be posted: not while another letter about it waits, nor soon after."""
    if message.kind is not MessageKind.REMINDER:
        return None
    letters = select(func.max(Message.sent_at)).where(
        Message.check_in_id == message.check_in_id,
        Message.id != message.id,
        Message.channel == Channel.LETTER,
    )
    waiting = letters.where(
        Message.to_post_since.is_not(None),
        Message.sent_at.is_(None),
        Message.dropped_at.is_(None),
    )
    if session.scalar(waiting.with_only_columns(func.count())):
        return at + timedelta(days=1)
    posted_at = session.scalar(letters)
    return posted_at + LETTERS_APART if posted_at else None
