"""Appointments are added, marked and corrected: all or nothing, and the schedule looks again."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from app import care, scheduling, security
from app.actions import (
    AppointmentsChanged,
    AppointmentsMisplaced,
    Mark,
    NobodyToAdd,
    add_appointments,
    add_group_session,
    mark_appointments,
    run_schedule,
)
from app.care import (
    Appointment,
    AppointmentStatus,
    CancelledBy,
    Misfit,
    Outcome,
    outcome_of,
)
from app.db import session_factory
from app.scheduling import Plan, ScheduleMark
from app.security import AuditEvent
from tests.actions.test_asking import plan_for

WEEK = timedelta(weeks=1)


@pytest.fixture
def episode(make):
    """A course of care that began two months ago, and whose schedule nobody has to look at."""
    episode = make.episode()
    scheduling.look_again(make.session, [episode.id], on=None)
    make.session.commit()
    return episode


def everything(session) -> list[Appointment]:
    session.expire_all()
    return list(session.scalars(select(Appointment).order_by(Appointment.starts_at)))


def outcomes(session):
    return [outcome_of(appointment) for appointment in everything(session)]


def events(session):
    marked = select(AuditEvent).where(AuditEvent.event.startswith("appointment."))
    found = session.scalars(marked.order_by(AuditEvent.at, AuditEvent.position))
    return [(row.event, row.detail) for row in found]


def looks_on(session, episode):
    mark = select(ScheduleMark.look_on).where(ScheduleMark.episode_id == episode.id)
    return session.scalar(mark)


# ---- adding


def test_a_series_is_stored_as_a_whole_and_the_schedule_looks_again(session, make, episode, by, at):
    moments = care.series(date(2026, 3, 19), time(14), weeks=1, times=3)

    add_appointments(session, episode, moments, by=by, at=at)

    found = everything(session)
    assert [a.starts_at for a in found] == moments
    assert {a.status for a in found} == {AppointmentStatus.BOOKED}
    assert events(session) == [("appointment.added", "")] * 3
    assert looks_on(session, episode) == make.today
    assert security.verify(session) is None


def test_one_bad_day_in_a_series_and_none_is_stored(session, make, episode, by, at):
    make.appointment(episode, starts_at=at + WEEK)

    with pytest.raises(AppointmentsMisplaced) as refused:
        add_appointments(session, episode, [at, at + WEEK, at + 2 * WEEK], by=by, at=at)

    assert [(p.starts_at, m) for p, m in refused.value.faults] == [(at + WEEK, Misfit.SAME_TIME)]
    assert len(everything(session)) == 1
    assert events(session) == []


def test_a_series_has_an_end(session, episode, by, at):
    moments = [at + timedelta(days=n) for n in range(201)]

    with pytest.raises(AppointmentsMisplaced) as refused:
        add_appointments(session, episode, moments, by=by, at=at)

    assert [misfit for _, misfit in refused.value.faults] == [Misfit.TOO_MANY]
    assert len(add_appointments(session, episode, moments[:200], by=by, at=at)) == 200


def test_a_past_session_may_be_written_down_later(session, episode, by, at):
    add_appointments(session, episode, [at - WEEK], outcome=Outcome.ATTENDED, by=by, at=at)

    assert outcomes(session) == [Outcome.ATTENDED]


def test_attendance_that_is_written_down_later_makes_the_schedule_look(session, make, by, at):
    episode = make.episode(started_on=make.today - 10 * WEEK)
    plan_for(session, episode, Plan(start=("phq9",), routine=("phq9",), every=4), by, at)
    run_schedule(session, at=at, days=7)
    before = run_schedule(session, at=at, days=7)

    past = [at - n * WEEK for n in range(1, 5)]
    add_appointments(session, episode, past, outcome=Outcome.ATTENDED, by=by, at=at)
    after = run_schedule(session, at=at, days=7)

    assert (before.looked_at, after.looked_at) == (0, 1)
    assert len(scheduling.histories(session, [episode])[episode.id].attended) == 4


# ---- marking


def mark(appointment, outcome, version=None):
    return Mark(appointment.id, outcome, version or appointment.version)


@pytest.mark.parametrize("outcome", [o for o in Outcome if o is not Outcome.BOOKED])
def test_what_became_of_it_is_written_down_and_can_be_taken_back(
    session, make, episode, by, at, outcome
):
    appointment = make.appointment(episode, starts_at=at)

    mark_appointments(session, [mark(appointment, outcome)], by=by, at=at)
    marked = outcomes(session)
    mark_appointments(session, [mark(appointment, Outcome.BOOKED)], by=by, at=at)

    assert (marked, outcomes(session)) == ([outcome], [Outcome.BOOKED])
    assert appointment.cancelled_by is None
    assert appointment.version == 3
    assert events(session) == [
        ("appointment.marked", f"booked to {outcome}"),
        ("appointment.marked", f"{outcome} to booked"),
    ]
    assert looks_on(session, episode) == make.today


def test_who_marks_an_older_version_is_told_and_changes_nothing(session, make, episode, by, at):
    appointment = make.appointment(episode, starts_at=at)
    other = make.appointment(episode, starts_at=at - WEEK)
    mark_appointments(session, [mark(appointment, Outcome.ATTENDED)], by=by, at=at)

    late = [mark(other, Outcome.ATTENDED), mark(appointment, Outcome.MISSED, version=1)]
    with pytest.raises(AppointmentsChanged) as refused:
        mark_appointments(session, late, by=by, at=at)

    assert refused.value.appointments == [appointment]
    assert outcomes(session) == [Outcome.BOOKED, Outcome.ATTENDED]


def test_two_therapists_at_two_browsers(session, make, episode, engine, by, at):
    """The second one's session still holds what it read before the first one wrote."""
    appointment = make.appointment(episode, starts_at=at)
    with session_factory(engine)() as second:
        read_before = second.get_one(Appointment, appointment.id)
        second.commit()
        mark_appointments(session, [mark(appointment, Outcome.ATTENDED)], by=by, at=at)

        old = Mark(read_before.id, Outcome.MISSED, read_before.version)
        with pytest.raises(AppointmentsChanged) as refused:
            mark_appointments(second, [old], by=by, at=at)

        assert [outcome_of(a) for a in refused.value.appointments] == [Outcome.ATTENDED]


