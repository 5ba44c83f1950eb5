"""Putting a check-in together, and finding what is in it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session, selectinload

from app.care import Episode
from app.codesign import Form, FormVersion
from app.instruments import Instrument
from app.scheduling.check_ins import Assignment, CheckIn
from app.scheduling.invitations import replace_links
from app.scheduling.plan import Occasion
from app.scheduling.sittings import sittings
from app.scheduling.tickets import give_ticket_with

# How long somebody may answer a form that came with a check-in.
TICKET_DAYS = 28


class NothingToAsk(Exception):
    """A check-in needs at least one questionnaire or form."""


def new_check_in(
    session: Session,
    episode: Episode,
    measures: Sequence[Instrument],
    *,
    at: datetime,
    occasion: Occasion = Occasion.CHOSEN,
    plan_version: int | None = None,
    forms: Sequence[Form | FormVersion] = (),
) -> CheckIn:
    """A check-in with these questionnaires, each once, and a ticket for each form.

    What a plan asks is split into sittings that are not too long; what a clinician chose is not.
    """
    if not measures and not forms:
        raise NothingToAsk
    # Whose the course is now: its record may just be becoming one with another.
    session.refresh(episode, ["client_id"], with_for_update={"read": True})
    check_in = CheckIn(
        client_id=episode.client_id,
        episode_id=episode.id,
        created_at=at,
        occasion=occasion,
        plan_version=plan_version,
    )
    is_chosen = occasion is Occasion.CHOSEN
    planned = [measures] if is_chosen else sittings(measures)
    check_in.assignments = _assignments(planned)
    session.add(check_in)
    session.flush()
    for form in forms:
        give_ticket_with(session, check_in, form, at=at, days=TICKET_DAYS)
    return check_in


def close_check_in(session: Session, check_in_id: UUID, *, at: datetime) -> None:
    """Nobody answers this one any more: a newer one took its place, or it was taken back."""
    session.execute(
        update(CheckIn)
        .where(CheckIn.id == check_in_id, CheckIn.completed_at.is_(None))
        .values(closed_at=at)
    )
    replace_links(session, check_in_id, at=at)


def find_check_in(session: Session, check_in_id: UUID) -> CheckIn | None:
    """The check-in with its questionnaires; None too when it was set aside."""
    found = select(CheckIn).where(CheckIn.id == check_in_id, CheckIn.client_id.is_not(None))
    return session.scalar(found.options(selectinload(CheckIn.assignments)))


def newest_open_check_in(session: Session, client_id: UUID) -> CheckIn | None:
    """What the client was asked last and can still answer."""
    found = (
        select(CheckIn)
        .where(CheckIn.client_id == client_id)
        .where(CheckIn.completed_at.is_(None), CheckIn.closed_at.is_(None))
        .order_by(CheckIn.created_at.desc())
        .limit(1)
    )
    return session.scalar(found)


def _assignments(planned: Sequence[Sequence[Instrument]]) -> list[Assignment]:
    every = [(number, one) for number, sitting in enumerate(planned, start=1) for one in sitting]
    return [
        Assignment(
            position=position,
            measure=instrument.key,
            version=instrument.version,
            sitting=number,
        )
        for position, (number, instrument) in enumerate(every, start=1)
    ]
