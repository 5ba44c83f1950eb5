"""No alert is missed, and each is seen by those who answer for it."""

from datetime import timedelta

from app import outbox, risk
from app.actions import close_alert, sweep_answers
from app.risk import Deed
from app.security import Role
from tests.actions.alerting.conftest import alerts, values


def test_saf_02_an_answer_without_an_alert_is_found_and_given_one(session, make, at):
    assignment = make.draft(phq9_9=2)
    assert alerts(session) == []

    found = sweep_answers(session, since=at - timedelta(days=1), at=at + timedelta(minutes=5))

    assert found == 1
    [alert] = alerts(session)
    assert (alert.check_in_id, values(alert)) == (assignment.check_in_id, [("q9", 2)])
    assert sweep_answers(session, since=at - timedelta(days=1), at=at) == 0


def test_saf_10_the_list_is_whole_though_no_message_and_no_worker_ever_runs(session, make, at):
    duty = make.staff(Role.DUTY)
    found = [make.alert(), make.alert(client=make.client(trust=make.the_service().trust))]

    shown = risk.open_alerts_for(session, duty, on=at.date())

    assert {alert.id for alert in shown} == {alert.id for alert in found}
    assert {job.kind for job in outbox.unfinished_jobs(session)} == {risk.SEND_NOTICE}


def test_sec_34_a_clinician_sees_the_alerts_of_their_own_clients_only(session, make, at):
    alert = make.alert()
    stranger = make.clinician()
    elsewhere = make.staff(Role.DUTY, service=make.service(make.the_service().trust))

    for colleague in (stranger, elsewhere):
        assert risk.open_alerts_for(session, colleague, on=at.date()) == []
        assert risk.find_alert(session, alert.id, seen_by=colleague, on=at.date()) is None


def test_the_duty_team_sees_a_closed_alert_no_more_unless_it_was_theirs(session, make, at):
    duty, other = make.staff(Role.DUTY), make.staff(Role.DUTY)
    alert = make.alert()
    close_alert(session, alert, [Deed.SPOKE], "Safe today.", user=duty.user, at=at)

    assert risk.find_alert(session, alert.id, seen_by=duty, on=at.date())
    assert risk.find_alert(session, alert.id, seen_by=other, on=at.date()) is None
