"""Filling an empty database with a made-up service, for people who want to look around."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import security
from app.care import Client, Service
from app.db import Base
from app.security import SYSTEM, User


class NotEmpty(Exception):
    """The database holds something already. It might be real, so nothing is added to it."""


@dataclass(frozen=True)
class View:
    """Somebody opened a record, so that not everything in the demo is new."""

    by: User
    client: Client
    at: datetime


def holds_anything(session: Session) -> bool:
    """Whether there is a service, a client or an account."""
    return any(session.scalar(select(table.id).limit(1)) for table in (Service, Client, User))


def seed_demo(
    session: Session, rows: Iterable[Base], views: Sequence[View], *, at: datetime
) -> None:
    """Store the rows of a made-up service. Raises NotEmpty unless the database is empty."""
    if holds_anything(session):
        raise NotEmpty
    made: dict[str, list[Base]] = {}
    for row in rows:
        made.setdefault(row.__tablename__, []).append(row)
    for table in Base.metadata.sorted_tables:
        session.add_all(made.get(table.name, []))
        session.flush()
    for view in sorted(views, key=lambda view: view.at):
        security.audit(session, "client.viewed", subject=view.client, by=view.by.actor, at=view.at)
    security.audit(session, "demo.seeded", by=SYSTEM, at=at)
    session.commit()
