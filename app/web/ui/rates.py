"""How often something may be tried: per address, per account and overall (SEC-21)."""

from flask import Flask, abort, current_app, request
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.strategies import FixedWindowRateLimiter

from app.extensions import short_transaction
from app.security import DatabaseRates

# A whole clinic may sit behind one address; one account has one owner.
PER_ADDRESS = RateLimitItemPerMinute(100, 15)
PER_ACCOUNT = RateLimitItemPerMinute(10, 15)
OVERALL = RateLimitItemPerMinute(1000, 15)


def init_rates(app: Flask) -> None:
    """Count in the database, for all processes together."""
    storage = DatabaseRates("heard-database://", short_transaction)
    app.extensions["rates"] = FixedWindowRateLimiter(storage)


def may_try(what: str, account: str = "") -> bool:
    """Count one attempt, and say whether it is within every limit.

    Call it before anything is written. A counter that fails raises: the attempt fails with it.
    """
    # Behind the known proxies this is the visitor's address; without any, all share one count.
    address = request.remote_addr or "unknown"
    counted = [_hit(OVERALL, what), _hit(PER_ADDRESS, what, "address", address)]
    if account:
        counted.append(_hit(PER_ACCOUNT, what, "account", account))
    return all(counted)


def slow_down(what: str) -> None:
    """Count one attempt; answer "too many requests" when it is over a limit."""
    if not may_try(what):
        abort(429)


def _hit(limit: RateLimitItem, *names: str) -> bool:
    limiter: FixedWindowRateLimiter = current_app.extensions["rates"]
    return limiter.hit(limit, *names)
