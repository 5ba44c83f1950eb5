"""Putting a check-in together, and finding what is in it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.care import Episode
from app.instruments import Instrument
from app.scheduling.check_ins import Assignment, CheckIn


class NothingToAsk(Exception):
    """A check-in needs at least one questionnaire."""


def new_check_in(
    session: Session, episode: Episode, measures: Sequence[Instrument], *, at: datetime
) -> CheckIn:
    """A check-in with these questionnaires, in this order, each once."""
    if not measures:
        raise NothingToAsk
    check_in = CheckIn(client_id=episode.client_id, episode_id=episode.id, created_at=at)
    check_in.assignments = [
        Assignment(position=position, measure=instrument.key, version=instrument.version)
        for position, instrument in enumerate(measures, start=1)
    ]
    session.add(check_in)
    session.flush()
    return check_in


def find_check_in(session: Session, check_in_id: UUID) -> CheckIn | None:
    """The check-in with its questionnaires."""
    found = select(CheckIn).where(CheckIn.id == check_in_id)
    return session.scalar(found.options(selectinload(CheckIn.assignments)))
