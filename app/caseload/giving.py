"""What a client can be asked now, and the check-in that may already be open."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import care, clock, instruments, scheduling
from app.care import Client, Episode, MeasureLocked
from app.caseload.course import order
from app.caseload.waiting import Waiting, waiting_for
from app.instruments import Instrument
from app.outbox import Channel
from app.scheduling import CheckIn, Invitation, LinkState


@dataclass(frozen=True)
class Askable:
    """A measure that could be asked, or why it cannot."""

    instrument: Instrument
    # Nobody can be asked it: its owner wants a licence, or the service has withdrawn it.
    is_locked: bool
    in_their_language: bool
    is_withdrawn: bool = False

    @property
    def questions(self) -> int:
        """How many there are to answer."""
        return len(self.instrument.items)


def askables(session: Session, service_id: UUID, language: str) -> list[Askable]:
    """Every measure, in the usual order, as this service may offer it in that language."""
    every = sorted(map(instruments.get_instrument, instruments.keys()), key=order)
    withdrawn = care.withdrawn_measures(session, service_id)
    return [
        Askable(one, is_locked=True, in_their_language=False, is_withdrawn=True)
        if one.key in withdrawn
        else _askable(session, service_id, one, language)
        for one in every
    ]


def way_to(session: Session, client: Client) -> Channel | None:
    """How a link would reach them: the way that they want, if there is a contact for it."""
    wanted = scheduling.wanted_channel(client, scheduling.preference_of(session, client))
    if client.died_on or wanted is None:
        return None
    return wanted if scheduling.contact_for(client, wanted) else None


def open_check_ins(session: Session, client: Client, *, at: datetime) -> list[Waiting]:
    """The client's check-ins that are not finished, newest first."""
    waiting = waiting_for(session, [client], at=at).get(client.id, [])
    return [one for one in waiting if one.check_in.completed_at is None]


def find_same_today(
    session: Session, episode: Episode, keys: list[str], *, at: datetime
) -> CheckIn | None:
    """The newest check-in, if it asks just these questionnaires, is open and was given today: a
    second press of the same button means that one, not another."""
    found = (
        select(CheckIn)
        .where(CheckIn.episode_id == episode.id, CheckIn.completed_at.is_(None))
        .order_by(CheckIn.created_at.desc())
        .limit(1)
    )
    newest = session.scalar(found)
    if newest is None or [a.measure for a in newest.assignments] != keys:
        return None
    return newest if _day(newest.created_at) == _day(at) else None


def find_open_link(session: Session, check_in: CheckIn, *, at: datetime) -> Invitation | None:
    """The link that opens this check-in now, if there is one."""
    found = (
        select(Invitation)
        .where(Invitation.check_in_id == check_in.id)
        .where(Invitation.replaced_at.is_(None), Invitation.revoked_at.is_(None))
        .order_by(Invitation.created_at.desc())
    )
    newest = session.scalars(found).first()
    is_open = newest and scheduling.link_state(newest, at=at) is LinkState.OPEN
    return newest if is_open else None


def _askable(session: Session, service_id: UUID, instrument: Instrument, language: str) -> Askable:
    try:
        offer = care.offer(session, service_id, instrument.key, language)
    except MeasureLocked:
        return Askable(instrument, is_locked=True, in_their_language=False)
    return Askable(instrument, is_locked=False, in_their_language=offer.in_their_language)


def _day(moment: datetime) -> int:
    return clock.local(moment).date().toordinal()
