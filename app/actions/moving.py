"""Answers that stand on the wrong client are moved to the right one, or set aside (HAZ-07)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

from app import care, clock, outbox, responses, risk, scheduling, security
from app.care import Client, Clinician, Episode
from app.db import giving_way
from app.risk import Alert
from app.scheduling import AnswersMove, CheckIn, MoveReason
from app.security import Auditable


class MoveFault(StrEnum):
    """Why answers cannot be moved as it is wanted."""

    NOT_THEIRS = "not on the caseload"
    SAME_CLIENT = "of this client already"
    NO_COURSE = "no course of care"
    CHANGED = "changed in the meantime"


class MoveRefused(Exception):
    """The answers cannot be moved so, and this is why. Nothing was stored."""

    def __init__(self, fault: MoveFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True)
class Misfiling:
    """Answers that are not this client's, whose they are (None: nobody's here), and why."""

    check_in_id: UUID
    client_id: UUID
    to_client_id: UUID | None
    why: MoveReason
    note: str = ""


def move_answers(
    session: Session, wrong: Misfiling, *, clinician: Clinician, at: datetime
) -> AnswersMove:
    """Give a check-in and all that was answered in it to the right client, or set it aside.

    Its links end and its alerts follow. The clinician must see both clients. Raises MoveRefused.
    """
    with giving_way(session, MoveRefused(MoveFault.CHANGED)):
        return _move(session, wrong, clinician, at=at)


def undo_move(
    session: Session, move: AnswersMove, *, clinician: Clinician, at: datetime
) -> AnswersMove:
    """Put the answers back where they were, with their alerts. Links stay ended.

    The clinician must see both clients. Raises MoveRefused.
    """
    with giving_way(session, MoveRefused(MoveFault.CHANGED)):
        return _undo(session, move, clinician, at=at)


def _move(session: Session, wrong: Misfiling, clinician: Clinician, *, at: datetime) -> AnswersMove:
    if wrong.client_id == wrong.to_client_id:
        raise MoveRefused(MoveFault.SAME_CLIENT)
    check_in = scheduling.hold_check_in(session, wrong.check_in_id)
    if check_in.client_id != wrong.client_id:
        raise MoveRefused(MoveFault.CHANGED)
    was = check_in.episode
    to = _course_for(session, wrong.to_client_id, check_in) if wrong.to_client_id else None
    _refuse_unseen(session, [was, *([to] if to else [])], clinician, on=_day(at))
    move = AnswersMove(
        check_in_id=check_in.id,
        from_episode_id=was.id,
        to_episode_id=to.id if to else None,
        why=wrong.why,
        note=wrong.note,
        moved_at=at,
        moved_by=clinician.user_id,
    )
    session.add(move)
    session.flush()
    alerts = _refile(session, check_in, to, clinician, at=at)
    _finish(session, "answers.moved", move, alerts, clinician, at=at)
    return move


def _undo(
    session: Session, move: AnswersMove, clinician: Clinician, *, at: datetime
) -> AnswersMove:
    check_in = scheduling.hold_check_in(session, move.check_in_id)
    session.refresh(move)
    if not scheduling.is_standing(session, move):
        raise MoveRefused(MoveFault.CHANGED)
    both = [one for one in (move.from_episode, move.to_episode) if one]
    _refuse_unseen(session, both, clinician, on=_day(at))
    move.undone_at, move.undone_by = at, clinician.user_id
    session.flush()
    alerts = _refile(session, check_in, move.from_episode, clinician, at=at)
    _finish(session, "answers.moved_back", move, alerts, clinician, at=at)
    return move


def _refile(
    session: Session, check_in: CheckIn, to: Episode | None, clinician: Clinician, *, at: datetime
) -> list[Alert]:
    """Whoever holds a link to it, or answers at this moment, holds what is somebody else's."""
    scheduling.refile(session, check_in, to)
    responses.refile(session, check_in.id)
    scheduling.revoke_links_to(session, check_in.id, at=at)
    security.end_visits_to(session, check_in.id)
    outbox.drop_messages_about(session, check_in.id, at=at)
    return risk.follow(session, check_in, user=clinician.user, at=at)


def _course_for(session: Session, client_id: UUID, check_in: CheckIn) -> Episode:
    """Of the client's courses, the one they were in when it was asked, or else the newest."""
    client = session.get_one(Client, client_id)
    day, every = clock.local(check_in.created_at).date(), care.episodes_of(session, client)
    if not every:
        raise MoveRefused(MoveFault.NO_COURSE)
    return next((one for one in every if _was_open(one, day)), every[0])


def _was_open(episode: Episode, day: date) -> bool:
    return episode.started_on <= day and (episode.ended_on is None or episode.ended_on >= day)


def _refuse_unseen(
    session: Session, episodes: list[Episode], clinician: Clinician, *, on: date
) -> None:
    for episode in episodes:
        if not care.find_client(session, episode.client_id, seen_by=clinician, on=on):
            raise MoveRefused(MoveFault.NOT_THEIRS)


def _finish(
    session: Session, event: str, move: AnswersMove, alerts: list[Alert], clinician: Clinician,
    *, at: datetime,
) -> None:  # fmt: skip
    """What is due is looked at again, and it stands in the trail of both clients."""
    episodes = [one for one in (move.from_episode, move.to_episode) if one]
    scheduling.look_again(session, sorted(one.id for one in episodes), on=_day(at))
    session.flush()
    records: list[Auditable] = [move, *(one.client for one in episodes), *alerts]
    by, detail = clinician.user.actor, f"move {move.id}: {move.why}"
    for subject in sorted(records, key=security.audit_order):
        security.audit(session, event, subject=subject, by=by, at=at, detail=detail)
    session.commit()


def _day(at: datetime) -> date:
    return clock.local(at).date()
