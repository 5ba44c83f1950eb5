"""How long a check-in takes, as everybody is told."""

import pytest

from app.scheduling import minutes


@pytest.mark.parametrize(
    ("questions", "expected"), [(0, 1), (1, 1), (8, 1), (9, 2), (17, 2), (18, 3), (141, 17)]
)
def test_minutes_are_whole_and_never_fewer_than_it_takes(questions: int, expected: int):
    assert minutes(questions, 7) == expected
