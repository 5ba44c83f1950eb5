"""How somebody wants to hear from us: they say it themselves, and it holds at once (EQ-14)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, scheduling, security
from app.care import Client, ContactBy, ContactPause, ContactPreference, Episode, PauseReason
from app.security import Actor

LONGEST_PAUSE = timedelta(days=92)


@dataclass(frozen=True, kw_only=True)
class ContactChoice:
    """What somebody chose about our messages."""

    contact_by: ContactBy
    language: str
    not_before: time | None = None
    not_after: time | None = None
    is_plain: bool = False


class NotAPause(Exception):
    """A pause ends on a day to come, and not in more than three months."""


def choose_contact(
    session: Session, client_id: UUID, choice: ContactChoice, *, by: Actor, at: datetime
) -> None:
    """Write to somebody in this way from now on."""
    client = session.get_one(Client, client_id)
    client.contact_by, client.language = choice.contact_by, choice.language
    chosen = _preference(session, client_id, at)
    chosen.not_before, chosen.not_after = choice.not_before, choice.not_after
    chosen.is_plain = choice.is_plain
    chosen.opted_out_on = None
    _note(session, client, "contact.chosen", by=by, at=at)


def pause_contact(
    session: Session, client_id: UUID, *, until: date, by: Actor, at: datetime
) -> None:
    """Ask somebody nothing until that day, which is the first on which they may be asked again.

    Raises NotAPause.
    """
    today = clock.local(at).date()
    if not today < until <= today + LONGEST_PAUSE:
        raise NotAPause
    session.add(
        ContactPause(
            client_id=client_id,
            reason=PauseReason.WISH,
            starts_on=today,
            ends_on=until - timedelta(days=1),
        )
    )
    _note(session, session.get_one(Client, client_id), "contact.paused", by=by, at=at)


def stop_contact(session: Session, client_id: UUID, *, by: Actor, at: datetime) -> None:
    """Ask somebody nothing any more, until they or their team say otherwise."""
    _preference(session, client_id, at).opted_out_on = clock.local(at).date()
    scheduling.withdraw_tickets(session, client_id)
    _note(session, session.get_one(Client, client_id), "contact.stopped", by=by, at=at)


def mark_contact(
    session: Session, client: Client, *, is_unsafe: bool, by: Actor, at: datetime
) -> None:
    """Staff know that somebody else may read our messages, or that it is safe again: none are sent
    until then (EQ-14), and nobody stays signed in by a code that was sent before."""
    _preference(session, client.id, at).is_unsafe = is_unsafe
    if is_unsafe:
        security.end_codes_of(session, client.id, at=at)
        security.end_spaces_of(session, client.id)
    event = "contact.unsafe" if is_unsafe else "contact.safe"
    _note(session, client, event, by=by, at=at)


def admit(session: Session, client: Client, *, by: Actor, at: datetime) -> None:
    """Somebody is in hospital: they are asked nothing until they are back. Twice is once."""
    if _stay(session, client.id) is None:
        stay = ContactPause(
            client_id=client.id, reason=PauseReason.INPATIENT, starts_on=clock.local(at).date()
        )
        session.add(stay)
    _note(session, client, "contact.admitted", by=by, at=at)


def come_home(session: Session, client: Client, *, by: Actor, at: datetime) -> None:
    """Somebody is out of hospital: from today on they may be asked again."""
    today = clock.local(at).date()
    if stay := _stay(session, client.id):
        _end(session, stay, today)
    _note(session, client, "contact.came_home", by=by, at=at)


def ask_again(session: Session, client: Client, *, by: Actor, at: datetime) -> None:
    """Somebody told their team that they want to be asked again, before their break is over or
    after they had stopped."""
    today = clock.local(at).date()
    _preference(session, client.id, at).opted_out_on = None
    mine = select(ContactPause).where(
        ContactPause.client_id == client.id, ContactPause.reason == PauseReason.WISH
    )
    for pause in session.scalars(mine):
        _end(session, pause, today)
    _note(session, client, "contact.resumed", by=by, at=at)


def _end(session: Session, pause: ContactPause, today: date) -> None:
    """Yesterday was its last day; what begins today or later never was."""
    if pause.starts_on >= today:
        session.delete(pause)
    elif pause.ends_on is None or pause.ends_on >= today:
        pause.ends_on = today - timedelta(days=1)


def _stay(session: Session, client_id: UUID) -> ContactPause | None:
    return session.scalar(
        select(ContactPause).where(
            ContactPause.client_id == client_id,
            ContactPause.reason == PauseReason.INPATIENT,
            ContactPause.ends_on.is_(None),
        )
    )


def _preference(session: Session, client_id: UUID, at: datetime) -> ContactPreference:
    found = session.scalar(
        select(ContactPreference).where(ContactPreference.client_id == client_id)
    )
    chosen = found or ContactPreference(client_id=client_id)
    chosen.changed_at = at
    session.add(chosen)
    return chosen


def _note(session: Session, client: Client, event: str, *, by: Actor, at: datetime) -> None:
    """What was chosen counts for the next pass over the schedule, and stands in the trail."""
    session.flush()
    mine = select(Episode.id).where(Episode.client_id == client.id)
    scheduling.look_again(session, list(session.scalars(mine)), on=clock.local(at).date())
    security.audit(session, event, subject=client, by=by, at=at)
    session.commit()
