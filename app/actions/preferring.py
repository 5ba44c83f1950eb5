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
    _note(session, session.get_one(Client, client_id), "contact.stopped", by=by, at=at)


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
