"""NHS numbers that were a client's before: superseded ones still find the person (INT-03)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.care.clients import Client, nhs_number_lookup
from app.care.merging import AT_A_TIME, standing_for
from app.db import Base
from app.security import Sealed, SealedColumn


class NumberTaken(Exception):
    """The number is that of another record, which may be the same person."""


class FormerNumber(Base):
    """A number that was superseded by another one of the same client."""

    __tablename__ = "former_number"
    __table_args__ = (UniqueConstraint("trust_id", "nhs_number_lookup"),)

    trust_id: Mapped[UUID] = mapped_column(ForeignKey("trust.id"))
    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), index=True)
    nhs_number = Sealed()
    nhs_number_sealed: SealedColumn
    nhs_number_lookup: Mapped[str]
    superseded_at: Mapped[datetime]

    client: Mapped[Client] = relationship()


def clients_by_number(
    session: Session, lookups: Collection[str], *, trust_id: UUID | None = None
) -> list[tuple[str, Client]]:
    """Whose these numbers are or were: each with the record that stands for the person now."""
    of_trust = [Client.trust_id == trust_id] if trust_id else []
    now = select(Client.nhs_number_lookup, Client).where(*of_trust)
    before = select(FormerNumber.nhs_number_lookup, Client).join(FormerNumber.client)
    found: set[tuple[str, Client]] = set()
    every = list(lookups)
    for start in range(0, len(every), AT_A_TIME):
        some = every[start : start + AT_A_TIME]
        rows = [
            *session.execute(now.where(Client.nhs_number_lookup.in_(some))),
            *session.execute(before.where(FormerNumber.nhs_number_lookup.in_(some), *of_trust)),
        ]
        found |= {(lookup, standing_for(session, client)) for lookup, client in rows}
    return sorted(found, key=lambda one: (one[0], one[1].id))


def former_numbers(session: Session, client_id: UUID) -> list[FormerNumber]:
    """The client's superseded numbers, the newest first."""
    found = select(FormerNumber).where(FormerNumber.client_id == client_id)
    return list(session.scalars(found.order_by(FormerNumber.superseded_at.desc())))


def supersede(session: Session, client: Client, number: str, *, at: datetime) -> None:
    """Give a held client this number; the one they had still finds them. Raises NumberTaken."""
    lookup = nhs_number_lookup(number)
    found = clients_by_number(session, [lookup], trust_id=client.trust_id)
    if any(one.id != client.id for _, one in found) or client.nhs_number == number:
        raise NumberTaken
    for old in former_numbers(session, client.id):
        if old.nhs_number_lookup == lookup:
            session.delete(old)
    if client.nhs_number and client.nhs_number_lookup:
        session.add(
            FormerNumber(
                trust_id=client.trust_id,
                client_id=client.id,
                nhs_number=client.nhs_number,
                nhs_number_lookup=client.nhs_number_lookup,
                superseded_at=at,
            )
        )
    client.nhs_number, client.nhs_number_lookup = number, lookup
    session.flush()
