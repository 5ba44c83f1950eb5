"""Who has to act on an alert: every rung, every hour, and never nobody (SAF-09)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.risk import LADDER, Rung, Waiting, rung_for

RAISED = datetime(2026, 3, 4, 10, tzinfo=UTC)
SOON, IN_TIME, LATE, TOO_LATE = (RAISED + timedelta(hours=hours) for hours in (1, 3.99, 4, 8))
EVERYBODY = dict.fromkeys(Rung, True)


def waiting(rung=Rung.OWNER):
    return Waiting(rung, RAISED + timedelta(hours=4), RAISED + timedelta(hours=8))


def without(*rungs):
    return EVERYBODY | dict.fromkeys(rungs, False)


CASES = {
    "the own clinician first": (SOON, EVERYBODY, Rung.OWNER),
    "until their time is over": (IN_TIME, EVERYBODY, Rung.OWNER),
    "then the duty team": (LATE, EVERYBODY, Rung.DUTY),
    "then the lead": (TOO_LATE, EVERYBODY, Rung.LEAD),
    "who covers, when they are away": (SOON, without(Rung.OWNER), Rung.COVER),
    "the duty team at once when nobody covers": (
        SOON, without(Rung.OWNER, Rung.COVER), Rung.DUTY,
    ),
    "the lead when nobody is on duty": (
        SOON, without(Rung.OWNER, Rung.COVER, Rung.DUTY), Rung.LEAD,
    ),
    "the lead when it is late and nobody is on duty": (LATE, without(Rung.DUTY), Rung.LEAD),
    "the duty team when it is too late and nobody leads": (
        TOO_LATE, without(Rung.LEAD), Rung.DUTY,
    ),
    "the own clinician when there is nobody else": (
        TOO_LATE, without(Rung.COVER, Rung.DUTY, Rung.LEAD), Rung.OWNER,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("at", "is_there", "rung"), CASES.values(), ids=CASES)
def test_saf_09_it_goes_to(at, is_there, rung):
    assert rung_for(waiting(), is_there, at=at) is rung


def test_saf_09_what_was_passed_on_does_not_come_back():
    assert rung_for(waiting(Rung.LEAD), EVERYBODY, at=SOON) is Rung.LEAD


@given(
    some.sampled_from(LADDER),
    some.fixed_dictionaries({rung: some.booleans() for rung in Rung}),
    some.timedeltas(timedelta(), timedelta(hours=12)),
)
def test_saf_09_it_is_with_somebody_whenever_there_is_anybody(rung, is_there, passed):
    found = rung_for(waiting(rung), is_there, at=RAISED + passed)

    assert is_there[found] or not any(is_there.values())
