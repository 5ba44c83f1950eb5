"""People who would like to come back, and said that their name may be passed on."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

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
