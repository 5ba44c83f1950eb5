"""What time it is: UTC inside, the service's own time outside."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from app import clock


def test_rel_11_now_is_in_utc():
    assert clock.now().utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-07-01T22:59:59+00:00", date(2026, 7, 1)),
        ("2026-07-01T23:00:00+00:00", date(2026, 7, 2)),  # midnight on a summer clock
        ("2026-12-01T23:00:00+00:00", date(2026, 12, 1)),
        ("2026-03-29T00:30:00+00:00", date(2026, 3, 29)),
        ("2026-10-24T23:30:00+00:00", date(2026, 10, 25)),
        ("2027-10-31T23:30:00+00:00", date(2027, 10, 31)),
    ],
)
def test_rel_12_today_is_the_day_where_the_service_is(moment, day):
    with time_machine.travel(datetime.fromisoformat(moment), tick=False):
        assert clock.today() == day


@pytest.mark.parametrize(("month", "hour"), [(1, 10), (7, 11)])
def test_local_time_is_that_of_the_waiting_room(month, hour):
    shown = clock.local(datetime(2026, month, 15, 10, 0, tzinfo=UTC))

    assert shown.hour == hour
