"""When a service is at work, and how its hours are counted (SAF-04, REL-11, REL-12)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from app.care import (
    USUAL_HOURS,
    Nation,
    NeverOpen,
    ServiceCalendar,
    WorkingTime,
    usual_working_time,
    working_time,
    working_time_of,
)
from app.clock import LOCAL

USUAL = usual_working_time()
FOUR = timedelta(hours=4)


def london(*when):
    return datetime(*when, tzinfo=LOCAL).astimezone(UTC)


# When it was answered, and when four working hours have passed in England.
DUE = {
    "in the morning": (london(2026, 3, 4, 10), london(2026, 3, 4, 14)),
    "before it opens": (london(2026, 3, 4, 3), london(2026, 3, 4, 13)),
    "in the afternoon": (london(2026, 3, 4, 15), london(2026, 3, 5, 11)),
    "as it closes": (london(2026, 3, 4, 17), london(2026, 3, 5, 13)),
    "Friday a minute after it closed": (london(2026, 3, 6, 17, 1), london(2026, 3, 9, 13)),
    "Friday at night": (london(2026, 3, 6, 23, 30), london(2026, 3, 9, 13)),
    "Christmas Eve, then Friday off, a weekend and the day in lieu": (
        london(2026, 12, 24, 16),
        london(2026, 12, 29, 12),
    ),
    "Christmas Day on a Friday": (london(2026, 12, 25, 11), london(2026, 12, 29, 13)),
    "the Thursday before Easter": (london(2026, 4, 2, 16, 30), london(2026, 4, 7, 12, 30)),
    "the early May holiday": (london(2026, 5, 4, 12), london(2026, 5, 5, 13)),
    "the night the clocks go forward": (london(2026, 3, 29, 0, 30), london(2026, 3, 30, 13)),
    "the night the clocks go back": (london(2026, 10, 25, 0, 30), london(2026, 10, 26, 13)),
    "the Friday before the clocks go forward": (
        london(2027, 3, 25, 15),
        london(2027, 3, 30, 11),  # Good Friday and Easter Monday are in between as well
    ),
    "the Friday before the clocks go back": (london(2027, 10, 29, 15), london(2027, 11, 1, 11)),
}


@pytest.mark.parametrize(("at", "due"), DUE.values(), ids=DUE)
def test_saf_04_four_working_hours_after(at, due):
    assert USUAL.after(at, FOUR) == due
    assert USUAL.between(at, due) == FOUR


# As published by the government for England and Wales; Scotland and Northern Ireland have others.
@pytest.mark.parametrize(
    "day",
    ["2026-01-01", "2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25", "2026-08-31",
     "2026-12-25", "2026-12-28", "2027-01-01", "2027-03-26", "2027-03-29", "2027-05-03",
     "2027-05-31", "2027-08-30", "2027-12-27", "2027-12-28"],
)  # fmt: skip
def test_saf_04_nobody_is_at_work_on_a_bank_holiday(day):
    noon = datetime.combine(date.fromisoformat(day), time(12), LOCAL)

    assert not USUAL.is_open(noon)


def test_saf_04_each_nation_has_its_own_holidays():
    st_andrew, easter_monday = date(2026, 11, 30), date(2026, 4, 6)

    def is_open(nation, day):
        noon = datetime.combine(day, time(12), LOCAL)
        return working_time(nation, USUAL_HOURS, frozenset()).is_open(noon)

    assert [is_open(n, st_andrew) for n in (Nation.ENGLAND, Nation.SCOTLAND)] == [True, False]
    assert [is_open(n, easter_monday) for n in (Nation.ENGLAND, Nation.SCOTLAND)] == [False, True]


def test_a_service_sets_its_own_hours_and_days_off(session, make):
    service = make.service()
    hours = {"0": "10:00-12:00", "5": "09:00-10:00"}
    session.add(ServiceCalendar(service_id=service.id, hours=hours, closed_on=["2026-03-07"]))
    session.commit()

    at_work = working_time_of(session, service.id)

    # Two hours on Monday, none on the Saturday it is closed, two on the Monday after.
    assert at_work.after(london(2026, 3, 2, 9), FOUR) == london(2026, 3, 9, 12)


def test_saf_04_a_service_without_hours_keeps_the_usual_ones(session, make):
    service = make.service()
    session.add(ServiceCalendar(service_id=service.id, hours={}))
    session.commit()

    assert working_time_of(session, service.id).is_open(london(2026, 3, 4, 10))


def test_a_service_that_never_opens_is_said_to():
    with pytest.raises(NeverOpen):
        WorkingTime({}, lambda _day: False).after(london(2026, 3, 4, 10), FOUR)


MINUTES = 2 * 365 * 24 * 60
moments = some.integers(0, MINUTES).map(lambda m: london(2026, 1, 1) + timedelta(minutes=m))
spans = some.timedeltas(timedelta(minutes=1), timedelta(hours=40))


@given(moments, spans)
def test_what_is_due_is_due_in_working_time_and_not_before(at, span):
    due = USUAL.after(at, span)

    assert USUAL.between(at, due) == span
    assert USUAL.is_open(due - timedelta(seconds=1))
    assert due >= at + span


@given(moments, spans, spans)
def test_whoever_answers_later_is_never_due_earlier(at, wait, span):
    assert USUAL.after(at + wait, span) >= USUAL.after(at, span)


@given(moments)
def test_it_opens_when_it_is_open_or_later(at):
    opens = USUAL.opens_after(at)

    assert USUAL.is_open(opens)
    assume(not USUAL.is_open(at))
    assert opens > at
    assert USUAL.between(at, opens) == timedelta()
