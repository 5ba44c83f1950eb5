"""Rate counters in the database, so that all processes count together (SEC-21).

`limits`, the library under Flask-Limiter, has no SQL storage of its own. Each count is its own
short transaction: an attempt counts whatever becomes of it.
"""

import math
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from limits.storage import Storage
from sqlalchemy import Connection, Select, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from app import clock
from app.db import Base
from app.security.crypto import keyring

Transaction = Callable[[], AbstractContextManager[Connection]]


class RateCount(Base):
    """How often something was tried in this window. The key is a hash: no address is kept."""

    __tablename__ = "rate_count"

    key: Mapped[str] = mapped_column(unique=True)
    count: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(index=True)


class DatabaseRates(Storage):
    """Counts for Flask-Limiter, in our own database. When it fails, the attempt fails."""

    STORAGE_SCHEME = ["heard-database"]

    def __init__(self, uri: str, transaction: Transaction, **options: Any) -> None:
        super().__init__(uri, **options)
        self._transaction = transaction

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count once more and return how often it was in this window."""
        now = clock.now()
        with self._transaction() as connection:
            connection.execute(delete(RateCount).where(RateCount.ends_at <= now))
            return _count(connection, _hash(key), now + timedelta(seconds=expiry), amount)

    def get(self, key: str) -> int:
        """How often it was tried in this window."""
        with self._transaction() as connection:
            count = connection.scalar(_current(RateCount.count, key))
        return count or 0

    def get_expiry(self, key: str) -> float:
        """When this window ends, in seconds since 1970."""
        with self._transaction() as connection:
            ends_at = connection.scalar(_current(RateCount.ends_at, key))
        return math.ceil((ends_at or clock.now()).timestamp())

    def check(self) -> bool:
        """Whether counting works at all."""
        with self._transaction() as connection:
            return connection.scalar(select(1)) == 1

    def reset(self) -> int | None:
        """Forget every count, and say how many there were."""
        with self._transaction() as connection:
            return connection.execute(delete(RateCount)).rowcount

    def clear(self, key: str) -> None:
        """Forget this count."""
        with self._transaction() as connection:
            connection.execute(delete(RateCount).where(RateCount.key == _hash(key)))


def _count(connection: Connection, key: str, ends_at: datetime, amount: int) -> int:
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    counted = (
        insert(RateCount)
        .values(id=uuid4(), key=key, count=amount, ends_at=ends_at)
        .on_conflict_do_update(
            index_elements=[RateCount.key], set_={"count": RateCount.count + amount}
        )
        .returning(RateCount.count)
    )
    count: int = connection.execute(counted).scalar_one()
    return count


def _current(column: Any, key: str) -> Select[Any]:
    return select(column).where(RateCount.key == _hash(key), RateCount.ends_at > clock.now())


def _hash(key: str) -> str:
    return keyring().lookup("rate", key)
