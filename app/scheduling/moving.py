"""Answers that stand on the wrong client: whose a check-in is changes, and what it was stays told.

A check-in names its client and course, and so does each submission in it. Moving changes that name
and nothing of what was answered, so that every page, score and schedule is right by itself. Set
aside, a check-in names nobody: no query for a client, a course or a link finds it.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, event, inspect, or_, select, update
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship, selectinload

from app.care import Episode
from app.db import Base, choice, table_of
from app.scheduling.check_ins import CheckIn, Invitation
from app.security import Sealed, SealedColumn, User


class MoveReason(StrEnum):
    """How answers came to stand on the wrong client."""

    FORWARDED = "forwarded"
    SHARED_PHONE = "shared phone"
    WRONG_LINK = "wrong link"
    WRONG_ENTRY = "wrong entry"
    OTHER = "other"


class AnswersMove(Base):
    """The answers of a check-in were moved to another client's course, or set aside, and why.

    The courses say whose they were and are, also after two records of one person became one.
    """

    __tablename__ = "answers_move"
    __table_args__ = (
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", "undone_has_a_name"),
        CheckConstraint("from_episode_id <> to_episode_id", "goes_elsewhere"),
    )

    check_in_id: Mapped[UUID] = mapped_column(ForeignKey("check_in.id"), index=True)
    from_episode_id: Mapped[UUID] = mapped_column(ForeignKey("episode.id"), index=True)
    # None: nobody here gave them, and they are set aside.
    to_episode_id: Mapped[UUID | None] = mapped_column(ForeignKey("episode.id"), index=True)
    why: Mapped[MoveReason] = mapped_column(choice(MoveReason))
    note = Sealed()
    note_sealed: SealedColumn
    moved_at: Mapped[datetime]
    moved_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))

    check_in: Mapped[CheckIn] = relationship()
    from_episode: Mapped[Episode] = relationship(foreign_keys=from_episode_id)
    to_episode: Mapped[Episode | None] = relationship(foreign_keys=to_episode_id)
    mover: Mapped[User] = relationship(foreign_keys=moved_by)
    undoer: Mapped[User | None] = relationship(foreign_keys=undone_by)


class MoveIsRecorded(Exception):
    """What was moved stays told. A move can be undone, once, and not changed or deleted."""


_UNDOING = frozenset({"undone_at", "undone_by", "undoer"})


@event.listens_for(AnswersMove, "before_delete")
def _refuse(_mapper: object, _connection: object, move: AnswersMove) -> None:
    raise MoveIsRecorded(f"Move {move.id} cannot be deleted")


@event.listens_for(AnswersMove, "before_update")
def _refuse_all_but_undoing(_mapper: object, _connection: object, move: AnswersMove) -> None:
    changed = {one.key: one.history for one in inspect(move).attrs if one.history.has_changes()}
    was_undone = "undone_at" in changed and any(changed["undone_at"].deleted)
    if was_undone or not _UNDOING.issuperset(changed):
        raise MoveIsRecorded(f"Move {move.id} cannot be changed")


def hold_check_in(session: Session, check_in_id: UUID) -> CheckIn:
    """The check-in as it is now. Until this transaction ends nobody sends or moves what is in it,
    or raises an alert of it."""
    return session.get_one(CheckIn, check_in_id, with_for_update=True, populate_existing=True)


def read_owner(session: Session, check_in_id: UUID) -> tuple[UUID, UUID]:
    """Client and course of a check-in, which cannot be moved while this transaction lasts.

    Of one that is set aside, those who were sent it: through them its writer may be found.
    """
    check_in = table_of(CheckIn).c
    owner = select(check_in.client_id, check_in.episode_id).where(check_in.id == check_in_id)
    client_id, episode_id = session.execute(owner.with_for_update(read=True)).one()
    if client_id is not None:
        return client_id, episode_id
    move = standing_move(session, check_in_id)
    return move.from_episode.client_id, move.from_episode_id


def refile(session: Session, check_in: CheckIn, to: Episode | None) -> None:
    """Give a held check-in to that course and its client, or to nobody."""
    values = {"client_id": to.client_id if to else None, "episode_id": to.id if to else None}
    check_ins = table_of(CheckIn)
    session.execute(update(check_ins).where(check_ins.c.id == check_in.id).values(values))
    session.expire(check_in)


def revoke_links_to(session: Session, check_in_id: UUID, *, at: datetime) -> None:
    """Take away every link to the check-in: they are in wrong hands."""
    session.execute(
        update(Invitation)
        .where(Invitation.check_in_id == check_in_id)
        .where(Invitation.replaced_at.is_(None), Invitation.revoked_at.is_(None))
        .values(revoked_at=at)
        .execution_options(synchronize_session="fetch")
    )


def standing_move(session: Session, check_in_id: UUID) -> AnswersMove:
    """The newest move of the check-in that was not undone: it put it where it is."""
    found = select(AnswersMove).where(
        AnswersMove.check_in_id == check_in_id, AnswersMove.undone_at.is_(None)
    )
    newest = found.order_by(AnswersMove.moved_at.desc(), AnswersMove.id).limit(1)
    return session.scalars(newest).one()


def is_standing(session: Session, move: AnswersMove) -> bool:
    """Whether the answers are where this move put them, so that it can be undone."""
    return move.undone_at is None and standing_move(session, move.check_in_id).id == move.id


def moves_of(session: Session, client_id: UUID) -> list[AnswersMove]:
    """What was moved from this client's record or to it, also what was undone, newest first."""
    theirs = select(Episode.id).where(Episode.client_id == client_id)
    found = (
        select(AnswersMove)
        .where(or_(AnswersMove.from_episode_id.in_(theirs), AnswersMove.to_episode_id.in_(theirs)))
        .order_by(AnswersMove.moved_at.desc(), AnswersMove.id)
        .options(joinedload(AnswersMove.from_episode), joinedload(AnswersMove.to_episode))
        .options(joinedload(AnswersMove.mover), joinedload(AnswersMove.undoer))
        .options(joinedload(AnswersMove.check_in).options(selectinload(CheckIn.assignments)))
    )
    return list(session.scalars(found))
