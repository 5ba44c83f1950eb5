"""Whoever answered still needs somebody: alerts go where the answers go, and none is closed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import actions, risk
from app.actions import act_on_alert, close_alert, undo_move
from app.responses import Answer
from app.risk import (
    Alert,
    AlertMovedOn,
    AlertNotice,
    AlertState,
    ContactWish,
    Deed,
    Known,
    Rung,
    StepKind,
)
from app.scheduling import CheckIn
from app.security import Role

HOUR = timedelta(hours=1)


@pytest.fixture
def colleague(make, therapist):
    """The right client's own clinician, from a day later: the newest."""
    return make.clinician(therapist.service, name="Noor Colleague")


@pytest.fixture
def alert(make, wrong):
    """Of answers that stand on the wrong client."""
    return make.alert(client=wrong)


def kinds(alert):
    return [step.kind for step in alert.steps]


def test_haz_07_the_alert_is_the_right_clients_with_its_clock_and_its_history(
    session, make, moved, therapist, colleague, alert, wrong, right, at
):
    make.care_relationship(colleague, right, starts_on=make.today)
    clock, answers = (alert.raised_at, alert.acknowledge_by, alert.escalate_by), alert.answers[:]

    moved(alert.check_in, at=at + HOUR)

    session.expire_all()
    assert alert.client_id == right.id
    assert (alert.raised_at, alert.acknowledge_by, alert.escalate_by) == clock
    assert (alert.state, alert.answers) == (AlertState.OPEN, answers)
    assert (alert.owner_id, alert.rung) == (colleague.id, Rung.OWNER)
    assert kinds(alert) == [StepKind.RAISED, StepKind.MOVED]
    notices = session.scalars(select(AlertNotice.user_id).where(AlertNotice.alert_id == alert.id))
    assert colleague.user_id in notices.all()
    assert risk.alerts_of(session, [wrong.id]) == []


def test_haz_07_of_what_is_overdue_the_duty_team_knows_at_once(
    session, make, moved, alert, at, therapist
):
    duty = make.staff(Role.DUTY, service=therapist.service)

    moved(alert.check_in, at=alert.acknowledge_by)

    assert alert.rung is Rung.DUTY
    assert alert in risk.open_alerts_for(session, duty, on=make.today)


def test_haz_07_what_was_in_hand_for_somebody_else_waits_to_be_taken_up_anew(
    session, moved, therapist, alert, right, at
):
    act_on_alert(session, alert, [Deed.CALLING], "Calling Wanda", user=therapist.user, at=at)

    moved(alert.check_in, at=at + HOUR)

    assert (alert.state, alert.acting_by) == (AlertState.SEEN, None)
    assert kinds(alert)[-2:] == [StepKind.ACTING, StepKind.MOVED]
    assert alert.steps[-2].note == "Calling Wanda"


def test_haz_07_of_a_closed_one_there_is_a_new_one_for_who_answered(
    session, moved, therapist, alert, right, at
):
    alert.wish, alert.wished_at = ContactWish.MORNING, at
    close_alert(session, alert, [Deed.SPOKE], "Wanda is well", user=therapist.user, at=at)

    moved(alert.check_in, at=at + HOUR)

    new, old = risk.alerts_of(session, [right.id])
    assert (old.id, old.state) == (alert.id, AlertState.CLOSED)
    assert (new.state, new.raised_at) == (AlertState.OPEN, at + HOUR)
    assert new.acknowledge_by > alert.acknowledge_by
    assert [(a.item, a.value, a.given_at) for a in new.answers] == [("q9", 2, at)]
    assert new.wish is ContactWish.MORNING


def test_haz_07_nobody_closes_one_that_has_just_become_somebody_elses(
    session, moved, therapist, alert, at
):
    seen = Known(len(alert.steps), len(alert.answers))

    moved(alert.check_in)

    with pytest.raises(AlertMovedOn):
        close_alert(
            session, alert, [Deed.SPOKE], "All is well", user=therapist.user, at=at, known=seen
        )
    session.rollback()
    assert alert.state is AlertState.OPEN


def test_haz_07_set_aside_it_stays_open_with_the_same_people_and_is_nobodys_record(
    session, make, moved, therapist, alert, wrong, at
):
    before = (alert.owner_id, alert.rung, alert.acknowledge_by)

    moved(alert.check_in, None)

    assert (alert.owner_id, alert.rung, alert.acknowledge_by) == before
    assert alert.state is AlertState.OPEN
    assert alert in risk.own_alerts(session, therapist, on=make.today)
    assert risk.find_alert(session, alert.id, seen_by=therapist, on=make.today) is alert
    assert risk.alerts_of(session, [wrong.id]) == []
    later = make.alert(check_in=make.check_in(client=wrong), at=at + HOUR)
    assert risk.alert_before(session, later) is None


def test_haz_07_saf_02_a_late_answer_of_danger_is_heard_though_it_was_set_aside(
    session, make, moved, therapist, wrong, at
):
    check_in = make.check_in(client=wrong)
    moved(check_in, None)

    answer = Answer(item="q9", value=3, language="en", visit=check_in.id)
    with pytest.raises(actions.NoSuchQuestionnaire):
        actions.save_answer(session, check_in.id, 1, answer, at=at)

    [alert] = risk.open_alerts_for(session, therapist, on=make.today)
    assert (alert.check_in_id, alert.client_id) == (check_in.id, wrong.id)


def test_haz_07_a_late_answer_to_what_was_moved_is_the_right_clients(
    session, make, moved, wrong, right, at
):
    check_in = make.check_in(client=wrong)
    session.get_one(CheckIn, check_in.id)
    moved(check_in)

    assert make.alert(check_in=check_in).client_id == right.id


def test_haz_07_undone_the_alert_is_back_and_waits_for_somebody(
    session, moved, therapist, alert, wrong, at
):
    move = moved(alert.check_in)
    act_on_alert(session, alert, [Deed.CALLING], "Calling Ruth", user=therapist.user, at=at)

    undo_move(session, move, clinician=therapist, at=at + HOUR)

    assert (alert.client_id, alert.state) == (wrong.id, AlertState.SEEN)


def test_haz_07_what_comes_back_from_nobody_is_as_it_was(session, moved, therapist, alert, at):
    act_on_alert(session, alert, [Deed.CALLING], "Calling", user=therapist.user, at=at)
    move = moved(alert.check_in, None)

    undo_move(session, move, clinician=therapist, at=at + HOUR)

    assert alert.state is AlertState.ACTING
    assert len(session.scalars(select(Alert)).all()) == 1