def test_saying_what_is_so_already_is_no_quarrel(session, make, episode, by, at):
    appointment = make.appointment(episode, starts_at=at)
    first = mark(appointment, Outcome.ATTENDED)

    for _ in range(2):
        mark_appointments(session, [first], by=by, at=at)

    assert len(events(session)) == 1
    assert everything(session)[0].version == 2


def test_nobody_attends_what_is_still_to_come(session, make, episode, by, at):
    appointment = make.appointment(episode, starts_at=at + timedelta(days=1))

    with pytest.raises(AppointmentsMisplaced):
        mark_appointments(session, [mark(appointment, Outcome.ATTENDED)], by=by, at=at)

    assert outcomes(session) == [Outcome.BOOKED]


def test_a_cancelled_one_comes_back_only_where_it_fits(session, make, episode, by, at):
    cancelled = make.appointment(
        episode, starts_at=at, status=AppointmentStatus.CANCELLED, cancelled_by=CancelledBy.CLIENT
    )
    make.appointment(episode, starts_at=at + timedelta(minutes=5))

    with pytest.raises(AppointmentsMisplaced) as refused:
        mark_appointments(session, [mark(cancelled, Outcome.BOOKED)], by=by, at=at)

    assert [misfit for _, misfit in refused.value.faults] == [Misfit.TOO_NEAR]


def test_what_stands_can_be_marked_whatever_the_course_says_now(session, make, episode, by, at):
    appointment = make.appointment(episode, starts_at=at)
    episode.ended_on = make.today - WEEK
    session.commit()

    mark_appointments(session, [mark(appointment, Outcome.MISSED)], by=by, at=at)

    assert outcomes(session) == [Outcome.MISSED]


# ---- groups


@pytest.fixture
def therapist(make):
    """Who leads the group."""
    return make.clinician()


@pytest.fixture
def group(make, therapist):
    """A group that nobody is in yet."""
    return make.group(make.pathway(therapist.service))


def member(make, therapist, group, **values):
    client = make.client(therapist, **{k: values.pop(k) for k in ("died_on",) if k in values})
    pathway = group.pathway
    return make.episode(client, therapist, pathway, group_id=group.id, **values)


def test_one_press_adds_a_session_for_everybody_who_is_in_the_group_that_day(
    session, make, therapist, group, by, at
):
    there = [member(make, therapist, group) for _ in range(3)]
    member(make, therapist, group, started_on=make.today + timedelta(days=8))
    member(make, therapist, group, ended_on=make.today)
    member(make, therapist, group, died_on=make.today)
    member(make, make.clinician(therapist.service), group)

    added = add_group_session(session, group, at + WEEK, clinician=therapist, by=by, at=at)

    assert {a.episode_id for a in added} == {episode.id for episode in there}
    assert {looks_on(session, episode) for episode in there} == {make.today}
    [meeting] = care.group_sessions(session, group, seen_by=therapist, on=make.today)
    assert len(meeting.appointments) == 3
    unseen = care.count_unseen_members(session, group, make.today, seen_by=therapist, on=make.today)
    assert unseen == 1


def test_a_second_press_adds_only_who_is_missing(session, make, therapist, group, by, at):
    member(make, therapist, group)
    add_group_session(session, group, at + WEEK, clinician=therapist, by=by, at=at)
    with pytest.raises(NobodyToAdd):
        add_group_session(session, group, at + WEEK, clinician=therapist, by=by, at=at)
    newcomer = member(make, therapist, group)

    added = add_group_session(session, group, at + WEEK, clinician=therapist, by=by, at=at)

    assert [a.episode_id for a in added] == [newcomer.id]


def test_who_is_somewhere_else_then_stops_the_whole_session(
    session, make, therapist, group, by, at
):
    busy = member(make, therapist, group)
    member(make, therapist, group)
    own = make.episode(busy.client, therapist, make.pathway(therapist.service))
    make.appointment(own, starts_at=at + WEEK + timedelta(minutes=5))

    with pytest.raises(AppointmentsMisplaced) as refused:
        add_group_session(session, group, at + WEEK, clinician=therapist, by=by, at=at)

    assert [(p.episode.id, m) for p, m in refused.value.faults] == [(busy.id, Misfit.TOO_NEAR)]
    assert len(everything(session)) == 1
