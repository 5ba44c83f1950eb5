"""Who is away is written down, and whatever waited for them moves at once (SAF-09)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app import care
from app.actions import (
    AwayAlready,
    NotAnAbsence,
    NoWorkingDays,
    end_absence,
    record_absence,
    set_working_days,
)
from app.care import Absence, AbsenceReason, Relation
from app.caseload import stand_ins
from app.risk import Rung
from app.security import AuditEvent, Role

LEAVE = AbsenceReason.LEAVE


@pytest.fixture
def clinician(make):
    return make.clinician()


@pytest.fixture
def away(session, clinician, by, at):
    """Writes down that the clinician is away, from some days from now to some others."""

    def recorded(first=0, last=0, reason=LEAVE):
        ends_on = None if last is None else at.date() + timedelta(days=last)
        first_day = at.date() + timedelta(days=first)
        return record_absence(session, clinician, reason, first_day, ends_on, by=by, at=at)

    return recorded


def test_saf_09_haz_03_open_alerts_move_at_once_when_somebody_is_away(make, clinician, away):
    make.staff(Role.DUTY)
    covered, alone = make.client(clinician), make.client(clinician)
    make.care_relationship(make.clinician(name="Casey Cover"), covered, relation=Relation.COVER)
    alerts = [make.alert(client=client) for client in (covered, alone)]

    away()

    assert [alert.rung for alert in alerts] == [Rung.COVER, Rung.DUTY]


def test_days_to_come_move_nothing_yet(make, clinician, away):
    make.staff(Role.DUTY)
    alert = make.alert(clinician=clinician)

    away(1, 3)

    assert alert.rung is Rung.OWNER


def test_saf_09_a_day_on_which_somebody_does_not_work_moves_alerts_too(
    make, clinician, session, by, at
):
    make.staff(Role.DUTY)
    alert = make.alert(clinician=clinician)

    set_working_days(session, clinician, [0, 1, 4], by=by, at=at)

    assert (clinician.works_on, alert.rung) == ("014", Rung.DUTY)


def test_somebody_works_on_some_day(session, clinician, by, at):
    with pytest.raises(NoWorkingDays):
        set_working_days(session, clinician, [], by=by, at=at)


@pytest.mark.parametrize(("first", "last"), [(2, 1), (-40, 1), (0, 400), (400, 401)])
def test_what_cannot_be_is_refused(session, away, first, last):
    with pytest.raises(NotAnAbsence):
        away(first, last)

    assert session.scalars(select(Absence)).all() == []


@pytest.mark.parametrize(("first", "last"), [(0, 0), (2, 9), (-3, None), (5, None)])
def test_days_are_written_down_once(away, first, last):
    away(0, 5)

    with pytest.raises(AwayAlready):
        away(first, last)


def test_what_follows_upon_it_is_another_absence(session, away):
    away(0, 5)

    away(6, 7)

    assert len(session.scalars(select(Absence)).all()) == 2


def test_who_is_back_is_at_work_today(session, clinician, away, by, at):
    absence = away(-2, None, AbsenceReason.SICKNESS)
    assert not care.is_at_work(session, clinician, on=at.date())

    end_absence(session, absence, by=by, at=at)

    assert care.is_at_work(session, clinician, on=at.date())
    assert absence.ends_on == date(2026, 3, 3)


def test_what_has_not_begun_never_was(session, away, by, at):
    end_absence(session, away(3, 4), by=by, at=at)

    assert session.scalars(select(Absence)).all() == []


def test_the_trail_says_when_and_never_why(session, clinician, away, by, at):
    end_absence(session, away(0, 2, AbsenceReason.SICKNESS), by=by, at=at)
    set_working_days(session, clinician, [0], by=by, at=at)

    rows = session.scalars(select(AuditEvent).where(AuditEvent.subject_id == clinician.id))
    assert sorted((row.event, row.detail) for row in rows) == [
        ("absence.ended", "2026-03-04/2026-03-06"),
        ("absence.recorded", "2026-03-04/2026-03-06"),
        ("working_days.changed", "0"),
    ]


# ---- what it means


def test_it_says_who_covers_for_how_many_and_who_nobody_covers(make, session, clinician, at):
    make.staff(Role.DUTY)
    casey = make.clinician(name="Casey Cover")
    for number in range(5):
        client = make.client(clinician)
        if number < 3:
            ends_on = at.date() + timedelta(days=1) if number == 2 else None
            make.care_relationship(casey, client, relation=Relation.COVER, ends_on=ends_on)

    found = stand_ins(session, clinician, at.date(), at.date() + timedelta(days=5))

    assert found.covers == (("Casey Cover", 2),)
    assert (found.uncovered, found.next_rung) == (3, Rung.DUTY)


def test_a_cover_who_is_away_too_covers_nobody(make, session, clinician, by, at):
    casey, client = make.clinician(), make.client(clinician)
    make.care_relationship(casey, client, relation=Relation.COVER)
    record_absence(session, casey, LEAVE, at.date(), None, by=by, at=at)

    found = stand_ins(session, clinician, at.date(), at.date())

    assert (found.covers, found.uncovered, found.next_rung) == ((), 1, None)


def test_at_the_weekend_an_absence_of_monday_counts(make, session, clinician, by):
    make.staff(Role.DUTY)
    saturday = datetime(2026, 3, 7, 12, tzinfo=UTC)
    alert = make.alert(clinician=clinician, at=saturday)

    record_absence(session, clinician, LEAVE, date(2026, 3, 9), None, by=by, at=saturday)

    assert alert.rung is Rung.DUTY
