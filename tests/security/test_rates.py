from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
import time_machine
from limits import RateLimitItemPerMinute
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from app.db import new_engine
from app.security import DatabaseRates

THREE = RateLimitItemPerMinute(3, 15)
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def rates(engine: Engine) -> DatabaseRates:
    return DatabaseRates("heard-database://", engine.begin)


def test_SEC_21_the_fourth_try_of_three_is_refused(rates: DatabaseRates):
    limiter = FixedWindowRateLimiter(rates)

    assert [limiter.hit(THREE, "sign-in", "1.2.3.4") for _ in range(4)] == [True] * 3 + [False]
    assert limiter.hit(THREE, "sign-in", "5.6.7.8")


def test_a_new_window_starts_from_nothing(rates: DatabaseRates):
    limiter = FixedWindowRateLimiter(rates)
    with time_machine.travel(NOON):
        for _ in range(4):
            limiter.hit(THREE, "sign-in")

    with time_machine.travel(NOON + timedelta(minutes=15, seconds=1)):
        assert limiter.hit(THREE, "sign-in")


def test_it_says_how_many_tries_are_left_and_until_when(rates: DatabaseRates):
    limiter = FixedWindowRateLimiter(rates)
    with time_machine.travel(NOON, tick=False):
        limiter.hit(THREE, "sign-in")

        left = limiter.get_window_stats(THREE, "sign-in")

    assert left.remaining == 2
    assert left.reset_time == (NOON + timedelta(minutes=15)).timestamp()


def test_SEC_21_processes_with_connections_of_their_own_count_together(engine: Engine):
    other = new_engine(engine.url.render_as_string(hide_password=False))
    storages = [DatabaseRates("heard-database://", e.begin) for e in (engine, other)]

    def count(storage: DatabaseRates) -> None:
        for _ in range(10):
            storage.incr("sign-in", expiry=900)

    threads = [Thread(target=count, args=(storage,)) for storage in storages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.dispose()

    assert storages[0].get("sign-in") == 20


def test_SEC_21_a_counter_that_fails_opens_no_door():
    def broken() -> AbstractContextManager[Connection]:
        raise OperationalError("SELECT", {}, Exception("the database is down"))

    limiter = FixedWindowRateLimiter(DatabaseRates("heard-database://", broken))

    with pytest.raises(OperationalError):
        limiter.hit(THREE, "sign-in")


def test_no_address_is_kept(rates: DatabaseRates, engine: Engine):
    rates.incr("LIMITER/sign-in/1.2.3.4", expiry=900)

    with engine.connect() as connection:
        row = str(connection.execute(text("SELECT * FROM rate_count")).one())

    assert "1.2.3.4" not in row


def test_counts_can_be_forgotten(rates: DatabaseRates):
    rates.incr("a", expiry=900)
    rates.incr("b", expiry=900)

    rates.clear("a")

    assert (rates.get("a"), rates.get("b"), rates.check()) == (0, 1, True)
    assert rates.reset() == 1
