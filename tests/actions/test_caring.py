"""Courses of care begin and end, and only what the plan asks after the end is asked then."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app import scheduling
from app.actions import (
    change_plan,
    end_course,
    open_course,
    record_death,
    reopen_course,
    run_schedule,
    take_back_death,
)
from app.care import (
    CAME_TO_AN_END,
    AppointmentStatus,
    Correction,
    CourseFault,
    CourseRefused,
    Ending,
    Episode,
    NewCourse,
)
from app.scheduling import (
    CheckIn,
    Invitation,
    LinkState,
    Occasion,
    Plan,
    ScheduleMark,
    askable_keys,
    link_state,
)
from app.security import AuditEvent
from tests.together import together

CORE = ("phq9", "gad7")
PLAN = Plan(start=CORE, routine=CORE, end=(*CORE, "ders"), after=CORE, every=4, days_after=30)
AFTER_THE_END = {Occasion.END, Occasion.AFTER}
DAY = timedelta(days=1)


@pytest.fixture
def pathway(make, session, by, at):
    """A pathway with a plan that asks at the start, every four sessions, at the end and after."""
    pathway = make.pathway()
    change_plan(session, pathway.id, PLAN, known=askable_keys(), changes=0, reason="first",
                by=by, at=at)  # fmt: skip
    return pathway


@pytest.fixture
def client(make):
    return make.client(make.clinician())


@pytest.fixture
def course(make, client, pathway):
    """A course that began two months ago."""
    return make.episode(client, pathway=pathway)


def refused(do) -> CourseFault:
    with pytest.raises(CourseRefused) as error:
        do()
    return error.value.fault


def events(session) -> list[tuple[str, str]]:
    rows = session.scalars(select(AuditEvent).order_by(AuditEvent.at, AuditEvent.event))
    wanted = ("course.", "client.died", "client.death", "appointment.")
    return [(row.event, row.detail) for row in rows if row.event.startswith(wanted)]


def occasions(session) -> list[Occasion]:
    return list(session.scalars(select(CheckIn.occasion).order_by(CheckIn.created_at)))


# ---- opening


def test_a_course_that_is_opened_is_asked_at_its_start(session, client, pathway, by, at, make):
    episode = open_course(session, client, NewCourse(pathway, make.today), by=by, at=at)

    run_schedule(session, at=at, days=7)

    assert occasions(session) == [Occasion.START]
    assert (episode.client_id, episode.pathway_id) == (client.id, pathway.id)
    assert events(session) == [("course.opened", "2026-03-04")]


def test_a_course_that_is_opened_ahead_is_asked_nothing_before_its_first_day(
    session, client, pathway, by, at, make
):
    open_course(session, client, NewCourse(pathway, make.today + 9 * DAY), by=by, at=at)

    assert run_schedule(session, at=at, days=7).given == 0
    assert session.scalars(select(ScheduleMark.look_on)).one() == make.today + 9 * DAY
    assert run_schedule(session, at=at + 9 * DAY, days=7).given == 1


@pytest.mark.parametrize(
    ("days", "fault"),
    [
        (93, CourseFault.TOO_FAR_AHEAD),
        (92, None),
        (-5 * 366, None),
        (-5 * 366 - 1, CourseFault.TOO_LONG_AGO),
    ],
)
def test_a_first_day_that_is_rather_a_slip_is_refused(
    session, client, pathway, by, at, make, days, fault
):
    def opened():
        return open_course(
            session, client, NewCourse(pathway, make.today + days * DAY), by=by, at=at
        )

    assert (refused(opened) if fault else opened().started_on) == (fault or make.today + days * DAY)


def test_nobody_begins_before_they_are_born_or_after_they_died(session, make, pathway, by, at):
    young = make.client(birth_date="2025-01-01")
    dead = make.client(died_on=make.today)
    new = NewCourse(pathway, make.today - 700 * DAY)

    assert (
        refused(lambda: open_course(session, young, new, by=by, at=at)) is CourseFault.BEFORE_BIRTH
    )
    assert refused(lambda: open_course(session, dead, new, by=by, at=at)) is CourseFault.DIED


def test_two_open_courses_on_one_pathway_are_refused_and_on_two_they_are_not(
    session, make, client, course, pathway, by, at
):
    again = NewCourse(pathway, make.today)

    fault = refused(lambda: open_course(session, client, again, by=by, at=at))
    other = open_course(session, client, NewCourse(make.pathway(), make.today), by=by, at=at)

    assert fault is CourseFault.ALREADY_OPEN
    assert other.ended_on is None


def test_somebody_may_come_again_from_the_day_on_which_they_left(
    session, make, client, course, pathway, by, at
):
    course.ended_on, course.ended_how = make.today - DAY, Ending.AGREED
    session.commit()
    before = NewCourse(pathway, make.today - 2 * DAY)

    fault = refused(lambda: open_course(session, client, before, by=by, at=at))
    again = open_course(session, client, NewCourse(pathway, make.today - DAY), by=by, at=at)

    assert (fault, again.ended_on) == (CourseFault.ALREADY_OPEN, None)


def test_REL_04_twice_at_the_same_moment_is_once(session, make, client, pathway, by, at, engine):
    client_id, pathway_id, today = client.id, pathway.id, make.today
    session.commit()

    def opened(own, _number):
        mine, its = own.get_one(type(client), client_id), own.get_one(type(pathway), pathway_id)
        return open_course(own, mine, NewCourse(its, today), by=by, at=at)

    results = together(engine, 6, opened)

    assert sum(isinstance(result, CourseRefused) for result in results) == 5
    assert len(session.scalars(select(Episode)).all()) == 1


def test_a_group_is_one_of_the_pathway_that_has_not_ended(session, make, client, pathway, by, at):
    elsewhere = make.group(make.pathway())
    over = make.group(pathway, ended_on=make.today - DAY)
    ours = make.group(pathway)

    def opened(group):
        return open_course(session, client, NewCourse(pathway, make.today, group), by=by, at=at)

    assert refused(lambda: opened(elsewhere)) is CourseFault.NO_GROUP
    assert refused(lambda: opened(over)) is CourseFault.GROUP_OVER
    assert opened(ours).group_id == ours.id


# ---- ending


def test_a_course_that_came_to_an_end_is_asked_the_end_set_and_later_the_one_after(
    session, course, by, at, make
):
    end_course(session, course, Ending.COMPLETED, on=make.today, by=by, at=at)
    run_schedule(session, at=at, days=7)
    run_schedule(session, at=at + 30 * DAY, days=7)

    assert occasions(session) == [Occasion.END, Occasion.AFTER]
    assert events(session) == [("course.ended", "2026-03-04 completed")]


@pytest.mark.parametrize("how", [how for how in Ending if how not in CAME_TO_AN_END])
def test_EQ_15_who_left_in_another_way_is_asked_nothing_and_their_links_stop(
    session, course, by, at, make, how
):
    scheduling.look_again(session, [course.id], on=make.today - 40 * DAY)
    run_schedule(session, at=at - 40 * DAY, days=90)
    link = session.scalars(select(Invitation)).one()
    assert link_state(link, at=at) is LinkState.OPEN

    end_course(session, course, how, on=make.today - DAY, by=by, at=at)

    session.expire_all()
    assert link_state(link, at=at) is LinkState.REVOKED
    for days in (0, 1, 30, 60, 90):
        assert run_schedule(session, at=at + days * DAY, days=7).given == 0


def test_the_link_of_who_came_to_an_end_stays_as_it_stands_for_the_end_set(
    session, course, by, at, make
):
    scheduling.look_again(session, [course.id], on=make.today)
    run_schedule(session, at=at, days=7)

    end_course(session, course, Ending.AGREED, on=make.today, by=by, at=at)

    session.expire_all()
    assert link_state(session.scalars(select(Invitation)).one(), at=at) is LinkState.OPEN


@pytest.mark.parametrize(
    ("days", "fault"),
    [(1, CourseFault.NOT_YET), (-61, CourseFault.BEFORE_START), (-11, CourseFault.CAME_LATER)],
)
def test_an_end_that_cannot_be_is_refused(session, make, course, by, at, days, fault):
    make.appointment(course, starts_at=at - 10 * DAY, status=AppointmentStatus.ATTENDED)
    on = make.today + days * DAY

    found = refused(lambda: end_course(session, course, Ending.AGREED, on=on, by=by, at=at))

    assert found is fault
    assert session.get_one(Episode, course.id, populate_existing=True).ended_on is None


def test_what_has_ended_does_not_end_again(session, make, course, by, at):
    end_course(session, course, Ending.OTHER, on=make.today, by=by, at=at)

    again = refused(lambda: end_course(session, course, Ending.AGREED, on=make.today, by=by, at=at))

    assert again is CourseFault.ALREADY_ENDED


def test_sessions_after_the_end_are_cancelled_and_no_others(session, make, course, by, at):
    other = make.episode(course.client)
    later = make.appointment(course, starts_at=at + 7 * DAY)
    same_day = make.appointment(course, starts_at=at)
    elsewhere = make.appointment(other, starts_at=at + 8 * DAY)

    end_course(session, course, Ending.COMPLETED, on=make.today, by=by, at=at)

    assert later.status is AppointmentStatus.CANCELLED
    assert later.version == 2
    assert {same_day.status, elsewhere.status} == {AppointmentStatus.BOOKED}
    assert ("appointment.marked", "booked to cancelled: the course has ended") in events(session)


# ---- death


def test_HAZ_21_a_death_ends_every_course_and_every_link(session, make, course, by, at):
    other = make.episode(course.client)
    ended = make.episode(course.client, ended_on=make.today - 20 * DAY, ended_how=Ending.COMPLETED)
    link = make.invitation(make.check_in(["phq9"], ended))

    end_course(session, course, Ending.DIED, on=make.today - 2 * DAY, by=by, at=at)

    session.expire_all()
    assert course.client.died_on == make.today - 2 * DAY
    assert {(e.ended_on, e.ended_how) for e in (course, other)} == {
        (make.today - 2 * DAY, Ending.DIED)
    }
    assert ended.ended_how is Ending.COMPLETED
    assert link_state(link, at=at) is LinkState.REVOKED
    assert run_schedule(session, at=at, days=7).given == 0
    assert events(session).count(("course.ended", "2026-03-02 died")) == 2
    assert ("client.died", "2026-03-02") in events(session)


def test_a_death_is_written_down_for_who_is_in_no_course(session, make, client, by, at):
    record_death(session, client, on=make.today, by=by, at=at)

    again = refused(lambda: record_death(session, client, on=make.today, by=by, at=at))
    assert client.died_on == make.today
    assert again is CourseFault.DIED


@pytest.mark.parametrize(
    ("days", "fault"), [(1, CourseFault.NOT_YET), (-5 * 366 - 1, CourseFault.TOO_LONG_AGO)]
)
def test_a_day_of_death_that_cannot_be_is_refused(session, make, client, by, at, days, fault):
    on = make.today + days * DAY

    assert refused(lambda: record_death(session, client, on=on, by=by, at=at)) is fault


def test_a_death_that_was_a_mistake_is_taken_back_with_what_it_ended(session, make, course, by, at):
    other = make.episode(course.client, ended_on=make.today - DAY, ended_how=Ending.AGREED)
    record_death(session, course.client, on=make.today, by=by, at=at)

    take_back_death(session, course.client, Correction.WRONG_CLIENT, by=by, at=at)

    assert (course.client.died_on, course.ended_on, course.ended_how) == (None, None, None)
    assert other.ended_how is Ending.AGREED
    assert ("client.death_taken_back", "meant for another client") in events(session)
    assert run_schedule(session, at=at, days=7).given == 1


# ---- correcting


def test_a_course_that_was_ended_by_mistake_goes_on(session, make, course, by, at):
    end_course(session, course, Ending.OTHER, on=make.today, by=by, at=at)

    reopen_course(session, course, Correction.WRONG_COURSE, by=by, at=at)

    assert (course.ended_on, course.ended_how) == (None, None)
    assert events(session)[-1] == ("course.reopened", "meant for another course")
    assert run_schedule(session, at=at, days=7).given == 1


def test_a_course_is_not_reopened_beside_a_newer_one_or_after_too_long(
    session, make, client, course, pathway, by, at
):
    long_ago = make.episode(client, ended_on=make.today - 93 * DAY, ended_how=Ending.AGREED,
                            started_on=make.today - 200 * DAY)  # fmt: skip
    going_on = make.episode(client)
    end_course(session, course, Ending.OTHER, on=make.today, by=by, at=at)
    open_course(session, client, NewCourse(pathway, make.today), by=by, at=at)

    faults = [
        refused(lambda one=one: reopen_course(session, one, Correction.SLIP, by=by, at=at))
        for one in (course, long_ago, going_on)
    ]

    assert faults == [
        CourseFault.ALREADY_OPEN, CourseFault.ENDED_LONG_AGO, CourseFault.NOT_ENDED,
    ]  # fmt: skip


def test_who_is_said_to_have_died_begins_nothing_and_goes_on_with_nothing(
    session, make, course, by, at
):
    record_death(session, course.client, on=make.today, by=by, at=at)

    fault = refused(lambda: reopen_course(session, course, Correction.SLIP, by=by, at=at))

    assert fault is CourseFault.DIED


# ---- nothing else after an end, whatever happened before


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.lists(st.integers(-55, -1), max_size=14, unique=True),
    how=st.sampled_from([how for how in Ending if how is not Ending.DIED]),
    later=st.lists(st.integers(0, 200), min_size=1, max_size=6),
)
def test_EQ_15_after_an_end_nothing_is_asked_but_the_end_and_what_follows(
    session, make, pathway, by, at, days, how, later
):
    client = make.client()
    course = make.episode(client, pathway=pathway)
    for day in days:
        make.appointment(course, starts_at=at + day * DAY, status=AppointmentStatus.ATTENDED)
    scheduling.look_again(session, [course.id], on=make.today - 60 * DAY)
    for day in (-58, -40, -20, -1):
        run_schedule(session, at=at + day * DAY, days=7)
        scheduling.look_again(session, [course.id], on=make.today + day * DAY)
    before = _asked(session, course)

    end_course(session, course, how, on=make.today, by=by, at=at)
    for day in sorted(later):
        run_schedule(session, at=at + day * DAY, days=7)

    since = _asked(session, course)[len(before) :]
    assert set(since) <= (AFTER_THE_END if how in CAME_TO_AN_END else set())
    assert len(since) == len(set(since))


def _asked(session, course):
    found = select(CheckIn.occasion).where(CheckIn.episode_id == course.id)
    return list(session.scalars(found.order_by(CheckIn.created_at)))
