"""How often something may be tried: per address, per account and overall (SEC-21)."""

from ipaddress import ip_address, ip_network

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
    counted = [_hit(OVERALL, what), _hit(PER_ADDRESS, what, "address", visitor())]
    if account:
        counted.append(_hit(PER_ACCOUNT, what, "account", account))
    return all(counted)


def visitor() -> str:
    """Where this request comes from; whoever comes from nowhere shares one count.

    A home has 2 to the power of 64 IPv6 addresses, and so has who tries them one by one.
    """
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    return str(address) if address.version == 4 else str(ip_network((address, 64), strict=False))


def slow_down(what: str) -> None:
    """Count one attempt; answer "too many requests" when it is over a limit."""
    if not may_try(what):
        abort(429)


def _hit(limit: RateLimitItem, *names: str) -> bool:
    limiter: FixedWindowRateLimiter = current_app.extensions["rates"]
    return limiter.hit(limit, *names)
