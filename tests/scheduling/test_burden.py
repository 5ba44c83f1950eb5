"""How long a check-in takes, as everybody is told."""

import pytest

from app.scheduling import minutes


@pytest.mark.parametrize(
    ("seconds", "expected"), [(0, 1), (7, 1), (60, 1), (60.5, 2), (120, 2), (987, 17)]
)
def test_minutes_are_whole_and_never_fewer_than_it_takes(seconds: float, expected: int):
    assert minutes(seconds) == expected
