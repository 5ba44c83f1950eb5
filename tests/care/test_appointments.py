"""When an appointment can be."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import care, clock
from app.care import (
    Appointment,
    Client,
    Episode,
    Misfit,
    NoSuchTime,
    Outcome,
    Place,
    misplaced,
    outcome_of,
    series,
)

AT = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
TOMORROW = AT + timedelta(days=1)


def course(**values):
    """A course of care that began two months ago."""
    client = Client(died_on=values.pop("died_on", None))
    values.setdefault("started_on", date(2026, 1, 4))
    return Episode(client_id=client.id, client=client, **values)


def stored(episode, starts_at, outcome=Outcome.BOOKED):
    """An appointment that is there."""
    return Appointment(
        episode_id=episode.id, episode=episode, starts_at=starts_at, status=outcome.status,
        cancelled_by=outcome.cancelled_by,
    )  # fmt: skip


def misfits(*places, there=()):
    """Why these cannot be."""
    return [misfit for _, misfit in misplaced(places, there, at=AT)]


# ---- local time


@pytest.mark.parametrize(
    ("first", "hours_utc"),
    [
        (date(2026, 3, 26), [14, 13]),
        (date(2026, 10, 22), [13, 14]),
        (date(2027, 3, 25), [14, 13]),
        (date(2027, 10, 28), [13, 14]),
    ],
)
def test_rel_11_a_series_keeps_its_time_of_day_across_every_clock_change(first, hours_utc):
    moments = series(first, time(14, 30), weeks=1, times=2)

    assert [moment.hour for moment in moments] == hours_utc
    assert {clock.local(moment).time() for moment in moments} == {time(14, 30)}
    assert [clock.local(m).date() for m in moments] == [first, first + timedelta(days=7)]


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2027, 3, 28)])
def test_rel_11_a_time_that_the_clocks_pass_over_is_refused(day):
    with pytest.raises(NoSuchTime) as refused:
        series(day - timedelta(days=7), time(1, 30), weeks=1, times=3)

    assert refused.value.day == day


@pytest.mark.parametrize("day", [date(2026, 10, 25), date(2027, 10, 31)])
def test_rel_11_of_an_hour_that_comes_twice_the_first_is_meant(day):
    assert care.local_moment(day, time(1, 30)).hour == 0


@given(st.dates(date(2026, 1, 1), date(2028, 1, 1)), st.integers(1, 200), st.sampled_from([1, 2]))
def test_every_series_by_day_is_whole_and_in_order(first, times, weeks):
    moments = series(first, time(9), weeks=weeks, times=times)

    assert len(set(moments)) == times
    assert moments == sorted(moments)
    assert {clock.local(moment).weekday() for moment in moments} == {first.weekday()}


# ---- rules


def test_an_ordinary_appointment_is_in_nobodys_way():
    assert misfits(Place(course(), TOMORROW)) == []


@pytest.mark.parametrize(
    ("values", "days", "expected"),
    [
        ({"started_on": date(2026, 3, 4)}, -1, [Misfit.BEFORE_COURSE]),
        ({"started_on": date(2026, 3, 4)}, 0, []),
        ({"ended_on": date(2026, 3, 4)}, 1, [Misfit.AFTER_COURSE]),
        ({"ended_on": date(2026, 3, 4)}, 0, []),
        ({"died_on": date(2026, 3, 4)}, 1, [Misfit.AFTER_DEATH]),
        ({"died_on": date(2026, 3, 4)}, 0, []),
        ({}, 3700, [Misfit.TOO_FAR]),
    ],
)
def test_an_appointment_is_within_its_course(values, days, expected):
    assert misfits(Place(course(**values), AT + timedelta(days=days))) == expected


def test_the_day_of_an_appointment_is_the_day_on_the_services_calendar():
    """Half past midnight in summer is the day before in UTC."""
    episode = course(started_on=date(2026, 7, 1))

    assert misfits(Place(episode, datetime(2026, 6, 30, 23, 30, tzinfo=UTC))) == []


def test_a_course_has_one_appointment_at_a_time_even_a_cancelled_one():
    episode = course()
    there = stored(episode, TOMORROW, Outcome.CANCELLED_BY_CLIENT)

    assert misfits(Place(episode, TOMORROW), there=[there]) == [Misfit.SAME_TIME]
    assert misfits(Place(episode, TOMORROW), Place(episode, TOMORROW)) == [Misfit.SAME_TIME] * 2


@pytest.mark.parametrize(("minutes", "is_near"), [(9, True), (-9, True), (10, False), (0, True)])
def test_nobody_is_in_two_places_within_ten_minutes(minutes, is_near):
    first = course()
    other = Episode(client_id=first.client_id, client=first.client, started_on=first.started_on)
    there = stored(other, TOMORROW + timedelta(minutes=minutes))

    assert misfits(Place(first, TOMORROW), there=[there]) == [Misfit.TOO_NEAR] * is_near


def test_a_cancelled_appointment_is_in_nobodys_way_and_other_people_are_not_either():
    episode = course()
    near = TOMORROW + timedelta(minutes=5)
    there = [stored(episode, near, Outcome.CANCELLED_BY_SERVICE), stored(course(), near)]

    assert misfits(Place(episode, TOMORROW), there=there) == []


def test_one_that_moves_is_not_in_its_own_way():
    episode = course()
    there = stored(episode, TOMORROW)

    moved = Place(episode, TOMORROW + timedelta(minutes=5), appointment_id=there.id)

    assert misfits(moved, there=[there]) == []


@pytest.mark.parametrize(
    ("outcome", "minutes", "expected"),
    [
        (Outcome.ATTENDED, 60, []),
        (Outcome.ATTENDED, 61, [Misfit.NOT_YET]),
        (Outcome.MISSED, 0, []),
        (Outcome.MISSED, 1, [Misfit.NOT_YET]),
        (Outcome.CANCELLED_BY_CLIENT, 5000, []),
    ],
)
def test_nobody_has_come_to_what_is_still_to_come(outcome, minutes, expected):
    assert misfits(Place(course(), AT + timedelta(minutes=minutes), outcome)) == expected


@pytest.mark.parametrize("outcome", Outcome)
def test_an_outcome_is_kept_whole(outcome):
    assert outcome_of(stored(course(), AT, outcome)) is outcome
