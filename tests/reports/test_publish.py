"""What people said is published to the nearest five, and nothing withheld can be worked out."""

from collections import defaultdict
from collections.abc import Iterator

import pytest

from app.reports import FEWEST_FOR_AVERAGE, average, percent, publish


@pytest.mark.parametrize(
    ("parts", "total", "shown"),
    [
        ([22, 13], 35, (20, 15)),
        # Nothing is left to take the four from: the last that is shown goes with it.
        ([30, 9, 2], 40, (30, None, None)),
        ([30, 9, 2, 1, 3], 45, (30, 10, None, None, None)),
        ([22, 12, 0, 6, 9], 50, (20, 10, None, 5, None)),
        ([30, 4, 2, 1], 35, (30, None, None, None)),
        ([5], 5, (5,)),
        ([4], None, (None,)),
        ([0], None, (None,)),
        ([2, 1, 1], None, (None, None, None)),
        ([], None, ()),
    ],
)
def test_EQ_04_under_five_is_withheld_and_others_are_to_the_nearest_five(parts, total, shown):
    published = publish(parts)

    assert (published.total, published.parts) == (total, shown)


@pytest.mark.parametrize("places", [2, 3, 4])
def test_EQ_04_who_knows_the_rules_and_how_many_there_were_finds_no_number(places):
    """Of all numbers that are published alike, a withheld one is several, and if it may be small
    it may be all that is small."""
    for total in range(5, 29):
        alike = defaultdict(list)
        for numbers in _sums(places, total):
            alike[publish(numbers).parts].append(numbers)
        for shown, every in alike.items():
            for figure, could_be in zip(shown, zip(*every, strict=True), strict=True):
                small = {number for number in could_be if number < 5}
                assert figure is not None or len(set(could_be)) > 1, every
                assert figure is not None or len(small) in (0, 5), every


@pytest.mark.parametrize(
    ("part", "of", "expected"),
    [(10, 20, 50), (5, 15, 33), (20, 20, 100), (None, 20, None), (10, None, None), (5, 0, None)],
)
def test_EQ_04_a_share_is_one_of_published_figures(part, of, expected):
    assert percent(part, of) == expected


def test_EQ_04_an_average_is_one_of_eight_at_least_and_of_nothing_withheld():
    assert average([1, 2, 3], [5, 0, 5]) == 2
    assert average([1, 2, 3], [5, None, 5]) is None
    assert average([1], [FEWEST_FOR_AVERAGE - 1]) is None
    assert average([], []) is None


def _sums(places: int, total: int) -> Iterator[tuple[int, ...]]:
    if places == 1:
        yield (total,)
        return
    for first in range(total + 1):
        yield from ((first, *rest) for rest in _sums(places - 1, total - first))
