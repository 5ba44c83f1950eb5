"""Figures about alerts, from what became of each: pure, and about groups of people only."""

from datetime import UTC, datetime, timedelta
from itertools import cycle, islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care import Gender, usual_working_time
from app.reports import Figure, Shown
from app.reports.alert_facts import AlertFacts, Kind
from app.reports.alert_figures import Part, figures_of

HOUR = timedelta(hours=1)
# A Monday morning at nine.
RAISED = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
KIND = Kind("en", Gender.FEMALE, "Individual therapy")
THREE = ("a", "b", "c")


def alert(hours=1.0, owner="a", raised_at=RAISED):
    """One that was taken up after so many hours, of the four that there are; None: by nobody."""
    return AlertFacts(
        kind=KIND,
        raised_at=raised_at,
        acknowledge_by=raised_at + 4 * HOUR,
        taken_up_at=None if hours is None else raised_at + hours * HOUR,
        closed_at=None,
        owner=owner,
        was_passed_on=False,
    )


def alerts(number, hours=1.0, owners=THREE):
    return [alert(hours, owner) for owner in islice(cycle(owners), number)]


def figures(*parts):
    return figures_of(parts, usual_working_time())


def exactly(number, of=None):
    return Figure(Shown.EXACTLY, number, of)


def test_SAF_12_alerts_for_each_hundred_forms():
    everybody, group = figures(Part(80, alerts(6)))

    assert everybody == group
    assert (everybody.forms, everybody.alerts) == (exactly(80), exactly(6))
    assert everybody.per_100_forms == 7.5


def test_SAF_12_taken_up_in_time():
    everybody, _group = figures(Part(80, [*alerts(7), *alerts(3, 5), *alerts(2, None)]))

    assert everybody.in_time == exactly(7, 12)


def test_the_last_moment_is_in_time():
    [everybody, _group] = figures(Part(80, [*alerts(5, 4), *alerts(5, 4.001)]))

    assert everybody.in_time == exactly(5, 10)


def test_SAF_15_without_alerts_there_is_no_share_and_no_time():
    """Missing is never zero: nought of nought is not nought."""
    everybody, _group = figures(Part(80, []))

    assert everybody.alerts == Figure(Shown.FEW)
    assert (everybody.per_100_forms, everybody.in_time, everybody.half_within) == (None, None, None)


def test_without_forms_there_is_no_rate():
    assert figures(Part(0, alerts(6)))[0].per_100_forms is None
    assert figures() == figures(Part(0, []))[:1]


@pytest.mark.parametrize(
    ("hours", "half"),
    [
        ([1, 2, 3, 4, 5], 3 * HOUR),
        ([1, 2, 3, 4, 5, 6], 3.5 * HOUR),
        # Nobody knows yet how long these wait, but it is longer than the others did.
        ([1, 2, 3, None, None], 3 * HOUR),
        ([1, 2, None, None, None], None),
        ([1, 2, 3, None, None, None], None),
        ([None] * 6, None),
    ],
)
def test_SAF_12_half_were_taken_up_within(hours, half):
    every = [alert(one, owner) for one, owner in zip(hours, cycle(THREE), strict=False)]

    assert figures(Part(80, every))[0].half_within == half


def test_only_working_time_is_counted():
    friday = datetime(2026, 2, 6, 16, 0, tzinfo=UTC)
    every = [alert(66, owner, raised_at=friday) for owner in "abcab"]  # Monday at ten

    assert figures(Part(80, every))[0].half_within == 2 * HOUR


def test_a_group_with_few_alerts_takes_no_share_and_no_other_group_away():
    big, small, smaller, smallest = (
        Part(200, alerts(20)), Part(50, alerts(3)), Part(40, alerts(2)), Part(30, alerts(1)),
    )  # fmt: skip

    everybody, first, *others = figures(big, small, smaller, smallest)

    assert (everybody.alerts, first.alerts) == (exactly(26), exactly(20))
    assert [one.alerts for one in others] == [Figure(Shown.FEW)] * 3
    assert [one.forms.number for one in others] == [50, 40, 30]
    for one in others:
        assert (one.per_100_forms, one.in_time, one.half_within) == (None, None, None)


def test_the_rest_of_a_share_does_not_give_a_hidden_group_away():
    """12 of 40 late, 10 of 30 late in one group: the two others had 2 late in 10."""
    first = Part(200, [*alerts(20), *alerts(10, 5)])
    second, third = (Part(40, [*alerts(4), alert(5)]) for _ in range(2))
    everybody, one, two, three = figures(first, second, third)

    assert everybody.in_time == exactly(28, 40)
    assert [row.in_time.number for row in (one, two, three)] == [None, None, None]

    # The same when nobody sees how many alerts these two had.
    third, fourth, fifth = (Part(40, alerts(2)) for _ in range(3))
    everybody, one, *others = figures(first, third, fourth, fifth)
    assert everybody.in_time == exactly(26, 36)
    assert one.in_time == Figure(Shown.WITHHELD, of=30)
    assert [row.in_time for row in others] == [None] * 3


@pytest.mark.parametrize("owners", [("a",), ("a", "b")])
def test_one_clinicians_figures_cannot_be_had_by_way_of_a_group(owners):
    """A group may have one clinician only, such as the one who speaks a language."""
    theirs = Part(200, [*alerts(10, 1, owners), *alerts(10, 5, owners)])
    others = [Part(200, [*alerts(20), *alerts(20, 5)]) for _ in range(3)]

    everybody, *groups, group = figures(*others, theirs)

    assert everybody.in_time == exactly(70, 140)
    assert group.alerts == exactly(20)
    assert (group.in_time.number, group.half_within) == (None, None)
    # Nor by taking the other groups from everybody.
    assert None in [one.in_time.number for one in groups]
    alone, _group = figures(theirs)
    assert (alone.in_time.number, alone.half_within) == (None, None)


PARTS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=5
)


@given(PARTS)
def test_SAF_12_whoever_takes_groups_from_everybody_is_left_with_no_small_number(rows):
    parts = [Part(forms, [*alerts(soon), *alerts(late, 5)]) for forms, soon, late in rows]

    everybody, *groups = figures(*parts)

    for column in ("forms", "alerts", "in_time"):
        total, shown = getattr(everybody, column), [getattr(one, column) for one in groups]
        numbers = [one.number for one in shown if one and one.number is not None]
        assert not [number for number in numbers if number < 5]
        if total and total.number is not None and len(numbers) < len(groups):
            rest = total.number - sum(numbers)
            assert rest >= 5
            assert len(groups) - len(numbers) > 1 or column == "in_time"


@given(PARTS)
def test_everybody_is_the_same_however_they_are_told_apart(rows):
    parts = [Part(forms, [*alerts(soon), *alerts(late, 5)]) for forms, soon, late in rows]
    together = Part(sum(part.forms for part in parts), [a for part in parts for a in part.alerts])

    assert figures(*parts)[0] == figures(together)[0]
