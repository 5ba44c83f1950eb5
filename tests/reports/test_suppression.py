"""Small numbers are withheld, and nothing that is withheld can be worked out from what is shown."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reports import FEWEST, Breakdown, Count, Figure, Shown, break_down, show

WITHHELD = Figure(Shown.WITHHELD)
FEW = Figure(Shown.FEW)


def exactly(number: int, of: int | None = None) -> Figure:
    return Figure(Shown.EXACTLY, number, of)


# ---- one number by itself


@pytest.mark.parametrize("number", range(5))
def test_fewer_than_five_is_said_and_not_how_many(number):
    """SAF-12: nought among them, as it could point at somebody as well."""
    assert show(Count(number)) == FEW


def test_five_is_shown():
    assert show(Count(5)) == exactly(5)


@pytest.mark.parametrize(
    ("number", "of", "expected"),
    [
        (7, 12, exactly(7, 12)),
        (4, 12, Figure(Shown.FEW, of=12)),
        (0, 12, Figure(Shown.FEW, of=12)),
        (8, 12, Figure(Shown.ALL_BUT_FEW, of=12)),
        (12, 12, Figure(Shown.ALL_BUT_FEW, of=12)),
        # "Fewer than five" of eight would be four, if the other part were fewer than five as well.
        (4, 8, Figure(Shown.WITHHELD, of=8)),
        (0, 8, Figure(Shown.WITHHELD, of=8)),
        (0, 0, Figure(Shown.WITHHELD, of=0)),
    ],
)
def test_what_is_left_of_a_whole_is_a_number_too(number, of, expected):
    assert show(Count(number, of)) == expected


def test_what_fewer_than_three_people_did_is_nobody_elses_business():
    for people in ("", "a", "ab"):
        assert show(Count(20, 40, frozenset(people))) == Figure(Shown.WITHHELD, of=40)
    assert show(Count(20, 40, frozenset("abc"))) == exactly(20, 40)


# ---- a total and its parts


@pytest.mark.parametrize(
    ("numbers", "total", "parts"),
    [
        ([30, 9], exactly(39), [exactly(30), exactly(9)]),
        # One alone could be had by subtraction, so the last one of the others goes with it.
        ([30, 9, 2], exactly(41), [exactly(30), WITHHELD, FEW]),
        ([30, 4, 2, 1], exactly(37), [exactly(30), FEW, FEW, FEW]),
        # Three noughts, and a sum that says so.
        ([30, 20, 0, 0, 0], exactly(50), [exactly(30), WITHHELD, FEW, FEW, FEW]),
        # Three who are four together: that is a small number as well.
        ([30, 9, 2, 1, 1], exactly(43), [exactly(30), WITHHELD, FEW, FEW, FEW]),
        # Nothing is left: then nothing is said of any part.
        ([30, 2], exactly(32), [WITHHELD, WITHHELD]),
        ([4, 4], exactly(8), [WITHHELD, WITHHELD]),
        ([5, 0], exactly(5), [WITHHELD, WITHHELD]),
        ([2, 1], FEW, [FEW, FEW]),
        ([9], exactly(9), [exactly(9)]),
        ([3], FEW, [FEW]),
        ([], FEW, []),
    ],
)
def test_a_breakdown_withholds_what_would_give_a_small_number_away(numbers, total, parts):
    """SAF-12"""
    assert break_down([Count(number) for number in numbers]) == Breakdown(total, parts)


def test_a_part_that_is_somebodys_takes_another_with_it():
    every = frozenset("abc")
    parts = [Count(20, 40, every), Count(30, 60, every), Count(10, 20, frozenset("a"))]

    shown = break_down(parts)

    assert shown.total == exactly(60, 120)
    assert [one.number for one in shown.parts] == [20, None, None]


@pytest.mark.parametrize("places", [2, 3, 4])
def test_who_knows_the_rules_too_can_work_out_no_number_that_is_withheld(places):
    """SAF-12: of all that is shown alike, every number that is withheld is several numbers."""
    alike = defaultdict(list)
    for numbers in (one for total in range(26) for one in _sums(places, total)):
        alike[str(break_down([Count(number) for number in numbers]))].append(numbers)

    for every in alike.values():
        shown = break_down([Count(number) for number in every[0]])
        for figure, could_be in zip(shown.parts, zip(*every, strict=True), strict=True):
            assert figure.number is not None or len(set(could_be)) > 1, every


SIZES = st.lists(st.integers(0, 60), min_size=1, max_size=7)


@given(SIZES)
def test_a_small_number_can_be_all_that_its_label_says(numbers):
    """SAF-12"""
    shown = break_down([Count(number) for number in numbers])

    for place, figure in enumerate(shown.parts):
        if figure.shown is Shown.FEW:
            assert _possible(shown, place, sum(numbers)) == set(range(FEWEST))


WHOLES = st.integers(5, 30).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@given(st.lists(WHOLES, min_size=1, max_size=6))
def test_a_share_gives_no_small_number_away_and_neither_does_its_rest(parts):
    """SAF-12: "36 of 40" says how many were not."""
    shown = break_down([Count(number, of) for number, of in parts])

    for place, (number, of) in enumerate(parts):
        if min(number, of - number) >= FEWEST:
            continue
        figure, possible = shown.parts[place], _possible(shown, place, sum(n for n, _ in parts))
        assert figure.number is None
        assert len(possible) > 1
        if figure.shown is not Shown.WITHHELD:
            assert len(possible) >= FEWEST


@given(st.lists(WHOLES, min_size=1, max_size=6))
def test_what_is_withheld_is_not_in_the_figure(parts):
    shown = break_down([Count(number, of) for number, of in parts])

    for figure in (shown.total, *shown.parts):
        assert (figure.number is not None) == (figure.shown is Shown.EXACTLY)


def _sums(places: int, total: int) -> Iterator[tuple[int, ...]]:
    """Every way in which so many numbers make up the total."""
    if places == 1:
        yield (total,)
        return
    for first in range(total + 1):
        yield from ((first, *rest) for rest in _sums(places - 1, total - first))


def _possible(shown: Breakdown, place: int, total: int) -> set[int]:
    """What somebody who reads all that is shown can make of one part, by trying every number."""
    allowed = [_allowed(figure, shown, total) for figure in shown.parts]
    others = _reachable([one for i, one in enumerate(allowed) if i != place])
    totals = [total] if shown.total.number is not None else _allowed(shown.total, shown, total)
    return {number for number in allowed[place] if any(t - number in others for t in totals)}


def _allowed(figure: Figure, shown: Breakdown, total: int) -> Sequence[int]:
    of = max(total, FEWEST) if figure.of is None else figure.of
    beside = figure.shown is Shown.WITHHELD and any(
        one.shown is not Shown.WITHHELD for one in shown.parts
    )
    match figure.shown:
        case Shown.EXACTLY:
            return [figure.number or 0]
        case Shown.FEW:
            return range(min(FEWEST, of + 1))
        case Shown.ALL_BUT_FEW:
            return range(of - FEWEST + 1, of + 1)
    # One that is not small is withheld beside others: where any is labelled, it is five at least.
    is_large = beside and (figure.of is None or of >= 2 * FEWEST)
    return range(FEWEST if is_large else 0, of + 1 - (FEWEST if is_large and figure.of else 0))


def _reachable(allowed: Sequence[Sequence[int]]) -> set[int]:
    sums = {0}
    for one in allowed:
        sums = {so_far + number for so_far in sums for number in one}
    return sums
