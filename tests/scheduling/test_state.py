"""What is due, and why: the plan's rules on histories of every kind."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scheduling import (
    Ask,
    Asked,
    Decided,
    Decision,
    History,
    Occasion,
    Pause,
    Plan,
    PlanFault,
    Status,
    Why,
    plan_faults,
    state,
    wakes_on,
)

CORE = ("phq9", "gad7", "swemwbs", "core_om")
MORE = ("ders", "des_ii", "pcl5")
PLAN = Plan(start=CORE + MORE, routine=CORE, middle=CORE + MORE, end=CORE + MORE, after=CORE,
            every=4, sessions=16)  # fmt: skip
DAY_1 = date(2026, 1, 5)
WEEK = timedelta(days=7)


def asked(occasion: Occasion, on: date, measures=CORE, *, answered: bool = True) -> Asked:
    """A check-in that was given on that day, and perhaps answered the same day."""
    number = UUID(int=on.toordinal() * 10 + list(Occasion).index(occasion))
    return Asked(number, occasion, on, measures, completed_on=on if answered else None)


def weekly(number: int) -> tuple[date, ...]:
    """So many attended sessions, the first a day after the start."""
    return tuple(DAY_1 + timedelta(days=1) + n * WEEK for n in range(number))


def after(number: int, *given: Asked, **more) -> History:
    """The history of somebody with so many attended sessions."""
    return History(started_on=DAY_1, attended=weekly(number), asked=given, **more)


def of(occasion: Occasion, history: History, today: date, plan: Plan = PLAN) -> Ask:
    """How it stands with this occasion."""
    [found] = [ask for ask in state(plan, history, today).asks if ask.occasion is occasion]
    return found


STARTED = asked(Occasion.START, DAY_1, CORE + MORE)


def test_at_the_start_everything_is_asked_before_the_first_session():
    due = state(PLAN, History(started_on=DAY_1), DAY_1).due

    assert due == Ask(Occasion.START, Status.DUE, Why.TIME_HAS_COME, CORE + MORE, DAY_1)


def test_a_course_that_is_opened_ahead_waits_for_its_first_day():
    ahead = History(started_on=DAY_1)

    asks = state(PLAN, ahead, DAY_1 - WEEK).asks

    assert {ask.status for ask in asks} == {Status.WAITING}
    assert of(Occasion.START, ahead, DAY_1 - WEEK) == Ask(
        Occasion.START, Status.WAITING, Why.DAYS_TO_GO, CORE + MORE, DAY_1
    )
    assert wakes_on(PLAN, ahead, DAY_1 - WEEK) == DAY_1


@pytest.mark.parametrize(("sessions", "to_go"), [(0, 4), (1, 3), (3, 1)])
def test_the_routine_set_says_how_many_sessions_are_to_go(sessions: int, to_go: int):
    ask = of(Occasion.ROUTINE, after(sessions, STARTED), DAY_1 + 5 * WEEK)

    assert (ask.status, ask.why, ask.sessions_to_go) == (
        Status.WAITING, Why.SESSIONS_TO_GO, to_go
    )  # fmt: skip


def test_after_every_fourth_attended_session_the_core_set_is_due():
    due = state(PLAN, after(4, STARTED), weekly(4)[-1]).due

    assert due is not None
    assert (due.occasion, due.measures) == (Occasion.ROUTINE, CORE)


def test_what_was_given_is_open_then_overdue_then_overtaken():
    given_on = weekly(4)[-1]
    history = after(4, STARTED, asked(Occasion.ROUTINE, given_on, answered=False))

    assert of(Occasion.ROUTINE, history, given_on).status is Status.OPEN
    assert of(Occasion.ROUTINE, history, given_on + 2 * WEEK).status is Status.OVERDUE
    later = replace(history, attended=weekly(7))
    assert of(Occasion.ROUTINE, later, weekly(7)[-1]).status is Status.OVERDUE
    later = replace(
        history, asked=(*history.asked, asked(Occasion.MIDDLE, given_on)), attended=weekly(8)
    )
    assert of(Occasion.ROUTINE, later, weekly(8)[-1]).status is Status.DUE


def test_half_way_the_rarer_questions_come_with_what_is_not_fresh():
    routine = asked(Occasion.ROUTINE, weekly(6)[-1])

    due = state(PLAN, after(8, STARTED, routine), weekly(8)[-1]).due

    assert due is not None
    assert (due.occasion, due.measures) == (Occasion.MIDDLE, MORE)


def test_only_one_of_two_occasions_is_given_at_a_time():
    found = state(PLAN, after(8, STARTED), weekly(8)[-1])

    assert [(a.occasion, a.status) for a in found.asks if a.status is Status.DUE] == [
        (Occasion.MIDDLE, Status.DUE)
    ]
    assert found.due is not None
    assert found.due.measures == CORE + MORE
    routine = next(a for a in found.asks if a.occasion is Occasion.ROUTINE)
    assert routine.why is Why.ANOTHER_IS_OPEN


def test_the_last_planned_session_brings_the_questions_for_the_end():
    mid = asked(Occasion.MIDDLE, weekly(8)[-1], CORE + MORE)
    twelfth = asked(Occasion.ROUTINE, weekly(12)[-1])

    due = state(PLAN, after(16, STARTED, mid, twelfth), weekly(16)[-1]).due

    assert due is not None
    assert (due.occasion, due.measures) == (Occasion.END, CORE + MORE)


def test_the_end_of_an_open_ended_course_is_when_it_ends():
    plan = replace(PLAN, sessions=None, middle=())
    history = after(3, STARTED)
    ended = replace(history, ended_on=weekly(3)[-1], came_to_an_end=True)

    assert of(Occasion.END, history, DAY_1 + 9 * WEEK, plan).why is Why.NOT_YET_ENDED
    due = of(Occasion.END, ended, weekly(3)[-1], plan)
    assert (due.status, due.measures) == (Status.DUE, MORE)  # the core set is three sessions old
    assert of(Occasion.END, ended, weekly(3)[-1] + 5 * WEEK, plan).why is Why.TOO_LATE


def test_some_weeks_after_the_end_people_are_asked_once_more():
    ended_on = weekly(3)[-1]
    end = asked(Occasion.END, ended_on, MORE, answered=False)
    history = after(3, STARTED, end, ended_on=ended_on, came_to_an_end=True)
    day = ended_on + timedelta(days=30)

    waits = of(Occasion.AFTER, history, day - timedelta(days=1))
    due = of(Occasion.AFTER, history, day)

    assert (waits.status, waits.on) == (Status.WAITING, day)
    assert (due.status, due.measures) == (Status.DUE, CORE)
    assert of(Occasion.AFTER, history, day + 9 * WEEK).why is Why.TOO_LATE


@pytest.mark.parametrize(
    ("stop", "why"),
    [
        ({"died_on": DAY_1}, Why.DIED),
        ({"opted_out_on": DAY_1}, Why.OPTED_OUT),
        ({"pauses": (Pause(DAY_1),)}, Why.PAUSED),
        ({"ended_on": DAY_1}, Why.ENDED),
    ],
)
def test_EQ_15_death_leaving_pausing_and_opting_out_stop_everything(stop, why):
    waiting = asked(Occasion.START, DAY_1, answered=False)
    for history in (after(4, **stop), after(4, STARTED, **stop), after(2, waiting, **stop)):
        found = state(PLAN, history, DAY_1 + 30 * WEEK)

        assert found.due is None
        assert found.open == []
        assert {a.why for a in found.asks if a.status is Status.STOPPED} == {why}


def test_a_pause_ends():
    history = after(4, STARTED, pauses=(Pause(DAY_1, DAY_1 + 5 * WEEK),))

    assert state(PLAN, history, DAY_1 + 5 * WEEK).due is None
    assert state(PLAN, history, DAY_1 + 5 * WEEK + timedelta(days=1)).due is not None


@pytest.mark.parametrize("occasion", [Occasion.START, Occasion.ROUTINE])
def test_a_clinician_may_skip_defer_and_bring_forward(occasion: Occasion):
    today = weekly(4)[-1]
    history = after(4) if occasion is Occasion.START else after(4, STARTED)
    skip = Decision(Decided.SKIP, occasion, today)
    later = Decision(Decided.DEFER, occasion, today, until=today + WEEK)
    assert of(occasion, history, today).status is Status.DUE

    skipped = of(occasion, replace(history, decisions=(skip,)), today)
    deferred = replace(history, decisions=(later,))

    assert skipped.status in (Status.SKIPPED, Status.WAITING)
    assert of(occasion, deferred, today).why is Why.DEFERRED
    assert of(occasion, deferred, today + WEEK).status is Status.DUE
    sooner = Decision(Decided.BRING_FORWARD, Occasion.ROUTINE, today + timedelta(days=1))
    history = after(1, STARTED, decisions=(sooner,))
    due = of(Occasion.ROUTINE, history, today + timedelta(days=1))
    assert (due.status, due.why, due.measures) == (Status.DUE, Why.BROUGHT_FORWARD, CORE)


def test_what_a_clinician_adds_comes_with_the_next_check_in_only():
    add = Decision(Decided.ADD, Occasion.ROUTINE, DAY_1 + WEEK, measures=("pcl5",))
    history = after(4, STARTED, decisions=(add,))

    due = of(Occasion.ROUTINE, history, weekly(4)[-1])
    given = replace(due, measures=due.measures)

    assert due.measures == (*CORE, "pcl5")
    history = after(8, STARTED, asked(Occasion.ROUTINE, weekly(4)[-1], given.measures),
                    asked(Occasion.MIDDLE, weekly(4)[-1], MORE), decisions=(add,))  # fmt: skip
    assert of(Occasion.ROUTINE, history, weekly(8)[-1]).measures == CORE


def test_tomorrow_is_not_known_today():
    history = after(8, STARTED)

    assert state(PLAN, history, weekly(3)[-1]) == state(PLAN, after(3, STARTED), weekly(3)[-1])


# ---- Random lives


@st.composite
def lives(draw) -> tuple[Plan, History, date]:
    """A plan, and what became of somebody who was asked by it, day by day."""
    plan = Plan(
        start=CORE + MORE,
        routine=CORE,
        middle=draw(st.sampled_from([(), MORE, CORE + MORE])),
        end=draw(st.sampled_from([(), CORE, CORE + MORE])),
        every=draw(st.integers(2, 6)),
        sessions=draw(st.integers(4, 24)),
    )
    chance = Random(draw(st.integers(0, 2**32)))
    answers = draw(st.floats(0, 1))
    comes = draw(st.floats(0.1, 0.6))
    history, today = History(started_on=DAY_1), DAY_1
    for _ in range(draw(st.integers(10, 150))):
        today += timedelta(days=1)
        if chance.random() < comes:
            history = replace(history, attended=(*history.attended, today))
        if due := state(plan, history, today).due:
            history = replace(history, asked=(*_closed(history, today), _give(due, today)))
        history = replace(history, asked=tuple(
            replace(a, completed_on=today) if a.is_open and chance.random() < answers / 5 else a
            for a in history.asked
        ))  # fmt: skip
    return plan, history, today


def _closed(history: History, today: date) -> list[Asked]:
    """What was open is overtaken by what is given now."""
    return [replace(a, closed_on=today) if a.is_open else a for a in history.asked]


def _give(due: Ask, today: date) -> Asked:
    return Asked(UUID(int=today.toordinal()), due.occasion, today, due.measures)


@given(lives())
def test_never_two_open_check_ins_and_never_two_core_sets_too_close(life):
    plan, history, _today = life
    sets = [a for a in history.asked if set(CORE) <= set(a.measures)]

    assert sum(a.is_open for a in history.asked) <= 1
    for first, second in pairwise(sets):
        between = sum(first.on < day <= second.on for day in history.attended)
        assert between >= plan.every, (first, second)
    once = [a.occasion for a in history.asked if a.occasion is not Occasion.ROUTINE]
    assert len(once) == len(set(once)), "asked once in a course"


@given(lives(), st.randoms(use_true_random=False))
def test_the_order_in_which_things_were_written_down_means_nothing(life, random):
    plan, history, today = life
    attended, given_before = list(history.attended), list(history.asked)
    random.shuffle(attended)
    random.shuffle(given_before)

    shuffled = replace(history, attended=tuple(attended), asked=tuple(given_before))

    assert state(plan, shuffled, today) == state(plan, history, today)


@given(lives())
def test_stopping_stops_on_any_day_of_any_life(life):
    plan, history, today = life
    for stop in ({"died_on": today}, {"ended_on": today}, {"opted_out_on": today},
                 {"pauses": (Pause(today, today),)}):  # fmt: skip
        found = state(plan, replace(history, **stop), today)

        assert found.due is None
        assert found.open == []


@given(lives())
def test_until_the_day_it_wakes_on_time_alone_changes_nothing(life):
    plan, history, today = life
    wakes = wakes_on(plan, history, today)
    seen = {(a.occasion, a.status, a.why) for a in state(plan, history, today).asks}

    for days in range(1, 200):
        day = today + timedelta(days=days)
        if wakes is not None and day >= wakes:
            break
        assert {(a.occasion, a.status, a.why) for a in state(plan, history, day).asks} == seen


# ---- Plans


def test_a_good_plan_has_no_faults():
    assert plan_faults(PLAN, CORE + MORE) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (dict.fromkeys(("start", "routine", "middle", "end", "after"), ()),
         PlanFault.ASKS_NOTHING),
        ({"every": 1}, PlanFault.TOO_OFTEN),
        ({"every": 0}, PlanFault.TOO_OFTEN),
        ({"every": 21}, PlanFault.TOO_SELDOM),
        ({"start": ("phq10",)}, PlanFault.UNKNOWN),
        ({"start": ("phq9", "phq9")}, PlanFault.TWICE),
        ({"sessions": None}, PlanFault.NO_LENGTH),
        ({"sessions": 0}, PlanFault.LENGTH),
        ({"days_after": -1}, PlanFault.DAYS),
    ],
)  # fmt: skip
def test_a_plan_that_could_not_work_says_why(change, fault):
    assert plan_faults(replace(PLAN, **change), CORE + MORE) == [fault]


def test_a_plan_is_stored_and_read_back_as_it_was():
    assert Plan.from_json(PLAN.as_json()) == PLAN
