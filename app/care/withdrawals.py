"""Measures, versions and translations that a service has withdrawn, and why (SAF-23)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app import instruments
from app.db import Base


class MeasureWithdrawal(Base):
    """From one moment to another the service does not ask this measure; no end: it still does not.

    `version` narrows it to one version, `language` to its words in one language.
    """

    __tablename__ = "measure_withdrawal"

    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), index=True)
    measure: Mapped[str]
    version: Mapped[int | None]
    language: Mapped[str | None]
    reason: Mapped[str]
    withdrawn_at: Mapped[datetime]
    withdrawn_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]
    ended_reason: Mapped[str] = mapped_column(default="")


def withdrawn_measures(session: Session, service_id: UUID) -> set[str]:
    """The measures that the service has withdrawn, whole or in the version that there is now."""
    found = select(MeasureWithdrawal.measure, MeasureWithdrawal.version).where(
        MeasureWithdrawal.service_id == service_id,
        MeasureWithdrawal.language.is_(None),
        MeasureWithdrawal.ended_at.is_(None),
    )
    known = instruments.keys()
    return {
        measure
        for measure, version in session.execute(found)
        if version is None
        or (measure in known and instruments.get_instrument(measure).version == version)
    }


def is_language_withdrawn(
    service_id: UUID, measure: str, language: str
) -> ColumnElement[bool]:  # fmt: skip
    """Whether the measure's words in this language are withdrawn: part of a larger question."""
    found = select(MeasureWithdrawal.id).where(
        MeasureWithdrawal.service_id == service_id,
        MeasureWithdrawal.measure == measure,
        MeasureWithdrawal.language == language,
        MeasureWithdrawal.ended_at.is_(None),
    )
    return found.exists()


def open_withdrawals(session: Session, service_id: UUID | None = None) -> list[MeasureWithdrawal]:
    """What is withdrawn now, in this service or in all, the newest first."""
    found = select(MeasureWithdrawal).where(MeasureWithdrawal.ended_at.is_(None))
    if service_id is not None:
        found = found.where(MeasureWithdrawal.service_id == service_id)
    return list(session.scalars(found.order_by(MeasureWithdrawal.withdrawn_at.desc())))
