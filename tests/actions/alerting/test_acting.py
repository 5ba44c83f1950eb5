"""An alert is open until somebody has acted, and says what they did."""

from datetime import timedelta

import pytest

from app import risk
from app.actions import act_on_alert, close_alert, see_alert, watch_alerts
from app.risk import Alert, AlertMovedOn, AlertState, Deed, NotAnAct, NothingDone, StepKind
from tests.actions.alerting.conftest import DUE, alerts
from tests.together import together


def test_saf_08_seeing_it_is_not_acting_on_it(session, make, at):
    clinician = make.clinician()
    alert = make.alert(clinician=clinician)

    see_alert(session, alert, user=clinician.user, at=at)

    assert (alert.state, alert.is_waiting) == (AlertState.SEEN, True)
    assert watch_alerts(session, at=DUE).watched == 1
    assert [a.id for a in risk.own_alerts(session, clinician, on=at.date())] == [alert.id]


@pytest.mark.parametrize(("deeds", "note"), [([], "We talked."), ([Deed.SPOKE], " ")])
@pytest.mark.parametrize("do", [act_on_alert, close_alert])
def test_saf_08_acting_and_closing_need_a_deed_and_a_note(session, make, at, do, deeds, note):
    clinician = make.clinician()
    alert = make.alert(clinician=clinician)

    with pytest.raises(NotAnAct):
        do(session, alert, deeds, note, user=clinician.user, at=at)
    session.rollback()

    assert [a.state for a in alerts(session)] == [AlertState.OPEN]


def test_saf_08_a_call_that_nobody_answered_closes_nothing(session, make, at):
    clinician = make.clinician()
    alert = make.alert(clinician=clinician)

    with pytest.raises(NothingDone):
        close_alert(session, alert, [Deed.NO_ANSWER], "No answer.", user=clinician.user, at=at)


def test_saf_08_who_did_what_and_when_stays_with_the_alert(session, make, at):
    clinician = make.clinician()
    alert = make.alert(clinician=clinician)
    user, later = clinician.user, at + timedelta(hours=1)
    see_alert(session, alert, user=user, at=at)
    act_on_alert(session, alert, [Deed.CALLING], "Calling now.", user=user, at=at)

    close_alert(session, alert, [Deed.SPOKE, Deed.SAFETY_PLAN], "Safe today.", user=user, at=later)

    session.expire_all()
    assert alert.state is AlertState.CLOSED
    assert [(s.kind, s.at, s.deeds, s.note) for s in alert.steps[2:]] == [
        (StepKind.ACTING, at, ["calling"], "Calling now."),
        (StepKind.CLOSED, later, ["spoke", "safety_plan"], "Safe today."),
    ]
    assert {s.by for s in alert.steps[1:]} == {user.id}
    assert risk.open_alerts_for(session, clinician, on=at.date()) == []
    with pytest.raises(AlertMovedOn):
        close_alert(session, alert, [Deed.SPOKE], "Again.", user=user, at=later)


def test_two_who_close_it_at_once_close_it_once(session, make, engine, at):
    clinician = make.clinician()
    alert = make.alert(clinician=clinician)
    ids = alert.id, clinician.user_id

    def close(own, _number):
        alert, user = own.get_one(Alert, ids[0]), own.get_one(type(clinician.user), ids[1])
        close_alert(own, alert, [Deed.SPOKE], "Done.", user=user, at=at)

    results = together(engine, 2, close)

    assert sorted(type(r).__name__ for r in results) == ["AlertMovedOn", "NoneType"]
