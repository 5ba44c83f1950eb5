import pytest
from flask import Flask

from app.web.ui import may_try
from app.web.ui.rates import OVERALL, PER_ACCOUNT, PER_ADDRESS, visitor


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        (None, "unknown"),
        ("", "unknown"),
        ("unix:", "unknown"),
    ],
)
def test_SEC_21_visitors_are_told_apart_by_their_network(
    app: Flask, address: str | None, counted_as: str
):
    environ = {"REMOTE_ADDR": address} if address is not None else {}
    with app.test_request_context(environ_overrides=environ) as context:
        if address is None:
            context.request.environ.pop("REMOTE_ADDR", None)
            context.request.remote_addr = None

        assert visitor() == counted_as


def test_SEC_21_an_account_an_address_and_the_whole_have_limits_of_their_own(app: Flask):
    def tries(address: str, account: str, times: int) -> int:
        with app.test_request_context(environ_overrides={"REMOTE_ADDR": address}):
            return [may_try("test", account) for _ in range(times)].count(True)

    assert tries("192.0.2.1", "ada", PER_ACCOUNT.amount + 1) == PER_ACCOUNT.amount
    assert tries("192.0.2.2", "ada", 1) == 0, "another address does not help"
    assert tries("192.0.2.2", "bob", 1) == 1
    left = PER_ADDRESS.amount - 2
    assert tries("192.0.2.2", "", left + 5) == left
    assert PER_ACCOUNT.amount < PER_ADDRESS.amount < OVERALL.amount


def test_SEC_21_the_address_may_be_missing_and_still_counts(app: Flask):
    with app.test_request_context(environ_overrides={"REMOTE_ADDR": ""}):
        allowed = [may_try("test") for _ in range(PER_ADDRESS.amount + 1)]

    assert allowed.count(True) == PER_ADDRESS.amount
