"""People who would like to come back, and said that their name may be passed on."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app.care import Client
from app.db import Base


class ReturnWish(Base):
    """A to-do for the service lead. Holds nothing else of what was answered."""

    __tablename__ = "return_wish"

    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), index=True)
    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"))
    asked_on: Mapped[date]
    done_at: Mapped[datetime | None]
    done_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))

    client: Mapped[Client] = relationship()


def waiting_returns(session: Session, service_ids: Collection[UUID]) -> Sequence[ReturnWish]:
    """Who waits to hear from these services, the longest first; nobody who has died."""
    found = (
        select(ReturnWish)
        .join(ReturnWish.client)
        .where(ReturnWish.service_id.in_(service_ids), ReturnWish.done_at.is_(None))
        .where(Client.died_on.is_(None))
        .order_by(ReturnWish.asked_on, ReturnWish.id)
        .options(joinedload(ReturnWish.client))
    )
    return session.scalars(found).all()


def find_return(
    session: Session, wish_id: UUID, service_ids: Collection[UUID]
) -> ReturnWish | None:
    """The wish, if it is one of these services'."""
    found = select(ReturnWish).where(ReturnWish.id == wish_id)
    return session.scalar(found.where(ReturnWish.service_id.in_(service_ids)))
