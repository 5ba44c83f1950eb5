"""Measures that come round by themselves: given once, when they are due, to those who are asked."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import scheduling
from app.actions import (
    NotAChange,
    NotAPlan,
    SomebodyChangedIt,
    change_plan,
    decide,
    run_schedule,
    submit_questionnaire,
)
from app.care import AppointmentStatus, ContactPause, ContactPreference, PauseReason
from app.outbox import Message, MessageKind
from app.scheduling import (
    CheckIn,
    Decided,
    MeasurePlan,
    Occasion,
    Plan,
    PlanFault,
    ScheduleMark,
    Status,
    askable_keys,
)
from app.security import AuditEvent
from tests.together import together

CORE = ("phq9", "gad7")
PLAN = Plan(start=CORE, routine=CORE, middle=("ders", "prem"), end=CORE, every=4, sessions=16)


@pytest.fixture
def episode(make, session, by, at):
    """A course of care that began today, on a pathway with a plan."""
    episode = make.episode(started_on=make.today)
    plan_for(session, episode, PLAN, by, at)
    return episode


def plan_for(session, episode, plan, by, at, *, changes=0, reason="first plan"):
    return change_plan(
        session, episode.pathway_id, plan, known=askable_keys(), changes=changes, reason=reason,
        by=by, at=at,
    )  # fmt: skip


def come(make, session, episode, number, at):
    """So many attended sessions, one a day, ending yesterday."""
    for n in range(number):
        starts_at = at - timedelta(days=number - n)
        make.appointment(episode, starts_at=starts_at, status=AppointmentStatus.ATTENDED)
    scheduling.look_again(session, [episode.id], on=at.date())
    session.commit()


def given(session) -> list[CheckIn]:
    session.expire_all()
    return list(session.scalars(select(CheckIn).order_by(CheckIn.created_at)))


def test_a_new_course_is_asked_at_its_start_by_a_message_with_two_reminders(session, episode, at):
    done = run_schedule(session, at=at, days=7)

    assert (done.looked_at, done.given) == (1, 1)
    [check_in] = given(session)
    assert (check_in.occasion, check_in.plan_version) == (Occasion.START, 1)
    assert [a.measure for a in check_in.assignments] == list(CORE)
    messages = session.scalars(select(Message).order_by(Message.send_after)).all()
    assert [(m.kind, (m.send_after - at).days) for m in messages] == [
        (MessageKind.INVITATION, 0), (MessageKind.REMINDER, 3), (MessageKind.REMINDER, 6),
    ]  # fmt: skip
    assert {m.check_in_id for m in messages} == {check_in.id}
    assert len({m.token for m in messages}) == 1, "reminders open the same link"


def test_a_second_pass_and_one_later_in_the_day_change_nothing(session, episode, at):
    run_schedule(session, at=at, days=7)

    again = run_schedule(session, at=at + timedelta(hours=5), days=7)

    assert (again.looked_at, again.given) == (0, 0)
    assert len(given(session)) == 1


def test_every_fourth_attended_session_the_set_comes_round(session, make, episode, at):
    run_schedule(session, at=at, days=7)
    day = at + timedelta(days=30)
    come(make, session, episode, 3, day)
    assert run_schedule(session, at=day, days=7).given == 0
    come(make, session, episode, 1, day + timedelta(days=7))

    assert run_schedule(session, at=day + timedelta(days=7), days=7).given == 1

    first, second = given(session)
    assert (second.occasion, first.closed_at) == (Occasion.ROUTINE, day + timedelta(days=7))
    links = session.scalars(
        select(scheduling.Invitation).where(scheduling.Invitation.check_in_id == first.id)
    )
    assert all(link.replaced_at for link in links)


def test_what_is_answered_is_looked_at_again_at_once(session, make, episode, at):
    run_schedule(session, at=at, days=7)
    assert session.scalars(select(ScheduleMark)).one().look_on > at.date()

    make.draft(check_in=given(session)[0])
    submit_questionnaire(session, given(session)[0].id, 1, at=at)

    assert session.scalars(select(ScheduleMark)).one().look_on == at.date()


def test_EQ_15_nobody_who_died_left_paused_or_opted_out_is_asked(session, make, by, at):
    stops = ["died", "left", "paused", "opted out"]
    for stop in stops:
        client = make.client(died_on=make.today if stop == "died" else None)
        ended_on = make.today if stop == "left" else None
        episode = make.episode(client, started_on=make.today, ended_on=ended_on)
        if stop == "paused":
            pause = ContactPause(
                client_id=client.id, reason=PauseReason.INPATIENT, starts_on=make.today
            )
            session.add(pause)
        if stop == "opted out":
            session.add(
                ContactPreference(client_id=client.id, opted_out_on=make.today, changed_at=at)
            )
        plan_for(session, episode, PLAN, by, at)
        scheduling.look_again(session, [episode.id], on=make.today)
    session.commit()

    done = run_schedule(session, at=at, days=7)

    assert (done.looked_at, done.given) == (len(stops), 0)


def test_a_measure_without_its_licence_is_left_out_and_said(session, make, by, at):
    episode = make.episode(started_on=make.today)
    plan_for(session, episode, Plan(start=("swemwbs", "phq9")), by, at)
    other = make.episode(started_on=make.today)
    plan_for(session, other, Plan(start=("swemwbs", "prem")), by, at)

    done = run_schedule(session, at=at, days=7)

    assert (done.given, done.nothing_to_ask) == (1, 1)
    assert [a.measure for a in given(session)[0].assignments] == ["phq9"]


def test_a_large_set_is_split_into_today_and_another_day(session, make, by, at):
    episode = make.episode(started_on=make.today)
    every = ("phq9", "gad7", "core_om", "ders", "des_ii", "pcl5")
    plan_for(session, episode, Plan(start=every), by, at)

    run_schedule(session, at=at, days=7)

    [check_in] = given(session)
    asked = [(a.sitting, a.measure) for a in check_in.assignments]
    assert asked == [
        (1, "phq9"), (1, "gad7"), (1, "core_om"), (2, "ders"), (3, "des_ii"), (4, "pcl5"),
    ]  # fmt: skip


def test_one_course_that_fails_does_not_keep_the_others_from_being_asked(
    session, make, episode, by, at
):
    broken = make.episode(started_on=make.today)
    plan = plan_for(session, broken, PLAN, by, at)
    session.execute(
        MeasurePlan.__table__.update().where(MeasurePlan.id == plan.id).values(content={})
    )
    session.commit()
    session.expire_all()

    done = run_schedule(session, at=at, days=7)

    assert (done.looked_at, done.given, done.failed) == (2, 1, 1)
    assert run_schedule(session, at=at, days=7).looked_at == 0
    assert run_schedule(session, at=at + timedelta(days=1), days=7).failed == 1


def test_a_clinicians_decision_counts_and_says_why(session, make, episode, by, at):
    decide(session, episode, Decided.SKIP, Occasion.START, reason="Too unwell", by=by, at=at)

    done = run_schedule(session, at=at, days=7)

    assert (done.looked_at, done.given) == (1, 0)
    event = session.scalars(
        select(AuditEvent).where(AuditEvent.event == "plan.decided")
    ).one()  # fmt: skip
    assert (event.detail, event.actor_id) == ("skip start", by.id)
    later = at + timedelta(days=1)
    decide(session, episode, Decided.BRING_FORWARD, Occasion.ROUTINE, reason="Asked for it", by=by,
           at=later)  # fmt: skip
    assert run_schedule(session, at=later, days=7).given == 1


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Decided.SKIP, {"reason": "  "}),
        (Decided.DEFER, {"reason": "later"}),
        (Decided.ADD, {"reason": "more"}),
    ],
)
def test_a_decision_needs_a_reason_and_what_it_is_about(session, episode, by, at, kind, values):
    with pytest.raises(NotAChange):
        decide(session, episode, kind, Occasion.ROUTINE, by=by, at=at, **values)


def test_deferring_to_today_is_no_deferring(session, episode, by, at):
    with pytest.raises(NotAChange):
        decide(session, episode, Decided.DEFER, Occasion.START, reason="later", until=at.date(),
               by=by, at=at)  # fmt: skip


def test_a_changed_plan_is_a_new_version_and_history_stays(session, make, episode, by, at):
    run_schedule(session, at=at, days=7)

    plan_for(session, episode, Plan(start=("gad7",)), by, at, changes=1, reason="fewer questions")

    versions = session.scalars(select(MeasurePlan).order_by(MeasurePlan.version)).all()
    assert [(v.version, v.plan.start) for v in versions] == [(1, CORE), (2, ("gad7",))]
    assert versions[1].reason == "fewer questions"
    assert given(session)[0].plan_version == 1
    found = scheduling.histories(session, [episode])[episode.id]
    asks = scheduling.state(versions[1].plan, found, at.date()).asks
    assert [(a.occasion, a.status, a.measures) for a in asks] == [
        (Occasion.START, Status.OPEN, CORE)
    ]


def test_two_people_who_change_one_plan_do_not_undo_each_other(session, episode, by, at):
    with pytest.raises(SomebodyChangedIt):
        plan_for(session, episode, PLAN, by, at, changes=0)


def test_a_plan_that_asks_nothing_is_refused_with_the_reason(session, episode, by, at):
    with pytest.raises(NotAPlan) as refused:
        plan_for(session, episode, Plan(), by, at, changes=1)

    assert refused.value.faults == [PlanFault.ASKS_NOTHING]


def test_every_shipped_plan_can_be_used():
    for shipped in scheduling.shipped_plans():
        assert scheduling.plan_faults(shipped.plan, askable_keys()) == [], shipped.key


def test_two_passes_at_the_same_moment_give_each_check_in_once(session, make, engine, by, at):
    for _ in range(12):
        episode = make.episode(started_on=make.today)
        plan_for(session, episode, PLAN, by, at)
        scheduling.look_again(session, [episode.id], on=make.today)
    session.commit()

    passes = together(engine, 4, lambda own, _number: run_schedule(own, at=at, days=7).given)

    assert sum(passes) == 12
    assert len(given(session)) == 12
