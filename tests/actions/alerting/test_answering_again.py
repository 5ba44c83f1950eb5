"""What is answered again: nothing vanishes, and news is an alert of its own."""

from datetime import timedelta

import pytest

from app import risk
from app.actions import act_on_alert, close_alert
from app.risk import AlertIsRecorded, AlertState, Deed
from tests.actions.alerting.conftest import alerts, values


def test_saf_07_a_lowered_answer_keeps_the_alert_and_both_are_shown(session, make, save, at):
    """HAZ-06: a slip of the finger is put right, and nothing vanishes."""
    check_in = make.check_in()
    save(check_in, 3)

    save(check_in, 0, after=1)

    [alert] = alerts(session)
    assert values(alert) == [("q9", 3), ("q9", 0)]
    assert [a.given_at for a in alert.answers] == [at, at + timedelta(minutes=1)]
    assert alert.state is AlertState.OPEN


def test_saf_07_a_raised_answer_shows_the_one_before_it(session, make, save):
    check_in = make.check_in()
    save(check_in, 0)

    save(check_in, 3, after=1)

    [alert] = alerts(session)
    assert values(alert) == [("q9", 0), ("q9", 3)]


def test_saf_07_an_answer_that_is_taken_back_stays_too(session, make, save):
    check_in = make.check_in()
    save(check_in, 2)

    save(check_in, None, after=1)

    assert [values(alert) for alert in alerts(session)] == [[("q9", 2), ("q9", None)]]


def test_the_same_request_again_adds_nothing(session, make, save):
    check_in = make.check_in()
    save(check_in, 2)

    save(check_in, 2, after=1)

    assert [values(alert) for alert in alerts(session)] == [[("q9", 2)]]


def test_what_is_no_news_joins_the_alert_that_somebody_has_in_hand(session, make, save, at):
    clinician = make.clinician()
    check_in = make.check_in(clinician=clinician)
    save(check_in, 2)
    [alert] = alerts(session)
    act_on_alert(session, alert, [Deed.CALLING], "Calling now.", user=clinician.user, at=at)

    save(check_in, 1, after=5)

    [alert] = alerts(session)
    assert values(alert) == [("q9", 2), ("q9", 1)]
    assert alert.state is AlertState.ACTING


def test_saf_02_an_answer_after_the_alert_was_closed_is_an_alert_of_its_own(
    session, make, save, at
):
    clinician = make.clinician()
    check_in = make.check_in(clinician=clinician)
    save(check_in, 2)
    [alert] = alerts(session)
    close_alert(session, alert, [Deed.SPOKE], "Safe today.", user=clinician.user, at=at)

    save(check_in, 2, after=24 * 60)

    first, second = alerts(session)
    assert (first.state, second.state) == (AlertState.CLOSED, AlertState.OPEN)
    assert (values(first), values(second)) == ([("q9", 2)], [("q9", 2)])
    assert second.answers[0].given_at == at + timedelta(days=1)


def test_what_is_news_is_an_alert_of_its_own_once_the_first_is_in_hand(session, make, save, at):
    clinician = make.clinician()
    check_in = make.check_in(["core_om", "phq9"], clinician=clinician)
    save(check_in, 1, "q24")
    [first] = alerts(session)
    act_on_alert(session, first, [Deed.SPOKE], "We talked.", user=clinician.user, at=at)

    save(check_in, 3, "q24", after=60)

    first, second = alerts(session)
    assert (values(first), values(second)) == ([("q24", 1)], [("q24", 1), ("q24", 3)])
    assert second.state is AlertState.OPEN


def test_a_later_check_in_is_an_alert_of_its_own(session, make, at):
    client = make.client()
    first = make.alert(client=client)

    second = make.alert(client=client, at=at + timedelta(days=7))

    assert first.id != second.id
    assert risk.alert_before(session, second).id == first.id


def test_what_was_answered_and_done_is_never_changed(session, make):
    alert = make.alert()
    alert.answers[0].value = 0

    with pytest.raises(AlertIsRecorded):
        session.flush()
    session.rollback()
    session.delete(alert.steps[0])

    with pytest.raises(AlertIsRecorded):
        session.flush()
