"""How people left a service, quarter by quarter: numbers, worked out once and then kept.

Boards read these rows and nothing else. Co-designers must not come near a client's record: the
pages that they may open ask no table with clients in it, and run without the right to. And as a
quarter is counted once, when what is written down late has had its time, nobody can find out about
one person by looking before and after something was corrected.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import Base


class LeavingFigures(Base):
    """The numbers of one quarter of one service. Not yet fit to be shown: see `reports`."""

    __tablename__ = "leaving_figures"
    __table_args__ = (UniqueConstraint("service_id", "quarter"),)

    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"))
    # Its first day.
    quarter: Mapped[date]
    numbers: Mapped[dict[str, Any]]


def leaving_figures_of(session: Session, service_id: UUID) -> Sequence[LeavingFigures]:
    """Every quarter that was counted, the oldest first."""
    found = select(LeavingFigures).where(LeavingFigures.service_id == service_id)
    return session.scalars(found.order_by(LeavingFigures.quarter)).all()
